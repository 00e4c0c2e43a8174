import type { CanonicalType } from '../../../shared/canonical/field.js';
import { canonicalTypes } from '../../../shared/canonical/types.js';
import { HubError } from '../../../shared/errors.js';
import { allNotes } from '../../../shared/sync/dossier.js';
import { busyOf, type Busy } from '../../../shared/sync/left.js';
import { settle } from '../../../shared/sync/settle.js';
import { converge } from './converge.js';
import type { Engine, Slot } from './engine.js';
import { followHints } from './hints.js';
import { linkMatches, linkThese } from './link.js';
import { readSlot } from './read.js';
import { inSpan, traceNow } from '../../../shared/trace.js';
import type { NumbersSeen } from './numbers.js';
import { walk } from './walk.js';

const batchSize = 500;
const convergingAtOnce = 16;
const evidenceRoundsAtMost = 5;
const makingRoundsAtMost = 3;
/** While the database stores one batch, the next is decided. */
const settlingAtOnce = 2;
const retryMs = 5000;
const reportEvery = 25;

/** Whoever follows a full sync; every method may end it by throwing. */
export interface Watcher {
  /** The next of the sync's steps begins. */
  enter(phase: string): Promise<void>;
  /** How much of the step is done, from 0 to 1. */
  report(done: number): Promise<void>;
  read(records: number): void;
  /** An entity type could not be read: it is left out. */
  left(place: string, error: HubError): void;
  conflicts(count: number): void;
  /** A canonical record is to be looked at again at a time, in ms since 1970. */
  wake(canonicalId: string, at: number): Promise<void>;
}

/** Follows without a word. */
export const silent: Watcher = {
  enter: async () => undefined,
  report: async () => undefined,
  read: () => undefined,
  left: () => undefined,
  conflicts: () => undefined,
  wake: async () => undefined,
};

/** How many steps a full sync has. */
export function stepsOf({ slots }: Pick<Engine, 'slots'>): number {
  return slots.size + Object.keys(canonicalTypes).length * 2;
}

/**
 * A whole sync: reads every entity type, then, for each canonical type in the order in which they refer to each other, links
 * what matches, settles everything and sends what follows. A system that fails is left out; the others go on.
 * @param only ids of the dataflows whose match rules are considered; null: all. @param mayLink throws where what was read
 * must not be linked.
 */
export async function fullSync(
  engine: Engine,
  only: readonly string[] | null,
  watcher: Watcher,
  mayLink: () => Promise<void> = async () => undefined,
): Promise<void> {
  await readAll(
    engine,
    watcher,
    (slot) => readSlot(engine, slot, true),
    (place) => followHints(engine, place),
  );
  await mayLink();
  for (const type of Object.keys(canonicalTypes) as CanonicalType[]) {
    await watcher.enter(`Linking ${type}s`);
    const busy = await gatherEvidence(engine, type, only, watcher);
    await engine.store.endGathering(type, engine.now());
    await watcher.enter(`Creating ${type}s`);
    await makeAll(engine, type, busy, watcher);
  }
}

/** Makes what records with work left demand, and again while that brings something to do for others. */
async function makeAll(engine: Engine, type: CanonicalType, left: readonly Busy[], watcher: Watcher): Promise<void> {
  let busy = left;
  for (let round = 0; ; round += 1) {
    await convergeAll(engine, idsOf(busy), true, watcher);
    if (!busy.some(({ demands }) => demands) || round === makingRoundsAtMost) return;
    busy = await settleAll(engine, type, watcher);
  }
}

/**
 * Reads every entity type whole, in the registry's order: what is seen first is the older record, and its values stand where
 * nothing else decides. @param read reads one of them. @param then what to do about each that was read.
 */
export async function readAll(
  engine: Engine,
  watcher: Watcher,
  read: (slot: Slot) => Promise<number>,
  then: (place: string) => Promise<unknown> = async () => undefined,
): Promise<void> {
  for (const slot of engine.slots.values()) {
    await watcher.enter(`Reading ${slot.key}`);
    try {
      watcher.read(await read(slot));
      await then(slot.key);
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      watcher.left(slot.key, error);
    }
  }
}

/**
 * Links and settles until no more links come of it, and makes nothing yet: what one link brings to a record (an organisation
 * number, say) may show that another one is its counterpart. Answers the records with work left.
 */
async function gatherEvidence(
  engine: Engine,
  type: CanonicalType,
  only: readonly string[] | null,
  watcher: Watcher,
): Promise<readonly Busy[]> {
  return linkUntilNoMore(engine, type, only, watcher, (busy) => convergeAll(engine, idsOf(busy), false, watcher));
}

/**
 * Links, settles every record, and links again what was acted on until no more links come of it: only what a system holds by
 * then can show more than was seen before.
 * @param act what to do about the records with something left to do. @returns all of those.
 */
export async function linkUntilNoMore(
  engine: Engine,
  type: CanonicalType,
  only: readonly string[] | null,
  watcher: Watcher,
  act: (busy: readonly Busy[]) => Promise<unknown>,
): Promise<readonly Busy[]> {
  const { joined, left, conflicts } = await linkMatches(engine, type, only);
  watcher.conflicts(conflicts);
  const busy = [...left, ...(await settleAll(engine, type, watcher, joined))];
  let next: readonly Busy[] = busy;
  for (let round = 0; round < evidenceRoundsAtMost && next.length > 0; round += 1) {
    await act(next);
    const more = await linkThese(engine, { type, only, near: idsOf(next) });
    watcher.conflicts(more.conflicts);
    busy.push(...more.left);
    next = more.left;
  }
  return busy;
}

/**
 * Level-triggered: every record of the type is settled, whether or not something was seen to change. Answers those with work
 * left. @param settled the places in the order of age of records that were settled just now.
 */
export async function settleAll(
  engine: Engine,
  type: CanonicalType,
  watcher: Watcher,
  settled: NumbersSeen = new Set(),
): Promise<Busy[]> {
  const busy: Busy[] = [];
  const batches = walk(engine.store, type, batchSize, settled);
  const take = async (): Promise<void> => {
    for (let next = await batches.next(); !next.done; next = await batches.next())
      busy.push(...(await settleBatch(engine, next.value, watcher)));
  };
  await Promise.all(Array.from({ length: settlingAtOnce }, take));
  return busy;
}

async function settleBatch(engine: Engine, ids: readonly string[], watcher: Watcher): Promise<Busy[]> {
  const { policy } = engine;
  const { busy, conflicts } = await engine.store.change(ids, (dossiers, view) => {
    const wanted = dossiers.filter(({ due, retired }) => !retired && (due || policy.rules.levelTriggered));
    const settled = wanted.map((dossier) => settle(dossier, view, policy));
    const journal = allNotes(settled.map(({ journal: one }) => one));
    const settledDossiers = settled.map(({ dossier }) => dossier);
    return {
      dossiers: settledDossiers,
      journal,
      answer: { busy: busyOf(settledDossiers, view, policy), conflicts: journal.conflicts.length },
    };
  });
  watcher.conflicts(conflicts);
  return busy;
}

function idsOf(busy: readonly Busy[]): string[] {
  return busy.map(({ canonicalId }) => canonicalId);
}

/** Brings records to rest, several at a time. One that fails is tried again later and stops no other. */
export async function convergeAll(
  engine: Engine,
  canonicalIds: readonly string[],
  creates: boolean,
  watcher: Pick<Watcher, 'report' | 'wake'>,
): Promise<void> {
  const queue = [...canonicalIds];
  const take = async (): Promise<void> => {
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      if (queue.length % reportEvery === 0) await watcher.report(1 - queue.length / canonicalIds.length);
      const next = await convergeApart(engine, id, creates).catch((error: unknown) => {
        engine.logFault('A canonical record could not be brought to rest; it is tried again.', error);
        return engine.now() + retryMs;
      });
      if (next !== null) await watcher.wake(id, next);
    }
  };
  await Promise.all(Array.from({ length: Math.min(convergingAtOnce, queue.length) }, take));
  await watcher.report(1);
}

/** In a trace of its own, where the work under way brings many to rest. */
function convergeApart(engine: Engine, canonicalId: string, creates: boolean): Promise<number | null> {
  return inSpan(
    () => ({ name: 'converge', from: [traceNow()] }),
    () => converge(engine, canonicalId, creates),
  );
}
