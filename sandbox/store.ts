import { join } from 'node:path';
import { openJournal, type Entry, type Journal } from './store/journal.js';
import { createTable, type KeptTable } from './store/table.js';
import type { Seed, Store } from './store/types.js';

export { DuplicateId, SEED_STAMP, UnknownId } from './store/types.js';
export type { Row, Seed, Stamp, Store, Stored, Table } from './store/types.js';

/**
 * The records of one system: seeds plus what was changed since, kept in `<dataDir>/<system>.jsonl`, or only in memory
 * when `dataDir` is null. Throws when the journal belongs to other seeds or is damaged anywhere but in its last line.
 */
export function openStore(
  system: string,
  dataDir: string | null,
  seeds: Record<string, Seed>,
  now: () => Date = () => new Date(),
): Store {
  const journal = openJournal(dataDir === null ? null : join(dataDir, `${system}.jsonl`), countsOf(seeds));
  const remembered = new Map<string, unknown>();
  const append = (entry: Entry): void => journal.append(entry);
  const tables = new Map(
    Object.entries(seeds).map(([name, seed]) => [name, createTable({ name, seed, now, append })] as const),
  );
  journal.replay((entry) => restore(entry, tables, remembered));
  journal.compact(entriesOf(tables, remembered));
  return {
    table: (name) => tables.get(name)?.table ?? missing(system, name),
    remember(key, value) {
      remembered.set(key, value);
      append({ kind: 'value', key, value });
    },
    recall: (key) => remembered.get(key),
    together: (work) => together(journal, work),
    now,
    close: () => journal.close(),
  };
}

function missing(system: string, name: string): never {
  throw new Error(`The sandbox of ${system} has no table ${name}.`);
}

function countsOf(seeds: Record<string, Seed>): Record<string, number> {
  return Object.fromEntries(Object.entries(seeds).map(([name, seed]) => [name, seed.count]));
}

function together<T>(journal: Journal, work: () => T): T {
  journal.begin();
  try {
    return work();
  } finally {
    journal.end();
  }
}

function restore(entry: Entry, tables: Map<string, KeptTable>, remembered: Map<string, unknown>): void {
  if (entry.kind === 'value') remembered.set(entry.key, entry.value);
  else tables.get(entry.table)?.restore(entry);
}

function* entriesOf(tables: Map<string, KeptTable>, remembered: Map<string, unknown>): Iterable<Entry> {
  for (const kept of tables.values()) yield* kept.entries();
  for (const [key, value] of remembered) yield { kind: 'value', key, value };
}
