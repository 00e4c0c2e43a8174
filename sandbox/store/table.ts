import { createChangeLog } from './changes.js';
import { createFieldIndex } from './field-index.js';
import type { Entry, RowEntry } from './journal.js';
import { fromKept, fromSeed, type Kept } from './stored.js';
import { DuplicateId, UnknownId, type Row, type Seed, type Stored, type Table } from './types.js';

/** A table and the two doors its store needs: putting back what the journal holds, and saying what the journal should hold. */
export interface KeptTable {
  table: Table;
  restore(entry: Exclude<Entry, { kind: 'value' }>): void;
  entries(): Iterable<Entry>;
}

/** What a table is made of. `append` puts an entry into the journal. */
export interface TableParts {
  name: string;
  seed: Seed;
  now: () => Date;
  append: (entry: Entry) => void;
}

/** A table over a seed, with nothing changed yet. */
export function createTable(parts: TableParts): KeptTable {
  const state = new State(parts);
  return {
    table: tableOver(state),
    restore: (entry) => state.restore(entry),
    entries: () => state.entries(),
  };
}

function tableOver(state: State): Table {
  return {
    seed: state.seed,
    get: (id) => state.get(id),
    insert: (id, row) => state.insert(id, row),
    update: (id, change) => state.change(id, change, null),
    remove: (id) => state.change(id, {}, state.time()),
    scan: (from) => state.scan(from),
    changedSince: (seq) => state.changedSince(seq),
    findBy: (field, value, options) => state.findBy(field, value, options?.deleted ?? false),
    size: () => state.seed.count + state.insertedIds.length - state.deleted,
    lastSeq: () => state.log.last(),
    nextNumber: () => state.nextNumber(),
    inserted: () => state.insertedIds,
  };
}

/** Changed and new rows in memory; everything else is computed from the seed. */
class State {
  readonly seed: Seed;
  readonly log = createChangeLog();
  readonly insertedIds: string[] = [];
  deleted = 0;
  private readonly kept = new Map<string, Kept>();
  private readonly order = new Map<string, number>();
  private readonly index = createFieldIndex((id) => this.get(id)?.row ?? null);
  private number: number;

  constructor(private readonly parts: TableParts) {
    this.seed = parts.seed;
    this.number = (parts.seed.firstNumber ?? parts.seed.count + 1) - 1;
  }

  time(): string {
    return this.parts.now().toISOString();
  }

  get(id: string): Stored | null {
    const kept = this.kept.get(id);
    const position = kept ? kept.position : this.seed.positionOf(id);
    if (kept) return fromKept(this.seed, id, kept);
    return position === null ? null : fromSeed(this.seed, id, position);
  }

  insert(id: string, row: Row): Stored {
    if (this.get(id)) throw new DuplicateId(id);
    const time = this.time();
    return this.write(id, {
      position: null,
      change: row,
      version: 1,
      seq: this.log.last() + 1,
      createdAt: time,
      changedAt: time,
      deletedAt: null,
    });
  }

  change(id: string, change: Row, deletedAt: string | null): Stored {
    const before = this.get(id);
    if (!before) throw new UnknownId(id);
    const kept = this.kept.get(id);
    return this.write(id, {
      position: kept ? kept.position : this.seed.positionOf(id),
      change: { ...kept?.change, ...change },
      version: before.version + 1,
      seq: this.log.last() + 1,
      createdAt: kept ? kept.createdAt : null,
      changedAt: this.time(),
      deletedAt: deletedAt ?? before.deletedAt,
    });
  }

  private write(id: string, kept: Kept): Stored {
    const { position, ...rest } = kept;
    this.parts.append({ kind: 'row', table: this.parts.name, id, ...rest });
    this.keep(id, kept);
    return fromKept(this.seed, id, kept);
  }

  private keep(id: string, kept: Kept): void {
    const before = this.kept.get(id);
    if (kept.position === null && !before) {
      this.order.set(id, this.insertedIds.length);
      this.insertedIds.push(id);
    }
    this.deleted += Number(kept.deletedAt !== null) - Number((before?.deletedAt ?? null) !== null);
    this.index.forget(id);
    this.kept.set(id, kept);
    this.index.add(id);
    this.log.note(kept.seq, id);
  }

  restore(entry: Exclude<Entry, { kind: 'value' }>): void {
    if (entry.kind === 'number') {
      this.number = Math.max(this.number, entry.number);
      return;
    }
    const { change, version, seq, createdAt, changedAt, deletedAt } = entry;
    const position = this.seed.positionOf(entry.id);
    this.keep(entry.id, { position, change, version, seq, createdAt, changedAt, deletedAt });
  }

  *entries(): Iterable<Entry> {
    yield { kind: 'number', table: this.parts.name, number: this.number };
    for (const [id, { position: _, ...rest }] of this.kept) {
      yield { kind: 'row', table: this.parts.name, id, ...rest } satisfies RowEntry;
    }
  }

  nextNumber(): number {
    this.number += 1;
    this.parts.append({ kind: 'number', table: this.parts.name, number: this.number });
    return this.number;
  }

  *scan(from: { afterId?: string; skip?: number } = {}): Iterable<Stored> {
    let at = (from.afterId === undefined ? 0 : this.orderOf(from.afterId) + 1) + (from.skip ?? 0);
    for (; at < this.seed.count; at += 1) {
      const id = this.seed.idAt(at);
      const kept = this.kept.get(id);
      yield kept ? fromKept(this.seed, id, kept) : fromSeed(this.seed, id, at);
    }
    for (at -= this.seed.count; at < this.insertedIds.length; at += 1) yield this.get(this.insertedIds[at]!)!;
  }

  private orderOf(id: string): number {
    const inserted = this.order.get(id);
    if (inserted !== undefined) return this.seed.count + inserted;
    const position = this.seed.positionOf(id);
    if (position === null) throw new UnknownId(id);
    return position;
  }

  *changedSince(seq: number): Iterable<Stored> {
    for (const note of this.log.after(seq)) {
      if (this.kept.get(note.id)?.seq === note.seq) yield this.get(note.id)!;
    }
  }

  findBy(field: string, value: unknown, deleted: boolean): Stored[] {
    const fits = (stored: Stored): boolean => stored.row[field] === value && (deleted || stored.deletedAt === null);
    const changed = [...this.index.idsWith(field, value, this.kept.keys())].map((id) => this.get(id)!);
    return [...this.untouchedWith(field, value), ...changed].filter(fits);
  }

  private *untouchedWith(field: string, value: unknown): Iterable<Stored> {
    const positions = this.seed.find?.(field, value) ?? null;
    for (const position of positions ?? allPositions(this.seed.count)) {
      const id = this.seed.idAt(position);
      if (!this.kept.has(id)) yield fromSeed(this.seed, id, position);
    }
  }
}

function* allPositions(count: number): Iterable<number> {
  for (let position = 0; position < count; position += 1) yield position;
}
