import type { DataSource, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { Value } from '../../../../shared/canonical/field.js';
import { rows } from '../postgres/sql.js';
import {
  ConflictEntity,
  LinkEntity,
  MatchCandidateEntity,
  RecordEntity,
  ReviewEntity,
  WriteEntity,
} from '../entities.js';
import { withFamily } from './family.js';
import { grouped, orderBy, pagesByParent, select, type List, type Page, type Place, type Window } from './page.js';

/** The record of a system that something came from or goes to; all null where it was a person through the hub. */
export interface Origin {
  readonly system: string | null;
  readonly entityType: string | null;
  readonly externalId: string | null;
}

/** A value that moved a canonical field. */
export interface EditRow extends Origin {
  readonly id: string;
  readonly field: string;
  readonly before: Value | null;
  readonly after: Value | null;
  readonly rule: string;
  readonly madeAt: Date;
}

const origin = 'link.system, link.entity_type as "entityType", record.external_id as "externalId"';

/** A window of the edits of each canonical record and those merged into it, newest first, in one statement. */
export async function editPages(
  db: DataSource,
  canonicalIds: readonly string[],
  window: Window,
): Promise<Map<string, Page<EditRow>>> {
  const found = await rows<EditRow & { parent: string; cursor: Place }>(
    db,
    `${withFamily}
     select * from (
       select family.parent, array[edit.id::text] as cursor, edit.id, edit.field, edit.before, edit.after, edit.rule,
              edit.made_at as "madeAt", ${origin}, row_number() over (partition by family.parent order by edit.id desc) as place
       from family join edit on edit.canonical_id = family.id and ($2::bigint is null or edit.id < $2)
       left join link on link.id = edit.link_id left join record on record.id = link.record_id
     ) edit
     where place <= $3
     order by id desc`,
    [canonicalIds, window.after?.[0] ?? null, window.size + 1],
  );
  return pagesByParent(found, window);
}

/** How many edits each canonical record and those merged into it have; one without any is not in it. */
export async function editCounts(db: DataSource, canonicalIds: readonly string[]): Promise<Map<string, number>> {
  const found = await rows<{ parent: string; count: number }>(
    db,
    `${withFamily}
     select family.parent, count(*)::int as count from family join edit on edit.canonical_id = family.id
     group by family.parent`,
    [canonicalIds],
  );
  return new Map(found.map(({ parent, count }) => [parent, count]));
}

/** The last edit of each field of canonical records, as ids by field, by canonical id. */
export async function lastEdits(
  db: DataSource,
  canonicalIds: readonly string[],
): Promise<Map<string, ReadonlyMap<string, string>>> {
  const found = await rows<{ canonicalId: string; field: string; id: string }>(
    db,
    `select canonical_id as "canonicalId", field, max(id) as id from edit where canonical_id = any($1::uuid[])
     group by canonical_id, field`,
    [canonicalIds],
  );
  const groups = [...grouped(found, ({ canonicalId }) => canonicalId)];
  return new Map(groups.map(([id, edits]) => [id, new Map(edits.map((edit) => [edit.field, edit.id]))]));
}

/** A value that lost; its origin is the losing record. */
export interface ConflictRow extends Origin {
  readonly id: string;
  readonly canonicalId: string;
  readonly field: string;
  readonly winner: Value | null;
  readonly loser: Value | null;
  readonly rule: string;
  readonly status: ConflictEntity['status'];
  readonly madeAt: Date;
  readonly answeredAt: Date | null;
  readonly answeredBy: string | null;
}

const shownConflicts = 100;

/** The latest conflicts of each canonical record and those merged into it, newest first, at most a hundred. */
export async function conflictsOf(
  db: DataSource,
  canonicalIds: readonly string[],
): Promise<Map<string, ConflictRow[]>> {
  const found = await rows<ConflictRow & { parent: string }>(
    db,
    `${withFamily}
     select * from (
       select family.parent, conflict.id, conflict.canonical_id as "canonicalId", conflict.field, conflict.winner,
              conflict.loser, conflict.rule, conflict.status, conflict.made_at as "madeAt", conflict.answered_at as "answeredAt",
              conflict.answered_by as "answeredBy", ${origin},
              row_number() over (partition by family.parent order by conflict.id desc) as place
       from family join conflict on conflict.canonical_id = family.id
       left join link on link.id = conflict.loser_link_id left join record on record.id = link.record_id
     ) conflict
     where place <= ${shownConflicts}
     order by id desc`,
    [canonicalIds],
  );
  return grouped(found, ({ parent }) => parent);
}

/** All conflicts, newest first. */
export function conflictList(db: DataSource, status: string | null): List {
  const query = withOrigin(db.createQueryBuilder(ConflictEntity, 'conflict'), 'conflict.loserLinkId', {
    id: 'conflict.id',
    canonicalId: 'conflict.canonicalId',
    field: 'conflict.field',
    winner: 'conflict.winner',
    loser: 'conflict.loser',
    rule: 'conflict.rule',
    status: 'conflict.status',
    madeAt: 'conflict.madeAt',
    answeredAt: 'conflict.answeredAt',
    answeredBy: 'conflict.answeredBy',
  });
  if (status !== null) query.andWhere('conflict.status = :status', { status });
  return { query, order: orderBy('conflict.id', 'bigint', 'newestFirst') };
}

/** All writes, newest first. */
export function writeList(db: DataSource, filter: { canonicalId: string | null; status: string | null }): List {
  const own = ['id', 'canonicalId', 'kind', 'status', 'values', 'attempts', 'code', 'message'];
  const names = [...own, 'createdAt', 'sentAt', 'settledAt'];
  const query = withOrigin(
    db.createQueryBuilder(WriteEntity, 'write'),
    'write.linkId',
    Object.fromEntries(names.map((name) => [name, `write.${name}`])),
  );
  if (filter.status !== null) query.andWhere('write.status = :status', { status: filter.status });
  if (filter.canonicalId !== null) query.andWhere('write.canonicalId = :id', { id: filter.canonicalId });
  return { query, order: orderBy('write.seq', 'bigint', 'newestFirst') };
}

function withOrigin<E extends ObjectLiteral>(
  query: SelectQueryBuilder<E>,
  linkId: string,
  columns: Readonly<Record<string, string>>,
): SelectQueryBuilder<E> {
  query
    .leftJoin(LinkEntity, 'link', `link.id = ${linkId}`)
    .leftJoin(RecordEntity, 'record', 'record.id = link.recordId')
    .where('true');
  const names = { system: 'link.system', entityType: 'link.entityType', externalId: 'record.externalId' };
  return select(query, { ...columns, ...names });
}

/** All pairs put before a person, newest first. */
export function matchCandidateList(db: DataSource, status: string | null): List {
  const names = ['id', 'leftRecordId', 'rightRecordId', 'reason', 'status', 'createdAt', 'answeredAt', 'answeredBy'];
  const query = select(db.createQueryBuilder(MatchCandidateEntity, 'candidate').where('true'), {
    ...Object.fromEntries(names.map((name) => [name, `candidate.${name}`])),
    dataflow: 'candidate.dataflowId',
  });
  if (status !== null) query.andWhere('candidate.status = :status', { status });
  return { query, order: orderBy('candidate.id', 'bigint', 'newestFirst') };
}

/** All reviews, newest first. */
export function reviewList(db: DataSource, status: string | null): List {
  const about = ['id', 'canonicalId', 'kind', 'place', 'field', 'message', 'status'];
  const names = [...about, 'createdAt', 'answeredAt', 'answeredBy'];
  const query = select(
    db.createQueryBuilder(ReviewEntity, 'review').where('true'),
    Object.fromEntries(names.map((name) => [name, `review.${name}`])),
  );
  if (status !== null) query.andWhere('review.status = :status', { status });
  return { query, order: orderBy('review.id', 'bigint', 'newestFirst') };
}
