/** What a mutant of the world does wrong: the part of a connector that asks for changes. */
export interface CursorRules {
  /** The filter compares with «later than» the last stamp, and reaches back no further. */
  readonly gt: boolean;
  readonly noOverlap: boolean;
  /** Whole lists are ordered by last change, so that rows move while they are read. */
  readonly driftSort: boolean;
}

/** What a connector must do: all of it. */
export const soundCursors: CursorRules = { gt: false, noOverlap: false, driftSort: false };
