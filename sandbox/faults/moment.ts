import { AsyncLocalStorage } from 'node:async_hooks';
import { draw } from '../world/draw.js';
import type { Store, Stored, Table } from '../store.js';
import { createHistory, pastOf, type Change } from './past.js';
import { tableInPast } from './past-table.js';

/** Hides what changed in the last `ms` milliseconds, or a share of it, drawn per change by the name. */
export interface Lag {
  readonly ms: number;
  readonly share: number;
  readonly name: string;
}

/** The moment a call lives in: how far behind it reads, and how wrong its clock is. */
export interface Moment {
  readonly lags: readonly Lag[];
  readonly skewMs: number;
}

/** Lets single calls live in a moment of their own. */
export interface Moments {
  /** A store whose reads and whose clock keep to the moment of the call they are made in. */
  over(store: Store): Store;
  /** The clock with the call's error, for the store to stamp by. */
  now(): Date;
  /** Runs a call a lag later, or with a clock that is wrong, on top of the moment it is in already. */
  run<T>(change: { lag?: Lag; skewMs?: number }, work: () => T): T;
}

const present: Moment = { lags: [], skewMs: 0 };

/** One for all stores: each there is makes every promise of the process dearer, and a call is made to one store alone. */
const current = new AsyncLocalStorage<Moment>();

/** Moments by a true clock. History is kept only while `isKept` says so. */
export function createMoments(clock: () => Date, isKept: () => boolean): Moments {
  const history = createHistory();
  const moment = (): Moment => current.getStore() ?? present;
  const seen = (name: string, table: Table): Table => {
    const { lags } = moment();
    if (lags.length === 0) return table;
    const now = clock().getTime();
    const past = pastOf(history.of(name), (change) => lags.some((lag) => hides(lag, change, now)));
    return past ? tableInPast(table, past) : table;
  };
  const noted = (name: string, table: Table, id: string, write: () => Stored): Stored => {
    if (!isKept()) return write();
    const [before, lastSeqBefore] = [table.get(id), table.lastSeq()];
    const stored = write();
    history.note(name, { id, seq: stored.changeSeq, at: clock().getTime(), before, lastSeqBefore });
    return stored;
  };
  const made = (name: string, table: Table): Table =>
    tableOver(
      table,
      perCall(() => seen(name, table)),
      (id, write) => noted(name, table, id, write),
    );
  return {
    over: (store) => ({ ...store, table: once((name) => made(name, store.table(name))) }),
    now: () => new Date(clock().getTime() + moment().skewMs),
    run: ({ lag, skewMs = 0 }, work) => {
      const { lags, skewMs: before } = moment();
      return current.run({ lags: lag ? [...lags, lag] : lags, skewMs: before + skewMs }, work);
    },
  };
}

/** A table that is read as it seems at the moment of the call, and whose writes are noted. */
function tableOver(table: Table, seen: () => Table, noted: (id: string, write: () => Stored) => Stored): Table {
  return {
    seed: table.seed,
    get: (id) => seen().get(id),
    insert: (id, row) => noted(id, () => table.insert(id, row)),
    update: (id, change) => noted(id, () => table.update(id, change)),
    remove: (id) => noted(id, () => table.remove(id)),
    scan: (from) => seen().scan(from),
    changedSince: (seq) => seen().changedSince(seq),
    findBy: (field, value, options) => seen().findBy(field, value, options),
    size: () => seen().size(),
    lastSeq: () => seen().lastSeq(),
    nextNumber: () => table.nextNumber(),
    inserted: () => seen().inserted(),
  };
}

function once<T>(make: (name: string) => T): (name: string) => T {
  const made = new Map<string, T>();
  return (name) => {
    const found = made.get(name) ?? make(name);
    made.set(name, found);
    return found;
  };
}

/** Makes something once per call that lives in a moment of its own, and every time outside of one. */
function perCall<T>(make: () => T): () => T {
  const made = new WeakMap<Moment, { value: T }>();
  return () => {
    const moment = current.getStore();
    if (!moment) return make();
    const kept = made.get(moment) ?? { value: make() };
    made.set(moment, kept);
    return kept.value;
  };
}

function hides({ ms, share, name }: Lag, change: Change, now: number): boolean {
  return change.at > now - ms && (share >= 1 || draw(`${name} ${change.id}`)(change.seq) < share);
}
