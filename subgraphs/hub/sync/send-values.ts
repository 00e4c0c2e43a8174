import type { Sighting, Write } from '../../../shared/sync/dossier.js';
import type { Engine, Slot } from './engine.js';
import { direct, sightingOf, wireValues } from './sightings.js';
import { soon } from './soon.js';

/** A planned write with the canonical record and the system's own id of the record it is for. */
export interface WriteToSend {
  readonly canonicalId: string;
  readonly write: Write;
  readonly externalId: string;
}

/** What the look showed that a write rests on, and when that was asked for. */
export interface Resting {
  readonly version: string | null;
  readonly askedAt: number | undefined;
}

/** Changes a record to a write's values, only as it was seen where its system can refuse that. @returns the record as answered. */
export async function sendValues(
  engine: Engine,
  slot: Slot,
  { write, externalId }: WriteToSend,
  { version, askedAt }: Resting,
): Promise<Sighting> {
  const wire = await wireValues(engine, slot, write.values);
  const ifVersion = slot.capabilities.conditionalWrite ? version : null;
  const answer = await soon(() => slot.resource.update(externalId, wire, { ifVersion }), askedAt);
  return sightingOf(engine, slot, answer, direct(engine.now()));
}
