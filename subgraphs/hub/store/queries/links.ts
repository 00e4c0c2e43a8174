import type { DataSource } from 'typeorm';
import { rows } from '../postgres/sql.js';
import { LinkEntity, RecordEntity } from '../entities.js';
import type { ExternalRef } from '../../sync/store.js';
import { byKey, grouped, orderBy, select, type List } from './page.js';
import { refKey, refsOf } from './records.js';

/** A link with its record's id in its system: null while the record is being made. */
export interface LinkRow {
  readonly id: string;
  readonly canonicalId: string;
  readonly system: string;
  readonly entityType: string;
  readonly externalId: string | null;
  readonly recordId: string | null;
  readonly origin: LinkEntity['origin'];
  readonly rule: string | null;
  readonly state: LinkEntity['state'];
  readonly createdAt: Date;
}

const selectLink = `
  select link.id, link.canonical_id as "canonicalId", link.system, link.entity_type as "entityType",
         record.external_id as "externalId", link.record_id as "recordId", link.origin, link.rule, link.state,
         link.created_at as "createdAt"
  from link left join record on record.id = link.record_id`;

/** Links of any state, filtered where not null, in a stable order of no meaning. */
export function linkList(db: DataSource, filter: { system: string | null; canonicalId: string | null }): List {
  const query = select(
    db
      .createQueryBuilder(LinkEntity, 'link')
      .leftJoin(RecordEntity, 'record', 'record.id = link.recordId')
      .where('true'),
    {
      id: 'link.id',
      canonicalId: 'link.canonicalId',
      system: 'link.system',
      entityType: 'link.entityType',
      externalId: 'record.externalId',
      recordId: 'link.recordId',
      origin: 'link.origin',
      rule: 'link.rule',
      state: 'link.state',
      createdAt: 'link.createdAt',
    },
  );
  if (filter.system !== null) query.andWhere('link.system = :system', { system: filter.system });
  if (filter.canonicalId !== null) {
    query.andWhere('link.canonicalId = :canonicalId', { canonicalId: filter.canonicalId });
  }
  return { query, order: orderBy('link.id', 'uuid', 'oldestFirst') };
}

/** The links that stand, by canonical id, oldest first. */
export async function linksOf(db: DataSource, canonicalIds: readonly string[]): Promise<Map<string, LinkRow[]>> {
  const found = await rows<LinkRow>(
    db,
    `${selectLink} where link.canonical_id = any($1::uuid[]) and link.state in ('CREATING', 'ACTIVE', 'PAUSED')
     order by link.created_at, link.id`,
    [canonicalIds],
  );
  return grouped(found, ({ canonicalId }) => canonicalId);
}

/** Links by id, whatever their state. */
export async function linksById(db: DataSource, ids: readonly string[]): Promise<Map<string, LinkRow>> {
  return byKey(await rows<LinkRow>(db, `${selectLink} where link.id = any($1::uuid[])`, [ids]), ({ id }) => id);
}

/** The links that stand, by the id of their record in the hub. */
export async function linksByRecord(db: DataSource, recordIds: readonly string[]): Promise<Map<string, LinkRow>> {
  const found = await rows<LinkRow>(
    db,
    `${selectLink} where link.record_id = any($1::bigint[]) and link.state in ('ACTIVE', 'PAUSED')`,
    [recordIds],
  );
  return byKey(found, ({ recordId }) => recordId ?? '');
}

/** The links that stand, by `refKey` of their record. */
export async function linksByRef(db: DataSource, keys: readonly string[]): Promise<Map<string, LinkRow>> {
  const refs = refsOf(keys);
  const found = await rows<LinkRow & ExternalRef>(
    db,
    `${selectLink}
     join unnest($1::text[], $2::text[], $3::text[]) as asked (system, entity_type, external_id)
       on (record.system, record.entity_type, record.external_id) = (asked.system, asked.entity_type, asked.external_id)
     where link.state in ('ACTIVE', 'PAUSED')`,
    refs,
  );
  return byKey(found, refKey);
}
