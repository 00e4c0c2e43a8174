import type { CanonicalType } from '../../../../shared/canonical/field.js';
import type { DueRecord } from '../../sync/store.js';
import type { StoreContext } from './context.js';
import { live, msOf, open, rows, timeOf, type Db } from './sql.js';

/** The index `write_due` is over this. */
const lookedAfter = `coalesce(case when write.status = 'SENDING' then write.lease_until else write.not_before end, '-infinity')`;

/** Of a live `canonical_record`. */
export const isDue = 'due_at is not null and merged_into is null and retired_at is null';

/** Whether a `canonical_record` can only be settled once the outcome of an update is known, which is looked after by itself. */
const isAwaited = `exists (
  select from write
  where write.canonical_id = canonical_record.id and write.kind <> 'CREATE' and write.status in ('SENDING', 'IN_DOUBT')
    and ${lookedAfter} > ${timeOf('$1')})`;

/**
 * Canonical records with something to do, the longest due first, those of later times after them; so many of which an outcome
 * is awaited keep back none that can be settled. A write under a lease is its sender's affair; writes in places that are switched off wait.
 */
export async function due({ policy }: StoreContext, db: Db, now: number, atMost: number): Promise<DueRecord[]> {
  return rows<DueRecord>(
    db,
    `select "canonicalId", case when at > ${timeOf('$1')} then ${msOf('at')} end as at
     from (
       select canonical_id as "canonicalId", min(at) as at
       from (
         (select id as canonical_id, '-infinity'::timestamptz as at from canonical_record
          where ${isDue} and not ${isAwaited} order by due_at, seq limit $2)
         union all
         (select id, ${timeOf('$1')} from canonical_record where ${isDue} order by due_at, seq limit $2)
         union all
         (select id, awaits_until from canonical_record
          where awaits_until is not null and merged_into is null and retired_at is null order by awaits_until limit $2)
         union all
         (select write.canonical_id, ${lookedAfter} from write join link on link.id = write.link_id
          where write.status in ${open} and not (write.status = 'SENDING' and write.lease_until > ${timeOf('$1')})
            and link.system || '.' || link.entity_type = any($3::text[])
          order by ${lookedAfter} limit $2)
       ) one
       group by canonical_id
     ) each_once
     order by each_once.at, "canonicalId" limit $2`,
    [now, atMost, [...policy.places.keys()]],
  );
}

/**
 * Canonical records with a write that nobody asks after, since its system is switched off, and that has been in doubt since a
 * time, in ms since 1970, without anybody having been told.
 */
export async function unasked({ policy }: StoreContext, db: Db, since: number, atMost: number): Promise<string[]> {
  const found = await rows<{ id: string }>(
    db,
    `select distinct write.canonical_id as id from write join link on link.id = write.link_id
     where write.status in ('SENDING', 'IN_DOUBT') and write.told_at is null
       and coalesce(write.doubted_at, write.lease_until) <= ${timeOf('$1')}
       and link.system || '.' || link.entity_type <> all($3::text[])
     limit $2`,
    [since, atMost, [...policy.places.keys()]],
  );
  return found.map(({ id }) => id);
}

export async function markAllDue(context: StoreContext, db: Db): Promise<void> {
  await rows(
    db,
    `update canonical_record set due_at = ${timeOf('$1')} where merged_into is null and retired_at is null and due_at is null`,
    [context.now()],
  );
}

/** Marks the live canonical records as due that have a record in one of the places. */
export async function markDueIn(context: StoreContext, db: Db, places: readonly string[]): Promise<void> {
  await rows(
    db,
    `update canonical_record set due_at = ${timeOf('$1')}
     where merged_into is null and retired_at is null and due_at is null
       and id in (select canonical_id from link where system || '.' || entity_type = any($2::text[]) and state in ${live})`,
    [context.now(), places],
  );
}

/** Live canonical records of a type in order of age, after a number. */
export async function walk(
  db: Db,
  type: CanonicalType,
  afterSeq: number,
  atMost: number,
): Promise<{ id: string; seq: number }[]> {
  const found = await rows<{ id: string; seq: string }>(
    db,
    `select id, seq from canonical_record
     where type = $1 and seq > $2 and merged_into is null and retired_at is null
     order by seq limit $3`,
    [type, afterSeq, atMost],
  );
  return found.map(({ id, seq }) => ({ id, seq: Number(seq) }));
}
