import type { Sighting, Write } from '../../../shared/sync/dossier.js';
import { remove } from '../../../shared/sync/remove.js';
import { isRetiring, putOutOfUse } from '../../../shared/sync/take-back.js';
import type { Engine, Slot } from './engine.js';
import { sendValues, type Resting, type WriteToSend } from './send-values.js';
import { changeBy } from './sightings.js';
import { soon } from './soon.js';

/** Sends a removal whose intent is stored, or puts the record out of use, and ends its link. */
export async function sendRemoval(engine: Engine, slot: Slot, toSend: WriteToSend, resting: Resting): Promise<void> {
  const { canonicalId, write, externalId } = toSend;
  if (isRetiring(write))
    return outOfUse(engine, slot, canonicalId, write, await sendValues(engine, slot, toSend, resting));
  await soon(async () => slot.resource.remove?.(externalId), resting.askedAt);
  await removed(engine, canonicalId, write);
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
export async function outOfUse(
  engine: Engine,
  slot: Slot,
  canonicalId: string,
  write: Write,
  sighting: Sighting,
): Promise<void> {
  await changeBy(engine, slot, canonicalId, sighting, (dossier, view) => {
    const { dossiers, journal, exclusions } = putOutOfUse(dossier, write, sighting, view, engine.policy);
    return { dossiers, journal, exclusions: { add: exclusions, lift: [] }, answer: null };
  });
}
