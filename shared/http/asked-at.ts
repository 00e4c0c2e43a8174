import { AsyncLocalStorage } from 'node:async_hooks';
import { steadyNow } from './steady.js';

/** An answer, and since when what it says may be out of date. */
export interface Asked<T> {
  readonly answer: T;
  /** When the first of the requests whose answers it rests on was sent, by `steadyNow()`. */
  readonly askedAt: number;
}

const current = new AsyncLocalStorage<{ at: number }>();

/** Does work that asks. Where nobody noted when a request was sent, it counts from the work's beginning. */
export async function asking<T>(work: () => Promise<T>): Promise<Asked<T>> {
  const began = steadyNow();
  const first = { at: Infinity };
  const answer = await current.run(first, work);
  return { answer, askedAt: first.at < Infinity ? first.at : began };
}

/** Notes for the work under way when a request was sent that is answered by now. */
export function noteAsked(at: number): void {
  const first = current.getStore();
  if (first) first.at = Math.min(first.at, at);
}
