import { AsyncLocalStorage } from 'node:async_hooks';
import { steadyNow } from './steady.js';

/**
 * For whom a request is made, in falling order of hurry, with the share of a system's rate that each may count on. What a
 * lane leaves unused is lent to the others.
 */
export const laneShares = { interactive: 0.4, edits: 0.3, polling: 0.2, backfill: 0.1 } as const;

export type Lane = keyof typeof laneShares;

/** Every lane, the most hurried first. */
export const lanes = Object.keys(laneShares) as readonly Lane[];

/** How requests wait for their turn. */
interface Waiting {
  readonly lane: Lane;
  /** Until when, by `steadyNow()`; with an end to it they are the first of their lane. */
  readonly until: number;
}

const usual: Waiting = { lane: 'interactive', until: Infinity };
const current = new AsyncLocalStorage<Waiting>();
const waiting = (): Waiting => current.getStore() ?? usual;

/** Runs work whose requests, however deep within it, go in the lane. */
export function inLane<T>(lane: Lane, work: () => T): T {
  return current.run({ ...waiting(), lane }, work);
}

/**
 * Runs work whose requests rest on what was seen just before: they are the first of their lane, and those that are not
 * sent within that time of now are given up unsent.
 */
export function withPatience<T>(patienceMs: number, work: () => T): T {
  return current.run({ ...waiting(), until: steadyNow() + patienceMs }, work);
}

/** The lane of the work under way: a person is waiting unless somebody said otherwise. */
export function currentLane(): Lane {
  return waiting().lane;
}

/** How long a request of the work under way may still wait to be sent, in ms. */
export function currentPatience(): number {
  return waiting().until - steadyNow();
}
