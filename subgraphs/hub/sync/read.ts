import { inLane } from '../../../shared/http/lane.js';
import type { RawRecord } from '../../../shared/connector.js';
import { driftFault, noneSeen, seen } from '../../../shared/mapping/drift.js';
import type { Engine, Slot } from './engine.js';
import { observe } from './observe.js';
import { askForMissing, type Sweep } from './sweep.js';

/**
 * Reads an entity type, everything or what changed since the last reading, and takes in what it sees. The cursor moves
 * only when the last page is in. After a whole reading the known records that did not come are asked for one by one.
 * @returns how many records came. @throws HubError when the system fails; what was read until then is kept.
 */
export function readSlot(engine: Engine, slot: Slot, whole: boolean): Promise<number> {
  return inLane(whole ? 'backfill' : 'polling', () => readPages(engine, slot, whole));
}

async function readPages(engine: Engine, slot: Slot, whole: boolean): Promise<number> {
  const { store } = engine;
  const last = await store.lastReading(slot.key);
  const cursor = whole ? null : last.cursor;
  const startedAt = engine.now();
  await store.beginReading(slot.key, startedAt);
  const sweep: Sweep | null = cursor === null ? { startedAt, ids: last.wholeAt === null ? null : new Set() } : null;
  try {
    const read = await takePages(engine, slot, { cursor, startedAt, unchangedSince: last.startedAt, sweep });
    if (sweep && last.missing !== null) await store.noteMissing(slot.key, null);
    if (read.removed.length > 0)
      await takePage(engine, slot, read.removed, { at: startedAt, unchangedSince: null }, cursor === null);
    if (sweep) await askForMissing(engine, slot, sweep);
    await store.endReading(slot.key, {
      next: { cursor: read.cursor ?? cursor, startedAt },
      whole: cursor === null,
      at: engine.now(),
      fault: null,
      drift: read.drift,
    });
    return read.count;
  } catch (error) {
    await store.failReading(slot.key, error instanceof Error ? error.message : 'Unexpected failure.');
    throw error;
  }
}

const pagesAtOnce = 2;

interface Reading {
  /** Null: everything is read. */
  readonly cursor: string | null;
  readonly startedAt: number;
  readonly unchangedSince: number | null;
  readonly sweep: Sweep | null;
}

interface Read {
  readonly count: number;
  readonly cursor: string | null;
  readonly drift: string | null;
  /** Rows that say that their record was removed. */
  readonly removed: readonly RawRecord[];
}

/**
 * Takes in page after page, two at a time: while one is stored, the next is asked for and made out. What they say was
 * removed is left to the end: whether it can be believed shows only then.
 */
async function takePages(
  engine: Engine,
  slot: Slot,
  { cursor, startedAt, unchangedSince, sweep }: Reading,
): Promise<Read> {
  let [count, live] = [0, 0];
  let next: string | null = null;
  let drift = noneSeen(slot.mapping);
  let at = engine.now();
  const removed = new Map<string, RawRecord>();
  const taking: Promise<void>[] = [];
  try {
    for await (const page of slot.resource.readChanges(cursor)) {
      if (taking.length === pagesAtOnce) await taking.shift();
      const present = page.records.filter(({ deleted }) => !deleted);
      noteRemovals(removed, page.records);
      for (const { id } of present) sweep?.ids?.add(id);
      const taken = takePage(engine, slot, present, { at, unchangedSince }, cursor === null);
      taken.catch(() => 'heard of when it is awaited');
      taking.push(taken);
      drift = seen(
        slot.mapping,
        drift,
        present.map(({ fields }) => fields),
      );
      live += present.length;
      count += page.records.length;
      next = page.cursor ?? next;
      if (next !== null && !engine.policy.rules.lateCursor)
        await engine.store.endReading(slot.key, {
          ...{ next: { cursor: next, startedAt }, whole: false, at, fault: null, drift: null },
        });
      at = engine.now();
    }
  } finally {
    await Promise.all(taking);
  }
  const fault = driftFault(slot.mapping, drift, cursor === null && live > 0);
  return { count, cursor: next, drift: fault, removed: [...removed.values()] };
}

/** The later row of a record counts. */
function noteRemovals(removed: Map<string, RawRecord>, records: readonly RawRecord[]): void {
  for (const record of records)
    if (record.deleted) removed.set(record.id, record);
    else removed.delete(record.id);
}

/** Rows of a list that lags only say which records to read; all others are taken as they stand. */
async function takePage(
  engine: Engine,
  slot: Slot,
  records: readonly RawRecord[],
  look: { at: number; unchangedSince: number | null },
  whole: boolean,
): Promise<void> {
  if (!slot.traits.listMayLag || !engine.policy.rules.laggingListsHint) {
    await observe(engine, slot, records, look, { settle: !whole, listed: true });
    return;
  }
  const known = await engine.store.known(slot.key, records);
  const news = records.filter(({ id }) => {
    const one = known.get(id);
    return !one || (!one.erased && (!one.same || one.missed || one.gone || one.canonicalId === null));
  });
  if (whole && known.size === 0) await observe(engine, slot, records, look, { settle: false, listed: true });
  else if (news.length > 0)
    await engine.store.storeHints(
      slot.key,
      news.map(({ id }) => id),
    );
}
