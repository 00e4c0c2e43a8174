import type { DataSource } from 'typeorm';
import { rows } from '../postgres/sql.js';
import type { ExternalRef } from '../../sync/store.js';
import { RecordEntity } from '../entities.js';
import { byKey, orderBy, select, type List } from './page.js';

/** A system's record as last observed. */
export interface RecordRow extends ExternalRef {
  readonly id: string;
  /** The wire object without its secret fields. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly observedAt: Date;
  /** When its system was found to have removed it; null: it is there. */
  readonly goneAt: Date | null;
}

const columns = `record.id, record.system, record.entity_type as "entityType", record.external_id as "externalId",
  record.wire as "values", record.observed_at as "observedAt", record.gone_at as "goneAt"`;

/** One text for a record as its system names it, to look it up by. */
export function refKey({ system, entityType, externalId }: ExternalRef): string {
  return JSON.stringify([system, entityType, externalId]);
}

/** The three columns of many `refKey`s. */
export function refsOf(keys: readonly string[]): [systems: string[], entityTypes: string[], externalIds: string[]] {
  const refs = keys.map((key) => JSON.parse(key) as [system: string, entityType: string, externalId: string]);
  return [refs.map(([system]) => system), refs.map(([, entityType]) => entityType), refs.map(([, , id]) => id)];
}

/** Which records to show; null does not restrict. */
export interface RecordsAsked {
  readonly system: string | null;
  readonly entityType: string | null;
  /** Whether another record is linked with it. */
  readonly linked: boolean | null;
}

const hasCompany = `exists (
  select from link own join link other on other.canonical_id = own.canonical_id and other.id <> own.id
  where own.record_id = record.id and own.state in ('ACTIVE', 'PAUSED') and other.state in ('ACTIVE', 'PAUSED'))`;

/** The records that are there, those known longest first. */
export function recordList(db: DataSource, { system, entityType, linked }: RecordsAsked): List {
  const query = select(db.createQueryBuilder(RecordEntity, 'record').where('record.goneAt is null'), {
    ...{ id: 'record.id', system: 'record.system', entityType: 'record.entityType', externalId: 'record.externalId' },
    ...{ values: 'record.wire', observedAt: 'record.observedAt', goneAt: 'record.goneAt' },
  });
  if (system !== null) query.andWhere('record.system = :system', { system });
  if (entityType !== null) query.andWhere('record.entityType = :entityType', { entityType });
  if (linked !== null) query.andWhere(linked ? hasCompany : `not ${hasCompany}`);
  return { query, order: orderBy('record.id', 'bigint', 'oldestFirst') };
}

/** Records by `refKey`; those never observed are not in it. */
export async function recordsByRef(db: DataSource, keys: readonly string[]): Promise<Map<string, RecordRow>> {
  const found = await rows<RecordRow>(
    db,
    `select ${columns}
     from unnest($1::text[], $2::text[], $3::text[]) as asked (system, entity_type, external_id)
     join record using (system, entity_type, external_id)`,
    refsOf(keys),
  );
  return byKey(found, refKey);
}

/** Records by the hub's own id. */
export async function recordsById(db: DataSource, ids: readonly string[]): Promise<Map<string, RecordRow>> {
  const found = await rows<RecordRow>(db, `select ${columns} from record where id = any($1::bigint[])`, [ids]);
  return byKey(found, ({ id }) => id);
}
