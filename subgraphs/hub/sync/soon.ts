import { withPatience } from '../../../shared/http/lane.js';

const patienceMs = 5000;

/**
 * Sends a write while the look that it rests on is recent: what people type between the two is written over. One that
 * would have to wait is given up unsent, and looked at anew before it is sent again.
 */
export function soon<T>(write: () => T): T {
  return withPatience(patienceMs, write);
}
