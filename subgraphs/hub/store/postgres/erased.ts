import type { Sighting } from '../../../../shared/sync/dossier.js';
import type { KeySource } from '../../../../shared/sync/match-keys.js';
import type { StoreContext } from './context.js';
import { identityDigests } from './match-keys.js';
import { rows, type Db } from './sql.js';

const lock = `hashtext('erased')`;

/** Has whoever takes records in wait until the transaction ends, once those who do so now are through. */
export async function lockErased(tx: Db): Promise<void> {
  await rows(tx, `select pg_advisory_xact_lock(${lock})`);
}

/** Leaves out sightings of records that bear an identifying number of what was erased; nothing is erased until the transaction ends. */
export async function withoutErased(
  context: StoreContext,
  tx: Db,
  sightings: readonly Sighting[],
  sourceOf: (sighting: Sighting) => KeySource,
): Promise<readonly Sighting[]> {
  await rows(tx, `select pg_advisory_xact_lock_shared(${lock})`);
  const [some] = await rows(tx, 'select from erased_key limit 1');
  if (!some) return sightings;
  const numbers = sightings.map((sighting) => identityDigests(context, sourceOf(sighting)));
  const found = await rows<{ digest: string }>(
    tx,
    `select encode(digest, 'hex') as digest from erased_key
     where digest = any(select decode(one, 'hex') from unnest($1::text[]) as number (one))`,
    [numbers.flat()],
  );
  const erased = new Set(found.map(({ digest }) => digest));
  return sightings.filter((_, index) => !numbers[index]?.some((digest) => erased.has(digest)));
}
