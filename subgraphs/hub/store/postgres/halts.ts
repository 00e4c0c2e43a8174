import type { View } from '../../../../shared/sync/policy.js';
import { pausedSince } from '../pauses.js';
import { stopOf } from '../writing.js';
import type { Db } from './sql.js';

/** How long a process may go on by what it last knew of what is halted, in ms. */
export const heardWithinMs = 1000;

type Halted = Pick<View, 'paused' | 'stopped'>;

/** What people, or the hub itself, have halted, by what was known within the last second: a change costs no question of its own. */
export interface Halts {
  read(db: Db): Promise<Halted>;
}

/** @param within ms for which what was read is gone by. */
export function haltsOf(within = heardWithinMs): Halts {
  let known: Halted = { paused: new Set(), stopped: false };
  let readAt = -Infinity;
  return {
    async read(db) {
      const at = performance.now();
      if (at - readAt < within) return known;
      known = { paused: new Set((await pausedSince(db)).keys()), stopped: (await stopOf(db)) !== null };
      readAt = at;
      return known;
    },
  };
}
