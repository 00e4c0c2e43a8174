/** Lets at most `limit` calls a second pass, over any stretch of a second. */
export interface RateLimit {
  /** Counts a call and says whether it may pass; a refused one is not counted. */
  admits(): boolean;
}

/** A limit by a clock in milliseconds that never goes back. */
export function createRateLimit(limit: number, clock: () => number = () => performance.now()): RateLimit {
  const passed: number[] = [];
  return {
    admits() {
      const now = clock();
      while (passed.length > 0 && passed[0]! <= now - 1000) passed.shift();
      if (passed.length >= limit) return false;
      passed.push(now);
      return true;
    },
  };
}
