/** Which indexes of the world a table holds, ascending, and where. */
export interface Members {
  count: number;
  indexAt(position: number): number;
  /** Null when the table does not hold the index. */
  positionOf(index: number): number | null;
}

/** Which indexes each table holds, worked out when first asked for. */
export function membersByTable<T>(total: number, has: (table: T, index: number) => boolean): (table: T) => Members {
  const made = new Map<T, Members>();
  return (table) => {
    const members = made.get(table) ?? membersOf(total, (index) => has(table, index));
    made.set(table, members);
    return members;
  };
}

/** The indexes below `total` that `has` lets in: four bytes for each. */
export function membersOf(total: number, has: (index: number) => boolean): Members {
  const room = new Uint32Array(total);
  let count = 0;
  for (let index = 0; index < total; index += 1) if (has(index)) room[count++] = index;
  const indexes = room.slice(0, count);
  return {
    count,
    indexAt: (position) => at(indexes, position),
    positionOf: (index) => search(indexes, index),
  };
}

function at(indexes: Uint32Array, position: number): number {
  const index = indexes[position];
  if (index === undefined) throw new RangeError(`There is no position ${position}.`);
  return index;
}

function search(indexes: Uint32Array, index: number): number | null {
  let low = 0;
  let high = indexes.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = indexes[middle]!;
    if (found === index) return middle;
    if (found < index) low = middle + 1;
    else high = middle - 1;
  }
  return null;
}
