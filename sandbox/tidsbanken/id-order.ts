import type { Table } from '../store.js';
import type { Entity } from './entities.js';

/** A table's ids in ascending order, seeds and inserted ones merged, so that any page can be reached at once. */
export interface IdOrder {
  size(): number;
  /** The id at a rank below `size`. */
  at(rank: number): string;
  /** How many ids come before this one, whether or not it exists; with `after`, it counts too. */
  rankOf(id: string, after: boolean): number;
}

/** The order of a table; text Ids compare by character code, numbers as numbers. */
export function idOrderOf(entity: Entity, table: Table): IdOrder {
  const less = entity.idKind === 'integer' ? lessNumber : lessText;
  let inserted: string[] = [];
  let ranks: number[] = [];
  const seeded = (id: string, after: boolean): number =>
    countWhile(table.seed.count, (at) => isBefore(table.seed.idAt(at), id, after, less));
  const refresh = (): void => {
    if (inserted.length === table.inserted().length) return;
    inserted = [...table.inserted()].sort((a, b) => (less(a, b) ? -1 : 1));
    ranks = inserted.map((id, at) => at + seeded(id, false));
  };
  return {
    size: () => table.seed.count + table.inserted().length,
    at(rank) {
      refresh();
      const before = countWhile(ranks.length, (at) => ranks[at]! < rank);
      return ranks[before] === rank ? inserted[before]! : table.seed.idAt(rank - before);
    },
    rankOf(id, after) {
      refresh();
      return seeded(id, after) + countWhile(inserted.length, (at) => isBefore(inserted[at]!, id, after, less));
    },
  };
}

type Less = (a: string, b: string) => boolean;

const lessText: Less = (a, b) => a < b;
const lessNumber: Less = (a, b) => Number(a) < Number(b);

const isBefore = (one: string, id: string, after: boolean, less: Less): boolean =>
  after ? !less(id, one) : less(one, id);

/** How many of the first `count` places hold, given that those which do come first. */
function countWhile(count: number, holds: (at: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
