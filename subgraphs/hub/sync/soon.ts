import { withPatience } from '../../../shared/http/lane.js';

const patienceMs = 5000;

/**
 * Sends a write while the look that it rests on is recent: what people type between the two is written over. One that
 * is not sent in time, whatever kept it, is given up unsent, and looked at anew before it is sent again.
 * @param askedAt when that look was asked for, by `performance.now()`; now, where nothing was looked at.
 * @throws RateLimited where it was given up.
 */
export function soon<T>(write: () => T, askedAt = performance.now()): T {
  return withPatience(patienceMs - (performance.now() - askedAt), write);
}
