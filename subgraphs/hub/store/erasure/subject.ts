import type { CanonicalType } from '../../../../shared/canonical/field.js';
import type { ExternalRef } from '../../sync/store.js';
import { lockErased } from '../postgres/erased.js';
import { live, rows, type Db } from '../postgres/sql.js';
import { withFamily } from '../queries/family.js';

/** All that an erasure takes: a canonical record, what was merged into it, and the records that are theirs. */
export interface Subject {
  readonly id: string;
  readonly type: CanonicalType;
  readonly version: number;
  readonly retired: boolean;
  /** Its own id and those of what was merged into it. */
  readonly canonicalIds: readonly string[];
  /** A record that went to another canonical record since is that one's. */
  readonly recordIds: readonly string[];
}

/** How much holds a value, or would; the books' rows stay, without values. */
export interface Holdings {
  readonly canonicalRecords: number;
  readonly fields: number;
  readonly records: number;
  readonly edits: number;
  readonly conflicts: number;
  readonly writes: number;
}

/**
 * Locks a canonical record that is to be erased with what was merged into it; null where it is none. From here to the end of
 * the transaction no record is taken in, so that none that is being taken in is missed.
 */
export async function lockSubject(tx: Db, id: string): Promise<Subject | null> {
  await rows(
    tx,
    `${withFamily} select from canonical_record where id in (select id from family) order by id for update`,
    [[id]],
  );
  await lockErased(tx);
  const [found] = await rows<Subject>(
    tx,
    `${withFamily}
     select id, type, version, retired_at is not null as retired, (select array_agg(id) from family) as "canonicalIds",
            coalesce((
              select array_agg(distinct link.record_id::text) from link
              where link.canonical_id in (select id from family) and link.record_id is not null and not exists (
                select from link other
                where other.record_id = link.record_id and other.canonical_id not in (select id from family)
                  and (other.state in ${live} or other.created_at > link.created_at)
              )
            ), '{}') as "recordIds"
     from canonical_record where id = any($1::uuid[]) and merged_into is null`,
    [[id]],
  );
  return found ?? null;
}

/** Whether a write may be on its way, or is one that its system can still be asked about. @param places those switched on. */
export async function isBeingWritten(tx: Db, { canonicalIds }: Subject, places: readonly string[]): Promise<boolean> {
  const found = await rows(
    tx,
    `select from write join link on link.id = write.link_id
     where write.canonical_id = any($1::uuid[]) and write.status in ('SENDING', 'IN_DOUBT')
       and (write.lease_until > now() or link.system || '.' || link.entity_type = any($2::text[]))
     limit 1`,
    [canonicalIds, places],
  );
  return found.length > 0;
}

export async function holdingsOf(tx: Db, { canonicalIds, recordIds }: Subject): Promise<Holdings> {
  const [found] = await rows<Holdings>(
    tx,
    `select
       (select count(*)::int from canonical_record where id = any($1::uuid[]) and erased_at is null) as "canonicalRecords",
       (select count(*)::int from canonical_record, jsonb_object_keys(fields) where id = any($1::uuid[])) as fields,
       (select count(*)::int from record where id = any($2::bigint[]) and erased_at is null) as records,
       (select count(*)::int from edit where canonical_id = any($1::uuid[]) and (before is not null or after is not null)) as edits,
       (select count(*)::int from conflict
        where canonical_id = any($1::uuid[]) and (winner is not null or loser is not null)) as conflicts,
       (select count(*)::int from write where canonical_id = any($1::uuid[]) and "values" <> '{}') as writes`,
    [canonicalIds, recordIds],
  );
  if (!found) throw new RangeError('a statement of counts had no row');
  return found;
}

/** Records that are there in their systems, as far as the hub knows: an erasure does not touch them. */
export async function standingRecords(tx: Db, { recordIds }: Subject): Promise<ExternalRef[]> {
  return rows(
    tx,
    `select system, entity_type as "entityType", external_id as "externalId" from record
     where id = any($1::bigint[]) and (gone_at is null or gone_at = erased_at) order by system, entity_type, external_id`,
    [recordIds],
  );
}

/** Other live canonical records with a record that bears one of the same identifying numbers, the oldest first. */
export async function bearersOfSame(tx: Db, { canonicalIds, recordIds }: Subject): Promise<string[]> {
  const found = await rows<{ id: string }>(
    tx,
    `with number as (
       select name, digest from match_key where side = 'IDENTITY' and record_id = any($2::bigint[])
       union select name, digest from erased_key where canonical_id = any($1::uuid[])
     )
     select id from canonical_record
     where merged_into is null and retired_at is null and id <> all($1::uuid[]) and id in (
       select link.canonical_id from number
       join match_key theirs on theirs.digest = number.digest and theirs.name = number.name and theirs.side = 'IDENTITY'
       join link on link.record_id = theirs.record_id and link.state in ${live}
     )
     order by seq`,
    [canonicalIds, recordIds],
  );
  return found.map(({ id }) => id);
}
