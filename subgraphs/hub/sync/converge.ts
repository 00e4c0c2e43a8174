import { inLane } from '../../../shared/http/lane.js';
import { reserve } from '../../../shared/sync/demand.js';
import { tellOfDoubts } from '../../../shared/sync/doubt.js';
import { allNotes, isToSettle, type Write } from '../../../shared/sync/dossier.js';
import { abandon } from '../../../shared/sync/fail.js';
import { leftOf, type Left } from '../../../shared/sync/left.js';
import { settle } from '../../../shared/sync/settle.js';
import { inSpan, type SpanFacts } from '../../../shared/trace.js';
import { placed, type Engine } from './engine.js';
import { linkNear } from './link.js';
import { resolveCreateInDoubt, sendCreate } from './send-create.js';
import { resolveUpdateInDoubt, sendUpdate } from './send-update.js';
import { placeOf } from './store.js';

/** Rounds of settling and sending after which a record is left for the next sync: a bound, not a target. */
const roundsAtMost = 20;

/**
 * Brings one canonical record to rest: resolves what is in doubt and due, links what matches by now, settles, sends, and
 * again until nothing is left to do now. A record that goes into another on the way is left to that one.
 * @param creates false: nothing is made yet. @returns when to look again, in ms since 1970; null: not before something
 * changes.
 */
export function converge(engine: Engine, canonicalId: string, creates = true): Promise<number | null> {
  return inLane('edits', () => bringToRest(engine, canonicalId, creates));
}

async function bringToRest(engine: Engine, canonicalId: string, creates: boolean): Promise<number | null> {
  let id = canonicalId;
  let left: Left | null = null;
  let isCompared = !creates;
  for (let round = 0; round < roundsAtMost; round += 1) {
    left = await settleIfDue(engine, id);
    if (!left) {
      const survivor = (await engine.store.survivors([id])).get(id);
      if (survivor === undefined) return null;
      id = survivor;
      continue;
    }
    const known = await act(engine, left, creates);
    if (known && isAtRest(known, creates)) {
      if (isCompared || !known.mayMatch || !(await linkNear(engine, id))) return known.nextAt;
      isCompared = true;
      continue;
    }
    if (known === left) return left.nextAt;
  }
  return left?.nextAt ?? null;
}

function isAtRest({ due, sendable, doubtful, abandoned, demands }: Left, creates: boolean): boolean {
  return !due && sendable.length === 0 && doubtful.length === 0 && !abandoned && !(demands && creates);
}

/** Settles a record that is due, puts writes whose sender is gone in doubt and those in doubt for too long before a person. Null: the record went into another. */
async function settleIfDue(engine: Engine, canonicalId: string): Promise<Left | null> {
  const { policy } = engine;
  const early = policy.rules.clearDueLast ? null : await clearDue(engine, canonicalId);
  return engine.store.change([canonicalId], ([dossier], view) => {
    if (!dossier) return { dossiers: [], answer: null };
    const { dossier: found, journal: told } = tellOfDoubts(abandon(dossier, view, policy), view, policy);
    if (!(isToSettle(found, view.now) || early) || found.retired)
      return { dossiers: [found], journal: told, answer: leftOf(found, view, policy) };
    const { dossier: settled, journal } = settle(found, view, policy);
    const left = leftOf(settled, view, policy);
    // Whoever waits for the record to be settled waits for what it demands, too.
    const after = left.demands ? { ...settled, due: true } : settled;
    return { dossiers: [after], journal: allNotes([told, journal]), answer: left };
  });
}

/** What must never be done; the simulation shows why. Answers whether the record was due. */
async function clearDue(engine: Engine, canonicalId: string): Promise<boolean> {
  return engine.store.change([canonicalId], ([dossier]) =>
    dossier ? { dossiers: [{ ...dossier, due: false }], answer: dossier.due } : { dossiers: [], answer: false },
  );
}

/**
 * Does what can be done now. @returns what is left, where that is known; the very `left` given: nothing could be done;
 * null: it must be asked anew.
 */
async function act(engine: Engine, left: Left, creates: boolean): Promise<Left | null> {
  const { canonicalId, doubtful, sendable, targets } = left;
  const doubts = doubtful.filter((write) => engine.slots.has(placeOf(write)));
  const writes = sendable.filter((write) => engine.slots.has(placeOf(write)));
  if (doubts.length > 0) {
    await Promise.all(
      doubts.map((write) => inWrite('resolve', write, () => resolve(engine, canonicalId, write, targets))),
    );
    return null;
  }
  if (writes.length > 0) {
    const after = await Promise.all(
      writes.map((write) => inWrite('write', write, () => send(engine, canonicalId, write, targets))),
    );
    return after.length === 1 ? (after[0] ?? null) : null;
  }
  if (left.due) return left;
  return creates && left.demands ? makeOrLink(engine, left) : left;
}

/** Part of a write, linked to where its values come from: another may have brought the record here meanwhile. */
function inWrite<T>(what: 'write' | 'resolve', write: Write, work: () => Promise<T>): Promise<T> {
  const facts = (): SpanFacts => ({
    name: `${what} ${placeOf(write)}`,
    attributes: { ...placed(write), 'samband.write.id': write.id, 'samband.write.kind': write.kind },
    links: [write.trace],
  });
  return inSpan(facts, work);
}

async function send(
  engine: Engine,
  canonicalId: string,
  write: Write,
  targets: ReadonlyMap<string, string>,
): Promise<Left | null> {
  if (write.kind === 'CREATE') {
    await sendCreate(engine, canonicalId, write);
    return null;
  }
  const externalId = targets.get(write.linkId);
  return externalId === undefined ? null : sendUpdate(engine, { canonicalId, write, externalId });
}

async function resolve(
  engine: Engine,
  canonicalId: string,
  write: Write,
  targets: ReadonlyMap<string, string>,
): Promise<void> {
  if (write.kind === 'CREATE') return resolveCreateInDoubt(engine, canonicalId, write);
  const externalId = targets.get(write.linkId);
  if (externalId !== undefined) await resolveUpdateInDoubt(engine, { canonicalId, write, externalId });
}

/** Where what is waited for comes to match, it is linked at once; otherwise there is no hurry. */
const awaitedMs = 60_000;

/** Links what matches by now; where nothing does, reserves the places of what is demanded. */
async function makeOrLink(engine: Engine, left: Left): Promise<Left | null> {
  const { canonicalId } = left;
  if (await linkNear(engine, canonicalId)) return null;
  const { policy } = engine;
  const { creates, awaited } = await engine.store.change(
    [canonicalId],
    ([dossier], view) => {
      if (!dossier || dossier.retired) return { dossiers: [], answer: { creates: 0, awaited: 0 } };
      const settled = settle(dossier, view, policy);
      const reserved = reserve(settled.dossier, view, policy);
      const after = reserved.linksFirst ? { ...reserved.dossier, due: true } : reserved.dossier;
      return { dossiers: [after], reviews: reserved.reviews, journal: settled.journal, answer: reserved };
    },
    { evidence: true },
  );
  if (creates > 0) return null;
  return awaited > 0 ? { ...left, demands: false, nextAt: engine.now() + awaitedMs } : left;
}
