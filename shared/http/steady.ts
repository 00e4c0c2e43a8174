import { AsyncLocalStorage } from 'node:async_hooks';

const current = new AsyncLocalStorage<() => number>();

/** The time in ms by a clock that nobody sets: `performance.now()`, unless the work under way goes by another. */
export function steadyNow(): number {
  return current.getStore()?.() ?? performance.now();
}

/** Runs work that goes by another clock, as a simulation's does. */
export function bySteadyClock<T>(now: () => number, work: () => T): T {
  return current.run(now, work);
}
