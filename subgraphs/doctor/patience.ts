import { setTimeout as pause } from 'node:timers/promises';

/** How long something that should show is waited for, in ms. */
export const patienceMs = 10_000;

const firstPauseMs = 20;
const longestPauseMs = 400;

/** How soon `shows` holds, in ms from the call; 0 where it holds at once, null where it does not within `patienceMs`. */
export async function msUntil(shows: () => Promise<boolean>): Promise<number | null> {
  const started = performance.now();
  for (let wait = firstPauseMs; ; wait = Math.min(wait * 2, longestPauseMs)) {
    const waited = performance.now() - started;
    if (await shows()) return wait === firstPauseMs ? 0 : Math.round(waited);
    if (performance.now() - started > patienceMs) return null;
    await pause(wait);
  }
}
