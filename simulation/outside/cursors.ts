/** What a mutant of the world does wrong: the parts of a connector that ask for changes, and send writes. */
export interface CursorRules {
  /** The filter compares with «later than» the last stamp, and reaches back no further. */
  readonly gt: boolean;
  readonly noOverlap: boolean;
  /** Whole lists are ordered by last change, so that rows move while they are read. */
  readonly driftSort: boolean;
  /** A write is sent however long ago it was looked at what it rests on. */
  readonly sendsLate: boolean;
}

/** What a connector must do: all of it. */
export const soundCursors: CursorRules = { gt: false, noOverlap: false, driftSort: false, sendsLate: false };
