import { asking } from '../../../shared/http/asked-at.js';
import { askLater } from '../../../shared/sync/doubt.js';
import { allNotes, nothingToNote, type Sighting, type Write } from '../../../shared/sync/dossier.js';
import { fail, type ToldFailure } from '../../../shared/sync/fail.js';
import { leftOf, type Left } from '../../../shared/sync/left.js';
import { settle } from '../../../shared/sync/settle.js';
import { holds, isRetiring } from '../../../shared/sync/take-back.js';
import { beginUpdate, confirmUpdate, resolveUpdate } from '../../../shared/sync/update.js';
import { failureOf, slotAt, type Engine, type Slot } from './engine.js';
import { noteMiss } from './endings.js';
import { outOfUse, sendRemoval } from './send-removal.js';
import { sendValues, type Resting, type WriteToSend } from './send-values.js';
import { changeBy, lookAt } from './sightings.js';
import { placeOf } from './store.js';

/**
 * Sends one planned update or removal: reads the record just before, gives way if it changed since the plan, stores the
 * intent, sends only the planned fields, and settles the outcome. Never throws for what a system does.
 * @returns what is left to do for the canonical record; null where that must be asked anew.
 */
export async function sendUpdate(
  engine: Engine,
  { canonicalId, write, externalId }: WriteToSend,
): Promise<Left | null> {
  const slot = slotAt(engine, placeOf(write));
  let sending = write;
  try {
    const look = engine.policy.rules.readBeforeWrite ? await asking(() => lookAt(engine, slot, externalId)) : null;
    if (look?.answer === null) {
      await noteMiss(engine, slot, canonicalId, externalId);
      return null;
    }
    const current = look?.answer ?? null;
    const begun = await begin(engine, canonicalId, write, current);
    if (!begun) return null;
    sending = begun;
    const resting = { version: current?.version ?? null, askedAt: look?.askedAt };
    return await sent(engine, slot, { canonicalId, write: begun, externalId }, resting);
  } catch (error) {
    return failed(engine, slot, canonicalId, sending, externalId, error);
  }
}

/** Stores the intent. @returns the write as it is to be sent; null where it is not. */
async function begin(
  engine: Engine,
  canonicalId: string,
  write: Write,
  sighting: Sighting | null,
): Promise<Write | null> {
  return engine.store.change([canonicalId], ([dossier], view) => {
    if (!dossier) return { dossiers: [], answer: null };
    const sending = { now: view.now, leaseUntil: view.now + engine.leaseMs };
    const begun = beginUpdate(dossier, write.id, sighting, sending, view, engine.policy);
    return { dossiers: [begun.dossier], journal: begun.journal ?? nothingToNote, answer: begun.write };
  });
}

async function sent(engine: Engine, slot: Slot, toSend: WriteToSend, resting: Resting): Promise<Left | null> {
  const { canonicalId, write } = toSend;
  if (write.kind === 'REMOVE') {
    await sendRemoval(engine, slot, toSend, resting);
    return null;
  }
  return confirm(engine, slot, canonicalId, write, await sendValues(engine, slot, toSend, resting));
}

async function confirm(
  engine: Engine,
  slot: Slot,
  canonicalId: string,
  write: Write,
  sighting: Sighting,
): Promise<Left | null> {
  return changeBy(engine, slot, canonicalId, sighting, (dossier, view) => {
    const confirmed = confirmUpdate(dossier, write, sighting, engine.policy);
    const settled = settle(confirmed, view, engine.policy);
    return {
      dossiers: [settled.dossier],
      journal: settled.journal,
      answer: leftOf(settled.dossier, view, engine.policy),
    };
  });
}

async function failed(
  engine: Engine,
  slot: Slot,
  canonicalId: string,
  write: Write,
  externalId: string,
  error: unknown,
): Promise<null> {
  const { failure, fault } = judged(error);
  await noteFailure(engine, slot, canonicalId, write, failure);
  if (fault) throw fault;
  if (failure.code === 'NOT_FOUND') await noteMiss(engine, slot, canonicalId, externalId);
  return null;
}

/** A fault of ours leaves the write in doubt, as one without an answer. */
export function judged(error: unknown): { failure: ToldFailure; fault: unknown } {
  try {
    return { failure: failureOf(error), fault: null };
  } catch {
    return { failure: { code: 'INTERNAL', message: 'Unexpected failure.', ambiguous: true }, fault: error };
  }
}

/** Stores what a failure makes of a write. */
export async function noteFailure(
  engine: Engine,
  slot: Slot,
  canonicalId: string,
  write: Write,
  failure: ToldFailure,
): Promise<void> {
  await engine.store.change([canonicalId], ([dossier], view) => {
    if (!dossier) return { dossiers: [], answer: null };
    return { dossiers: [fail(dossier, write, failure, slot, view, engine.policy)], answer: null };
  });
}

/** Looks at a record whose update was never answered, and judges the write against what it meant. */
export async function resolveUpdateInDoubt(
  engine: Engine,
  { canonicalId, write, externalId }: WriteToSend,
): Promise<void> {
  const slot = slotAt(engine, placeOf(write));
  try {
    const current = await lookAt(engine, slot, externalId);
    if (!current) {
      await noteMiss(engine, slot, canonicalId, externalId);
      return await waitMore(engine, canonicalId, write, { code: 'NOT_FOUND', message: 'The record was not found.' });
    }
    if (isRetiring(write) && holds(slot.mapping, current.observed, write.values))
      return await outOfUse(engine, slot, canonicalId, write, current);
    await resolveBy(engine, slot, canonicalId, write, current);
  } catch (error) {
    await waitMore(engine, canonicalId, write, failureOf(error));
  }
}

async function resolveBy(
  engine: Engine,
  slot: Slot,
  canonicalId: string,
  write: Write,
  sighting: Sighting,
): Promise<void> {
  await changeBy(engine, slot, canonicalId, sighting, (dossier, view) => {
    const resolved = resolveUpdate(dossier, write.id, sighting, engine.policy);
    const settled = settle(resolved.dossier, view, engine.policy);
    return { dossiers: [settled.dossier], journal: allNotes([resolved.journal, settled.journal]), answer: null };
  });
}

/** A system that cannot be asked now is asked again a little later; the write stays in doubt until then. */
export async function waitMore(engine: Engine, canonicalId: string, write: Write, failure: ToldFailure): Promise<void> {
  await engine.store.change([canonicalId], ([dossier], view) => {
    if (!dossier) return { dossiers: [], answer: null };
    return { dossiers: [askLater(dossier, write.id, failure, view, engine.policy)], answer: null };
  });
}
