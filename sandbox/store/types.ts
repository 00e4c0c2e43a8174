/** A record's fields in its system's own shape, without what `Stored` says (id and stamps) unless the system repeats it. */
export type Row = Record<string, unknown>;

/** When a row came to be and when it last changed, both ISO 8601 in UTC with milliseconds. */
export interface Stamp {
  createdAt: string;
  changedAt: string;
}

/** A table's first content, computed on demand. Ids ascend in table order; equal positions always give equal rows. */
export interface Seed {
  count: number;
  idAt(position: number): string;
  /** Null when the id is no seeded one. */
  positionOf(id: string): number | null;
  rowAt(position: number): Row;
  /** Without it every seeded row bears `SEED_STAMP`. */
  stampAt?(position: number): Stamp;
  /** All seeded `changedAt` lie in here (milliseconds, both included); lets a server answer a poll without reading the seeds. */
  changedBetween?: { oldest: number; newest: number };
  /** The positions whose field has the value, when the seed knows without a scan; null when it does not. */
  find?(field: string, value: unknown): number[] | null;
  /** What `nextNumber` gives first; without it the count plus one. */
  firstNumber?: number;
}

/** The stamp of seeded rows whose seed gives none. */
export const SEED_STAMP: Stamp = { createdAt: '2026-01-05T08:00:00.000Z', changedAt: '2026-10-15T08:00:00.000Z' };

/** A row as kept. The row and the stamps of a seeded one are computed when read, so take the properties one by one, not by spreading. */
export interface Stored extends Readonly<Stamp> {
  readonly id: string;
  readonly row: Row;
  /** 1 for an untouched seed row or a new one, one more per change. */
  readonly version: number;
  /** 0 for untouched seeds, then 1, 2, 3 … across the table. */
  readonly changeSeq: number;
  readonly deletedAt: string | null;
}

/** One collection of a system. Every write is in the journal before the call returns. */
export interface Table {
  /** Soft-deleted rows too; null when there never was one. */
  get(id: string): Stored | null;
  /** Throws `DuplicateId` when the id is taken, also by a deleted row. */
  insert(id: string, row: Row): Stored;
  /** Shallow merge over the row. Throws `UnknownId`. */
  update(id: string, change: Row): Stored;
  /** Soft: sets `deletedAt`. Throws `UnknownId`. */
  remove(id: string): Stored;
  /** Table order: the seeds by id, then inserted rows as they came; deleted ones included. `afterId` must exist, else `UnknownId`. */
  scan(from?: { afterId?: string; skip?: number }): Iterable<Stored>;
  /** Rows changed after `seq`, in the order of their last change, deleted ones included. Untouched seeds never. */
  changedSince(seq: number): Iterable<Stored>;
  /** Live rows (deleted ones too if asked) whose field is exactly the value. Changed rows are indexed; seeds may be scanned. */
  findBy(field: string, value: unknown, options?: { deleted?: boolean }): Stored[];
  /** How many live rows there are. */
  size(): number;
  lastSeq(): number;
  /** An ascending integer that is never given twice, not even after a restart. */
  nextNumber(): number;
  /** Ids of the rows that are not seeds, as they came. */
  inserted(): readonly string[];
  readonly seed: Seed;
}

/** All tables of one system, over one journal. */
export interface Store {
  /** Throws when the system has no such table. */
  table(name: string): Table;
  /** Keeps a value (a JSON one) under a key in the same journal, for instance the answer to an Idempotency-Key. */
  remember(key: string, value: unknown): void;
  /** What was remembered, or undefined. */
  recall(key: string): unknown;
  /** Runs the writes of `work` as one journal line: after a crash all of them are there, or none. Undoes nothing when `work` throws. */
  together<T>(work: () => T): T;
  /** The store's clock. */
  now(): Date;
  close(): Promise<void>;
}

/** Thrown by `insert` when the id is taken. */
export class DuplicateId extends Error {
  override readonly name = 'DuplicateId';
  constructor(readonly id: string) {
    super(`There already is a row with the id ${id}.`);
  }
}

/** Thrown by a change of a row that never was. */
export class UnknownId extends Error {
  override readonly name = 'UnknownId';
  constructor(readonly id: string) {
    super(`There is no row with the id ${id}.`);
  }
}
