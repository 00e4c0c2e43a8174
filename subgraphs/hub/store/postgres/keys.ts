import { parseEntityKey } from '../../../../shared/dataflows/dataflow.js';
import { Conflict } from '../../../../shared/errors.js';
import { placeAt } from '../../../../shared/sync/policy.js';
import type { StoreContext } from './context.js';
import { rows, type Db } from './sql.js';

/**
 * A key for a new record from the reserved range that no known record bears.
 * @throws Conflict when the range is used up.
 */
export async function takeKey({ policy }: StoreContext, db: Db, place: string): Promise<string> {
  const { keys } = placeAt(policy, place).traits;
  if (keys === 'server') throw new RangeError(`${place} chooses its keys itself`);
  const { system, entityType } = parseEntityKey(place);
  for (;;) {
    const [taken] = await rows<{ key: string; known: boolean }>(
      db,
      `with taken as (
         insert into key_sequence (system, entity_type, next) values ($1, $2, $3)
         on conflict (system, entity_type) do update set next = greatest(key_sequence.next + 1, $3)
         returning next::text as key
       )
       select key, exists (
         select from record where system = $1 and entity_type = $2 and external_id = taken.key
       ) as known
       from taken`,
      [system, entityType, keys.from],
    );
    if (!taken || Number(taken.key) > keys.to) {
      const message = `The reserved keys ${keys.from} to ${keys.to} of ${place} are used up; widen the range.`;
      throw new Conflict(message, { system, entityType });
    }
    if (!taken.known) return taken.key;
  }
}
