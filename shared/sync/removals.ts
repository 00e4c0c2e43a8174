/** What became of an entity type's records lately. */
export interface Removals {
  /** How many are there, as far as is known. */
  readonly known: number;
  /** How many came to count as removed within `togetherMs`. */
  readonly ended: number;
  /** How many the last look missed, or are said to be removed, and do not count as removed. */
  readonly missed: number;
}

export const noRemovals: Removals = { known: 0, ended: 0, missed: 0 };

/** Removals of one entity type that come closer together than this count as one lot, in ms. */
export const togetherMs = 3_600_000;

/** How many records of one entity type may go missing at once: the larger of so many and so great a part of those known. */
export interface RemovalsAtMost {
  readonly records: number;
  readonly part: number;
}

/** Whether more records went missing at once than people remove: a fault of their system is likelier. */
export function isTooMany(count: number, known: number, atMost: RemovalsAtMost): boolean {
  return count > Math.max(atMost.records, known * atMost.part);
}

/** What people are told of it. */
export function missingAtOnce(count: number, known: number): string {
  return `${count} of ${known} known records went missing at once: nothing was concluded from it.`;
}
