import type { Made } from './people.js';
import type { Standing } from './verdict.js';

/** What is known of a day of chaos when it is over. */
export interface Day {
  readonly made: Made;
  /** Whether workers were to be killed. */
  readonly killsAsked: boolean;
  readonly kills: number;
  /** Calls that a fault hit. */
  readonly hits: number;
  /** Entity types that took secret values. */
  readonly planted: number;
  /** Seconds from the end of the faults to rest. */
  readonly restedIn: number;
  readonly before: Standing;
  readonly rested: Standing;
  readonly after: Standing;
  /** Writes that reached the systems in a full sync of a company at rest. */
  readonly writesAtRest: ReadonlyMap<string, number>;
}
