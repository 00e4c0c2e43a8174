import { pausedSince } from '../pauses.js';
import type { Db } from './sql.js';

/** How long a process may go on by what it last knew of paused dataflows, in ms. */
export const heardWithinMs = 1000;

/** Which dataflows are paused, by what was known within the last second: a change costs no question of its own. */
export interface PausedFlows {
  read(db: Db): Promise<ReadonlySet<string>>;
}

export function pausedFlows(): PausedFlows {
  let known: ReadonlySet<string> = new Set();
  let readAt = -Infinity;
  return {
    async read(db) {
      const at = performance.now();
      if (at - readAt < heardWithinMs) return known;
      known = new Set((await pausedSince(db)).keys());
      readAt = at;
      return known;
    },
  };
}
