import type { RawRecord } from '../../../shared/connector.js';
import { differs } from '../../../shared/sync/confirm.js';
import type { Sighting, Write } from '../../../shared/sync/dossier.js';
import type { Engine, Slot } from './engine.js';
import { direct, sightingsOf } from './sightings.js';
import type { KnownRecord } from './store.js';

export interface Likenesses {
  /** Records that may be the one a creation made: unknown before it was first sent, linked to nothing, equal in every field. */
  readonly alike: readonly RawRecord[];
  /** How many others have come up since, linked to nothing and not equal. */
  readonly unexplained: number;
}

/** Reads a whole entity type for the child of a creation whose system offers nothing to recognise it by. */
export async function likenesses(engine: Engine, slot: Slot, write: Write): Promise<Likenesses> {
  const alike: RawRecord[] = [];
  let unexplained = 0;
  const seen = new Set<string>();
  for await (const { records } of slot.resource.readChanges(null)) {
    const present = records.filter(({ id, deleted }) => !deleted && !seen.has(id));
    for (const { id } of present) seen.add(id);
    const known = await engine.store.known(slot.key, present);
    const newcomers = present.filter(({ id }) => isNewcomer(known.get(id), write));
    const sightings = await sightingsOf(engine, slot, newcomers, direct(engine.now()));
    newcomers.forEach((record, index) => {
      if (isLike(engine, slot, sightings[index], write)) alike.push(record);
      else unexplained += 1;
    });
  }
  return { alike, unexplained };
}

/** A record that was seen before the creation was first sent, or that belongs to something, is not its child. */
function isNewcomer(known: KnownRecord | undefined, { firstSentAt }: Write): boolean {
  if (known === undefined) return true;
  return known.canonicalId === null && !known.gone && known.firstSeenAt >= (firstSentAt ?? Infinity);
}

/** @returns whether the record equals what was sent; with the rule of exactness off, in one field at least. */
function isLike({ policy }: Engine, slot: Slot, sighting: Sighting | undefined, { values }: Write): boolean {
  if (!sighting) return false;
  if (policy.rules.exactAdoption) return !differs(slot, sighting.observed, values);
  return Object.keys(values).some(
    (field) => !differs(slot, { [field]: sighting.observed[field] }, { [field]: values[field] }),
  );
}
