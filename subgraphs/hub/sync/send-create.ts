import type { RawRecord } from '../../../shared/connector.js';
import { steadyNow } from '../../../shared/http/steady.js';
import { differs } from '../../../shared/sync/confirm.js';
import {
  adopt,
  ambiguous,
  beginCreate,
  endCreation,
  foundNothing,
  isLate,
  withAnotherKey,
  type Adopted,
} from '../../../shared/sync/create.js';
import { nothingToNote, type Dossier, type Write } from '../../../shared/sync/dossier.js';
import { isTraceable, type View } from '../../../shared/sync/policy.js';
import { failureOf, slotAt, type Engine, type Slot } from './engine.js';
import { demanderOf } from './demander.js';
import { judged, noteFailure, waitMore } from './send-update.js';
import { direct, sightingOf, wireValues } from './sightings.js';
import { likenesses } from './likenesses.js';
import { soon } from './soon.js';
import { placeOf } from './store.js';
import { inTurn } from './turns.js';

/**
 * Makes one planned record, exactly once: asks whether who demands it is still there, looks for a record that already
 * carries the reference, stores the intent, sends; where records cannot be told apart, one creation after another. Never throws for what a system does; the write's state tells.
 */
export function sendCreate(engine: Engine, canonicalId: string, write: Write): Promise<void> {
  const slot = slotAt(engine, placeOf(write));
  const send = (): Promise<void> => attempt(engine, slot, canonicalId, write);
  const goesAlone = engine.policy.rules.oneCreationAtATime && !isTraceable(slot.traits);
  return goesAlone ? inTurn(engine, slot.key, send) : send();
}

async function attempt(engine: Engine, slot: Slot, canonicalId: string, write: Write): Promise<void> {
  let sending = write;
  try {
    const create = slot.resource.create?.bind(slot.resource);
    if (!create) throw new RangeError(`${slot.key} cannot create`);
    if (engine.policy.rules.checkDemander && (await demanderOf(engine, canonicalId, write)) === 'GONE')
      return await end(engine, canonicalId, write, 'NOT_FOUND', 'What demanded it is gone.');
    const [found, more] = await lookUp(slot, write);
    if (more)
      return await decideBy(engine, canonicalId, write, (dossier) =>
        ambiguous(dossier, write, 'Several records carry its reference.'),
      );
    if (found) return await adoptRecord(engine, slot, canonicalId, write, found);
    const key = slot.traits.keys === 'server' ? null : (write.externalId ?? (await engine.store.takeKey(slot.key)));
    // A sender that is held up is given up by the others once its lease is over: what it would send then, one of them has sent.
    const begunAt = steadyNow();
    const begun = await begin(engine, slot, canonicalId, write, key);
    if (!begun) return;
    sending = begun;
    const wire = await wireValues(engine, slot, begun.values);
    const externalRef = begun.externalRef ?? begun.id;
    const made = await soon(() => create(wire, { externalRef, ...(key === null ? {} : { id: key }) }), begunAt);
    await adoptRecord(engine, slot, canonicalId, begun, made);
  } catch (error) {
    const { failure, fault } = judged(error);
    await noteFailure(engine, slot, canonicalId, sending, failure);
    if (fault) throw fault;
  }
}

/** Stores the intent. @returns the write as it is to be sent; null where it is not. */
async function begin(
  engine: Engine,
  slot: Slot,
  canonicalId: string,
  write: Write,
  key: string | null,
): Promise<Write | null> {
  return engine.store.change(
    [canonicalId],
    ([dossier], view) => {
      if (!dossier) return { dossiers: [], answer: null };
      const sending = { now: view.now, leaseUntil: view.now + engine.leaseMs };
      const begun = beginCreate(dossier, write.id, key, sending, slot, view, engine.policy);
      return { dossiers: [begun.dossier], answer: begun.write };
    },
    isTraceable(slot.traits) ? {} : { creationsIn: slot.key },
  );
}

/**
 * Looks for a record whose creation was never answered: adopts the one, sends again after two looks found none, leaves
 * anything else to a person.
 */
export async function resolveCreateInDoubt(engine: Engine, canonicalId: string, write: Write): Promise<void> {
  const slot = slotAt(engine, placeOf(write));
  try {
    if (isTraceable(slot.traits)) await resolveByReference(engine, slot, canonicalId, write);
    else await resolveByLikeness(engine, slot, canonicalId, write);
  } catch (error) {
    await waitMore(engine, canonicalId, write, failureOf(error));
  }
}

async function resolveByReference(engine: Engine, slot: Slot, canonicalId: string, write: Write): Promise<void> {
  const [found, more] = await lookUp(slot, write);
  if (more)
    return decideBy(engine, canonicalId, write, (dossier) =>
      ambiguous(dossier, write, 'Several records may be the one made.'),
    );
  if (!found)
    return decideBy(engine, canonicalId, write, (dossier, view) =>
      foundNothing(dossier, write, slot, view, engine.policy),
    );
  const isByKey = write.externalId !== null && !(slot.capabilities.externalRef && write.externalRef);
  if (isByKey && (await isStrangers(engine, slot, write, found)) && !(await isAsSent(engine, slot, write, found)))
    return decideBy(engine, canonicalId, write, (dossier, view) => ({
      dossiers: [withAnotherKey(dossier, write, view)],
      journal: nothingToNote,
    }));
  return adoptRecord(engine, slot, canonicalId, write, found);
}

async function resolveByLikeness(engine: Engine, slot: Slot, canonicalId: string, write: Write): Promise<void> {
  const { alike, unexplained } = await likenesses(engine, slot, write);
  const [found, more] = alike;
  if (more || (!found && unexplained > 0)) {
    const message = 'A record made by somebody else may be the one; nothing tells them apart.';
    return decideBy(engine, canonicalId, write, (dossier) => ambiguous(dossier, write, message));
  }
  if (found) return adoptRecord(engine, slot, canonicalId, write, found);
  return decideBy(engine, canonicalId, write, (dossier, view) =>
    foundNothing(dossier, write, slot, view, engine.policy),
  );
}

/** Records that carry the creation's key or reference. */
async function lookUp(slot: Slot, write: Write): Promise<readonly RawRecord[]> {
  if (!slot.resource.find) return [];
  if (slot.traits.hasReference && write.externalRef) return slot.resource.find({ externalRef: write.externalRef });
  return write.externalId === null ? [] : slot.resource.find({ id: write.externalId });
}

/**
 * Whether the record under our key may be somebody else's: it was there before the creation was first sent, it belongs to
 * something, or the very first try was told that the key is taken. Otherwise it is ours, whatever people made of it since.
 */
async function isStrangers(engine: Engine, slot: Slot, write: Write, found: RawRecord): Promise<boolean> {
  const known = (await engine.store.known(slot.key, [found])).get(found.id);
  const wasThere = known !== undefined && (known.canonicalId !== null || known.firstSeenAt < (write.firstSentAt ?? 0));
  return wasThere || (write.code === 'CONFLICT' && write.attempts === 1);
}

async function isAsSent(engine: Engine, slot: Slot, write: Write, record: RawRecord): Promise<boolean> {
  const { observed } = await sightingOf(engine, slot, record, direct(engine.now()));
  return !differs(slot, observed, write.values);
}

async function adoptRecord(
  engine: Engine,
  slot: Slot,
  canonicalId: string,
  write: Write,
  record: RawRecord,
): Promise<void> {
  const sighting = await sightingOf(engine, slot, record, direct(engine.now()));
  const standingIn = (await engine.store.known(slot.key, [record])).get(record.id)?.canonicalId ?? null;
  const ids = [...new Set([canonicalId, standingIn ?? canonicalId])];
  await engine.store.change(ids, (dossiers) => {
    const dossier = dossiers.find(({ canonical }) => canonical.id === canonicalId);
    if (!dossier) return { dossiers: [], answer: null };
    if (isLate(dossier, write)) return { dossiers: [], answer: null };
    if (standingIn === canonicalId) {
      const ended = endCreation(dossier, write, 'CANCELLED', 'ADOPTED', 'Its record is linked by now.');
      return { dossiers: [ended], answer: null };
    }
    const standing = dossiers.find((one) => one !== dossier) ?? null;
    return { ...adopt(dossier, standing, write, sighting, slot), answer: null };
  });
}

async function decideBy(
  engine: Engine,
  canonicalId: string,
  write: Write,
  decide: (dossier: Dossier, view: View) => Adopted,
): Promise<void> {
  await engine.store.change([canonicalId], ([dossier], view) => {
    if (!dossier || isLate(dossier, write)) return { dossiers: [], answer: null };
    return { ...decide(dossier, view), answer: null };
  });
}

async function end(engine: Engine, canonicalId: string, write: Write, code: string, message: string): Promise<void> {
  await engine.store.change([canonicalId], ([dossier]) => {
    if (!dossier || isLate(dossier, write)) return { dossiers: [], answer: null };
    return { dossiers: [endCreation(dossier, write, 'CANCELLED', code, message)], answer: null };
  });
}
