import { Conflict } from '../../../shared/errors.js';
import type { CreateBars } from '../../../shared/sync/plan.js';
import { rows, type Db, type Slot } from '../sync/context.js';

interface BarRow {
  readonly canonicalId: string;
  readonly system: string;
  readonly entityType: string;
  /** Live link, reservation, tombstone or open review; otherwise only a trace of a former link. */
  readonly taken: boolean;
  /** Whether a record of that system is, or was, behind it. */
  readonly real: boolean;
}

/** What bars creations, by canonical id. Every id asked for is in the answer. */
export async function barsOf(db: Db, canonicalIds: readonly string[]): Promise<Map<string, CreateBars>> {
  const found = await rows<BarRow>(
    db,
    `select canonical_id as "canonicalId", system, entity_type as "entityType", state in ('CREATING', 'ACTIVE', 'PAUSED') as taken,
            (record_id is not null or state = 'CREATING') as real
     from link where canonical_id = any($1::uuid[])
     union all
     select canonical_id, system, entity_type, true, true from tombstone where canonical_id = any($1::uuid[])
     union all
     select link.canonical_id, other.system, other.entity_type, true, false
     from match_candidate candidate
     join link on link.record_id = candidate.left_record_id and link.state in ('ACTIVE', 'PAUSED')
     join record other on other.id = candidate.right_record_id
     where candidate.status = 'OPEN' and link.canonical_id = any($1::uuid[])`,
    [canonicalIds],
  );
  const bars = new Map(canonicalIds.map((id) => [id, { taken: new Set<string>(), represented: new Set<string>() }]));
  for (const { canonicalId, system, entityType, taken, real } of found) {
    const own = bars.get(canonicalId);
    if (real) own?.represented.add(system);
    if (taken) own?.taken.add(`${system}.${entityType}`);
  }
  return bars;
}

/**
 * A key for a new record where the caller chooses it: the next free one of the reserved range.
 * @throws Conflict when the range is used up.
 */
export async function takeKey(db: Db, slot: Slot): Promise<string | null> {
  const { keys } = slot.capabilities;
  if (keys === 'server') return null;
  for (;;) {
    const [taken] = await rows<{ key: string; known: boolean }>(
      db,
      `with taken as (
         insert into key_sequence (system, entity_type, next) values ($1, $2, $3)
         on conflict (system, entity_type) do update set next = key_sequence.next + 1
         returning next::text as key
       )
       select key, exists (
         select from record where system = $1 and entity_type = $2 and external_id = taken.key
       ) as known
       from taken`,
      [slot.system, slot.entityType, keys.from],
    );
    if (!taken || Number(taken.key) > keys.to) {
      throw new Conflict(`The reserved keys ${keys.from} to ${keys.to} of ${slot.key} are used up; widen the range.`, {
        system: slot.system,
        entityType: slot.entityType,
      });
    }
    if (!taken.known) return taken.key;
  }
}
