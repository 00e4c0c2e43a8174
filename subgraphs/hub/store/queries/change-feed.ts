import type { DataSource } from 'typeorm';
import type { CanonicalType } from '../../../../shared/canonical/field.js';
import { ChangeEntity } from '../entities.js';
import type { Told } from '../postgres/change-feed.js';
import { rows } from '../postgres/sql.js';
import { orderBy, select, type List } from './page.js';

/** One change of a canonical record, in the order in which changes became known. */
export interface ChangeRow extends Told {
  readonly seq: string;
  readonly madeAt: Date;
}

/** The order in which changes are told. */
export const feedOrder = orderBy('change.seq', 'bigint', 'oldestFirst');

/** Any fixed number of our own: who holds this lock numbers changes. */
const numberingLock = 7_264_110_053;
const numberedAtOnce = 10_000;

/**
 * Numbers what was committed since. One numbering at a time, each over all that it sees: what gets its number later has a
 * larger one, so that nobody who has read up to a number ever misses a smaller one. While another numbers, nothing is done.
 */
export async function numberChanges(db: DataSource): Promise<void> {
  const waiting = await rows(db, 'select 1 from change where seq is null limit 1');
  if (waiting.length === 0) return;
  await db.transaction(async (tx) => {
    const [turn] = await rows<{ mine: boolean }>(tx, 'select pg_try_advisory_xact_lock($1) as mine', [numberingLock]);
    if (!turn?.mine) return;
    // A statement of its own: it has to see what the numbering before this one has committed.
    await tx.query(
      `update change set seq = numbered.seq
       from (select id, (select coalesce(max(seq), 0) from change where seq is not null) + row_number() over (order by id) as seq
             from (select id from change where seq is null order by id limit $1) waiting) numbered
       where change.id = numbered.id`,
      [numberedAtOnce],
    );
  });
}

/** The numbered changes of records of some types, or of all where null, oldest first. */
export function changeList(db: DataSource, types: readonly CanonicalType[] | null): List {
  const names = ['seq', 'canonicalId', 'type', 'kind', 'version', 'fields', 'mergedInto', 'madeAt'];
  const query = select(
    db.createQueryBuilder(ChangeEntity, 'change').where('change.seq is not null'),
    Object.fromEntries(names.map((name) => [name, `change.${name}`])),
  );
  if (types) query.andWhere(types.length > 0 ? 'change.type in (:...types)' : 'false', { types });
  return { query, order: feedOrder };
}

/** The number of the last change there is; 0 before the first. */
export async function lastChange(db: DataSource): Promise<string> {
  const [found] = await rows<{ seq: string }>(
    db,
    'select coalesce(max(seq), 0)::text as seq from change where seq is not null',
  );
  return found?.seq ?? '0';
}
