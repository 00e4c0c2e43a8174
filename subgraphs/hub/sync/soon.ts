import { withPatience } from '../../../shared/http/lane.js';
import { steadyNow } from '../../../shared/http/steady.js';

const patienceMs = 5000;

/**
 * Sends a write while the look that it rests on is recent: what people type between the two is written over. One that
 * is not sent in time, whatever kept it, is given up unsent, and looked at anew before it is sent again.
 * @param askedAt when that look was asked for, or its intent stored, by `steadyNow()`; now, where neither was.
 * @throws RateLimited where it was given up.
 */
export function soon<T>(write: () => T, askedAt = steadyNow()): T {
  return withPatience(patienceMs - (steadyNow() - askedAt), write);
}
