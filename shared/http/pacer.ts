import type { Clock } from './clock.js';

/** A second, and a little more: on the way two requests can come closer together than they were sent. */
const windowMs = 1_050;

/** Lets callers through one by one, first come, first served. */
export interface Pacer {
  /** Resolves when it is the caller's turn; rejects with the signal's reason once that is aborted. */
  turn(): Promise<void>;
  /** Lets no one through for so long. */
  pause(ms: number): void;
}

/** At most `perSecond` turns within any one second; with null only pauses hold anyone up. */
export function createPacer(perSecond: number | null, clock: Clock, signal: AbortSignal): Pacer {
  const turns: number[] = [];
  let pausedUntil = -Infinity;
  let last: Promise<unknown> = Promise.resolve();

  async function next(): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const oldest = perSecond !== null && turns.length >= perSecond ? turns[turns.length - perSecond] : undefined;
      const wait = Math.max(pausedUntil, (oldest ?? -Infinity) + windowMs) - clock.now();
      if (wait <= 0) break;
      await clock.sleep(wait, signal);
    }
    if (perSecond === null) return;
    turns.push(clock.now());
    if (turns.length > perSecond) turns.shift();
  }

  return {
    turn() {
      const turn = last.then(next, next);
      last = turn;
      return turn;
    },
    pause(ms) {
      pausedUntil = Math.max(pausedUntil, clock.now() + ms);
    },
  };
}
