import type { Dossier } from '../../../../shared/sync/dossier.js';
import { strongKeys } from '../../../../shared/sync/match-keys.js';
import { parseEntityKey } from '../../../../shared/dataflows/dataflow.js';
import { slotOf } from '../../../../shared/sync/state.js';
import type { StoreContext } from './context.js';
import { live, rows, timeOf, type Db } from './sql.js';

/** Of a link and its tombstone: that its record was removed, and no person has said more; or is missed, and may be removed. */
function isLost(link: string): string {
  return `(${link}.state = 'GONE' and not tombstone.certain or ${link}.state in ${live} and ${link}.missed_at is not null)`;
}

/**
 * Notes which present records bear a strong key that a removed or missed one of their entity type bears, as far as records are
 * concerned whose keys or links have just changed, and drops what is not so any more, or is of a canonical record at its end. The
 * canonical records that a person is then to be asked about are due, and those of records that are claimed no longer.
 */
const noteQuery = `
  with asked as materialized (
    select id from unnest($1::bigint[]) as given (id)
    union
    select record_id from link where id = any($2::uuid[]) and record_id is not null
  ), shared as materialized (
    select mine.record_id as one, theirs.record_id as other
    from asked
    join match_key mine on mine.record_id = asked.id and mine.name = any($3)
    join match_key theirs on theirs.digest = mine.digest and theirs.name = mine.name and theirs.side = mine.side
      and theirs.record_id <> mine.record_id
  ), pair as (
    select one as lost, other as present from shared union select other, one from shared
  ), found as materialized (
    select lost.id as lost_record_id, present.id as record_id, home.canonical_id
    from pair
    join record lost on lost.id = pair.lost
    join record present on present.id = pair.present and present.gone_at is null
      and present.system = lost.system and present.entity_type = lost.entity_type
    join link home on home.record_id = lost.id
    left join tombstone on tombstone.canonical_id = home.canonical_id and tombstone.system = home.system
      and tombstone.entity_type = home.entity_type
    where ${isLost('home')} and (home.state <> 'GONE' or lost.gone_at is not null)
      and (select retired_at is null from canonical_record where id = home.canonical_id)
  ), dropped as (
    delete from successor kept using asked
    where (kept.record_id = asked.id or kept.lost_record_id = asked.id) and not exists (
      select from found where found.lost_record_id = kept.lost_record_id and found.record_id = kept.record_id
    )
    returning kept.record_id
  ), noted as (
    insert into successor (lost_record_id, record_id)
    select distinct lost_record_id, record_id from found order by 1, 2
    on conflict do nothing returning lost_record_id
  )
  update canonical_record set due_at = ${timeOf('$4')}
  where not $5 and due_at is null and merged_into is null and retired_at is null and id in (
    select found.canonical_id from found join noted using (lost_record_id)
    union all
    ${homesOf('dropped')}
  )
  returning id`;

/** The canonical records that records of that name stand in. */
function homesOf(records: string): string {
  return `select link.canonical_id from ${records} join link on link.record_id = ${records}.record_id and link.state in ${live}`;
}

/**
 * Answers what is due by that. @param recordIds whose keys changed. @param lostLinkIds links whose record was removed, or missed,
 * or is seen again.
 */
export async function noteSuccessors(
  { policy, foresees }: Pick<StoreContext, 'policy' | 'foresees'>,
  db: Db,
  recordIds: readonly string[],
  lostLinkIds: readonly string[],
  now: number,
): Promise<string[]> {
  if (recordIds.length + lostLinkIds.length === 0) return [];
  const given = [recordIds, lostLinkIds, strongKeys(policy.flows), now, foresees];
  return idsOf(await rows(db, noteQuery, given));
}

/**
 * Drops what is known of places that may be filled again, or of which a person said that their record was truly removed. What
 * was claimed goes its own way from here on, and is answered where it is due by that.
 */
export async function dropSuccessors(
  { foresees }: Pick<StoreContext, 'foresees'>,
  db: Db,
  settled: readonly { readonly canonicalId: string; readonly place: string }[],
  now: number,
): Promise<string[]> {
  if (settled.length === 0) return [];
  const freed = await rows<{ id: string }>(
    db,
    `with dropped as (
       delete from successor using link, jsonb_to_recordset($1::jsonb) as made ("canonicalId" uuid, place text)
       where link.record_id = successor.lost_record_id and link.canonical_id = made."canonicalId" and link.state = 'GONE'
         and link.system || '.' || link.entity_type = made.place
       returning successor.record_id
     )
     update canonical_record set due_at = ${timeOf('$2')}
     where not $3 and due_at is null and merged_into is null and retired_at is null and id in (${homesOf('dropped')})
     returning id`,
    [JSON.stringify(settled), now, foresees],
  );
  return idsOf(freed);
}

function idsOf(found: readonly { readonly id: string }[]): string[] {
  return found.map(({ id }) => id);
}

/** Forgets records that were erased; what they claimed goes its own way from here on. */
export async function forgetSuccessors(db: Db, recordIds: readonly string[], now: number): Promise<void> {
  await rows(
    db,
    `with dropped as (
       delete from successor where record_id = any($1::bigint[]) or lost_record_id = any($1::bigint[]) returning record_id
     )
     update canonical_record set due_at = ${timeOf('$2')}
     where due_at is null and merged_into is null and retired_at is null and id in (${homesOf('dropped')})`,
    [recordIds, now],
  );
}

/** Whether anything is removed or missed at all, and so may have become another record. */
export const isAnyLost = `(exists (select from tombstone) or exists (
  select from link where link.missed_at is not null and link.state in ${live}))`;

/** Whether a record of the canonical one, whose id that column holds, is one of the two in a suspicion. */
export function isSuspicious(canonicalId: string): string {
  const among = (column: string): string => `exists (
    select from link join successor on successor.${column} = link.record_id where link.canonical_id = ${canonicalId})`;
  return `(${among('record_id')} or ${among('lost_record_id')})`;
}

/** Starts from the few suspicions there are, whatever Postgres takes their number for (offset 0): links are many. */
const suspected = `
  from successor
  cross join lateral (select * from link where link.record_id = successor.lost_record_id offset 0) gone
  cross join lateral (select * from link where link.record_id = successor.record_id and link.state in ${live} offset 0) heir
  left join tombstone on tombstone.canonical_id = gone.canonical_id and tombstone.system = gone.system
    and tombstone.entity_type = gone.entity_type
  join canonical_record claimant on claimant.id = gone.canonical_id
    and claimant.merged_into is null and claimant.retired_at is null
  where heir.canonical_id <> gone.canonical_id and ${isLost('gone')}`;

/**
 * By canonical record, as `id`, whose removed, or missed, record may have become one of its own: few at any time, and so found once for
 * all that are asked about. @param asked a query of ids.
 */
export function claimantsOf(asked: string): string {
  return `select heir.canonical_id as id, array_agg(distinct gone.canonical_id) as claimants
    ${suspected} and heir.canonical_id in (${asked}) group by heir.canonical_id`;
}

/** That a record of one canonical record may be what another one's removed record went into. */
export interface Suspicion {
  /** Of the removed, or missed, record. */
  readonly canonicalId: string;
  /** `system.EntityType`. */
  readonly place: string;
  /** Of the record that it may have gone into. */
  readonly successorId: string;
}

/** Suspicions that touch canonical records, on either side. */
export async function suspicionsOn(db: Db, canonicalIds: readonly string[]): Promise<Suspicion[]> {
  if (canonicalIds.length === 0) return [];
  return rows<Suspicion>(
    db,
    `select distinct gone.canonical_id as "canonicalId", gone.system || '.' || gone.entity_type as place,
            heir.canonical_id as "successorId"
     ${suspected} and (gone.canonical_id = any($1::uuid[]) or heir.canonical_id = any($1::uuid[]))
     order by 1, 2, 3`,
    [canonicalIds],
  );
}

/** Links of a place, of those dossiers, whose record shares a strong key with another one of the place that is linked elsewhere. */
export async function succeededIn(
  { policy }: Pick<StoreContext, 'policy'>,
  db: Db,
  place: string,
  dossiers: readonly Dossier[],
): Promise<ReadonlySet<string>> {
  const links = dossiers.flatMap((dossier) => dossier.links.filter((link) => slotOf(link) === place));
  if (links.length === 0) return new Set();
  const { system, entityType } = parseEntityKey(place);
  const found = await rows<{ id: string }>(
    db,
    `select distinct link.id
     from link
     join match_key mine on mine.record_id = link.record_id and mine.name = any($2)
     join match_key theirs on theirs.digest = mine.digest and theirs.name = mine.name and theirs.side = mine.side
       and theirs.record_id <> mine.record_id
     join record on record.id = theirs.record_id and record.gone_at is null and record.system = $3 and record.entity_type = $4
     join link other on other.record_id = record.id and other.state in ${live} and other.canonical_id <> link.canonical_id
     where link.id = any($1::uuid[])`,
    [links.map(({ id }) => id), strongKeys(policy.flows), system, entityType],
  );
  return new Set(found.map(({ id }) => id));
}
