import type { Stored } from './store.js';

/** What to sort by; null comes before everything. */
export interface Key {
  readonly of: (stored: Stored) => unknown;
  readonly descending: boolean;
}

/** By the number that an id is: the last key where ids are numbers, so that pages never overlap. */
export const byNumber: Key = { of: ({ id }) => Number(id), descending: false };

/** By the first key that differs. Each is computed once for a record, not at every comparison. */
export function inOrder(found: readonly Stored[], keys: readonly Key[]): Stored[] {
  const keyed = found.map((stored) => ({ stored, by: keys.map((key) => key.of(stored)) }));
  const order = (a: readonly unknown[], b: readonly unknown[]): number => {
    for (const [at, { descending }] of keys.entries()) {
      const order = compared(a[at], b[at]);
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  };
  return keyed.sort((a, b) => order(a.by, b.by)).map(({ stored }) => stored);
}

function compared(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return (a as string | number) < (b as string | number) ? -1 : 1;
}
