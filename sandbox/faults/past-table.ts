import type { Stored, Table } from '../store.js';
import type { Past } from './past.js';

/** The table as it seemed in the past; for reading. */
export function tableInPast(table: Table, past: Past): Table {
  const { formers } = past;
  const former = (stored: Stored): Stored | null => {
    const found = formers.get(stored.id);
    return found === undefined ? stored : found;
  };
  const seen = (rows: Iterable<Stored>): Stored[] => [...rows].map(former).filter((stored) => stored !== null);
  const inserted = table.inserted().filter((id) => formers.get(id) !== null);
  return {
    ...table,
    get(id) {
      const found = formers.get(id);
      return found === undefined ? table.get(id) : found;
    },
    *scan(from) {
      for (const stored of table.scan(from)) {
        const seemed = former(stored);
        if (seemed) yield seemed;
      }
    },
    changedSince: (seq) =>
      seen(table.changedSince(seq))
        .filter(({ changeSeq }) => changeSeq > seq)
        .sort((a, b) => a.changeSeq - b.changeSeq),
    findBy: (field, value, options) => [
      ...table.findBy(field, value, options).filter(({ id }) => !formers.has(id)),
      ...[...formers.values()].filter(
        (stored): stored is Stored =>
          stored !== null && stored.row[field] === value && (options?.deleted === true || isLive(stored)),
      ),
    ],
    size: () => table.size() + [...formers].reduce((sum, [id, stored]) => sum + live(stored) - live(table.get(id)), 0),
    lastSeq: () => past.lastSeq,
    inserted: () => inserted,
  };
}

const isLive = (stored: Stored | null): boolean => stored !== null && stored.deletedAt === null;
const live = (stored: Stored | null): number => Number(isLive(stored));
