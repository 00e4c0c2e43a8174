import type { RawRecord } from '../../../shared/connector.js';
import type { Sighting, Write } from '../../../shared/sync/dossier.js';
import { remove } from '../../../shared/sync/sight.js';
import { isRetiring, putOutOfUse } from '../../../shared/sync/take-back.js';
import type { Engine, Slot } from './engine.js';
import { direct, sightingsOf, wireValues } from './sightings.js';
import { soon } from './soon.js';

/** A removal with the canonical record and the system's own id of the record it is for. */
export interface RemovalToSend {
  readonly canonicalId: string;
  readonly write: Write;
  readonly externalId: string;
}

/** Sends a removal whose intent is stored, or puts the record out of use, and ends its link. @param version of the record as just read. */
export async function sendRemoval(
  engine: Engine,
  slot: Slot,
  { canonicalId, write, externalId }: RemovalToSend,
  version: string | null,
  askedAt: number | undefined,
): Promise<void> {
  if (!isRetiring(write)) {
    await soon(async () => slot.resource.remove?.(externalId), askedAt);
    return removed(engine, canonicalId, write);
  }
  const wire = await wireValues(engine, slot, write.values);
  const ifVersion = slot.capabilities.conditionalWrite ? version : null;
  const answer: RawRecord = await soon(() => slot.resource.update(externalId, wire, { ifVersion }), askedAt);
  const [sighting] = await sightingsOf(engine, slot, [answer], direct(engine.now()));
  if (sighting) await outOfUse(engine, canonicalId, write, sighting);
}

async function removed(engine: Engine, canonicalId: string, write: Write): Promise<void> {
  await engine.store.change([canonicalId], ([dossier], view) => {
    if (!dossier) return { dossiers: [], answer: null };
    const confirmed = dossier.writes.map((one): Write => (one.id === write.id ? { ...one, status: 'CONFIRMED' } : one));
    const ended = remove({ ...dossier, writes: confirmed }, write.linkId, view, engine.policy);
    return { dossiers: [ended.dossier], journal: ended.journal, answer: null };
  });
}

/** Notes that a record was put out of use. @param write as it was sent. */
export async function outOfUse(engine: Engine, canonicalId: string, write: Write, sighting: Sighting): Promise<void> {
  await engine.store.change([canonicalId], ([dossier], view) => {
    if (!dossier) return { dossiers: [], answer: null };
    const { dossiers, journal, exclusions } = putOutOfUse(dossier, write, sighting, view, engine.policy);
    return { dossiers, journal, exclusions: { add: exclusions, lift: [] }, answer: null };
  });
}
