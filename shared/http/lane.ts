import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * For whom a request is made, in falling order of hurry, with the share of a system's rate that each may count on. What a
 * lane leaves unused is lent to the others.
 */
export const laneShares = { interactive: 0.4, edits: 0.3, polling: 0.2, backfill: 0.1 } as const;

export type Lane = keyof typeof laneShares;

/** Every lane, the most hurried first. */
export const lanes = Object.keys(laneShares) as readonly Lane[];

const current = new AsyncLocalStorage<Lane>();

/** Runs work whose requests, however deep within it, go in the lane. */
export function inLane<T>(lane: Lane, work: () => T): T {
  return current.run(lane, work);
}

/** The lane of the work under way: a person is waiting unless somebody said otherwise. */
export function currentLane(): Lane {
  return current.getStore() ?? 'interactive';
}
