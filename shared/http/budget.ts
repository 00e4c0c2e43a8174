import { systemClock, type Clock } from './clock.js';

/** A second, and a little more: on the way two requests can come closer together than they were sent, and while a process pauses. */
export const windowMs = 1_100;

/** What is left of a limit. */
export interface Quota {
  /** The most requests within any one second. */
  readonly perSecond: number;
  /** How many of them may go now. */
  readonly left: number;
}

/** Whose requests a system counts together, and how many it lets through. */
export interface Credential {
  readonly system: string;
  /** What the system counts by: a subscription key, say. Leaves the process as a keyed hash only. */
  readonly secret: string;
  /** The most requests within any one second, a whole number. */
  readonly perSecond: number;
}

/** The times at which requests with one credential may go, given out once each to all who share it. */
export interface Budget {
  readonly perSecond: number;
  /**
   * Takes the next `count` times, at most `perSecond`, by the reader's clock and in order.
   * @param isHurried twice as close as evenly over the second. Never closer: after a rush whoever comes next would wait.
   */
  claim(count: number, isHurried: boolean): Promise<readonly number[]>;
  /** Gives out no time within so long from now. */
  pause(ms: number): Promise<void>;
  /** How many requests may go now, of those within a second; none during a pause. */
  left(): Promise<number>;
}

/** The budget of each credential. Asking for one opens nothing. */
export interface Budgets {
  of(credential: Credential): Budget;
}

/** What a budget has given out: its last `perSecond` times, oldest first, and when its pause ends. */
export interface Spent {
  readonly slots: readonly number[];
  readonly pausedUntil: number;
}

/** A budget of which nothing was spent. */
export function unspent(perSecond: number): Spent {
  return { slots: Array<number>(perSecond).fill(-Infinity), pausedUntil: -Infinity };
}

/** The least between two times. */
export function stepMs(perSecond: number, isHurried: boolean): number {
  return windowMs / perSecond / (isHurried ? 2 : 1);
}

/** The next times: no more than the limit within any one window, none before `from`, nor within a pause. */
export function nextSlots({ slots, pausedUntil }: Spent, from: number, count: number, isHurried: boolean): number[] {
  const last = slots.at(-1) ?? -Infinity;
  const step = stepMs(slots.length, isHurried);
  return slots
    .slice(0, count)
    .map((slot, index) => Math.max(from, pausedUntil, slot + windowMs, last + step * (index + 1)));
}

/** How many of a budget's requests may go at a time. */
export function leftAt({ slots, pausedUntil }: Spent, now: number): number {
  return now < pausedUntil ? 0 : slots.filter((slot) => slot + windowMs <= now).length;
}

/** A budget of one process. */
export function localBudget(perSecond: number, clock: Clock = systemClock): Budget {
  let spent = unspent(perSecond);
  return {
    perSecond,
    claim(count, isHurried) {
      const granted = nextSlots(spent, clock.now(), count, isHurried);
      spent = { ...spent, slots: [...spent.slots, ...granted].slice(-perSecond) };
      return Promise.resolve(granted);
    },
    pause(ms) {
      spent = { ...spent, pausedUntil: Math.max(spent.pausedUntil, clock.now() + ms) };
      return Promise.resolve();
    },
    left: () => Promise.resolve(leftAt(spent, clock.now())),
  };
}

/** Budgets that this process shares with no other. */
export function localBudgets(): Budgets {
  const known = new Map<string, Budget>();
  return {
    of({ system, secret, perSecond }) {
      const key = JSON.stringify([system, secret, perSecond]);
      const budget = known.get(key) ?? localBudget(perSecond);
      known.set(key, budget);
      return budget;
    },
  };
}
