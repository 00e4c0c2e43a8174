/** One line of what came of it. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  /** Whether it breaks what the hub promises, or is too little for the day to prove anything. */
  readonly isBad: boolean;
}

/** Of what must not be. */
export function bad(what: string, value: number): Figure {
  return { what, value, isBad: value > 0 };
}

export function plain(what: string, value: number): Figure {
  return { what, value, isBad: false };
}

/** Of what must have happened. */
export function atLeast(least: number, what: string, value: number): Figure {
  return { what: value < least ? `${what}, of at least ${least}` : what, value, isBad: value < least };
}
