import { RateLimited } from '../../shared/errors.js';
import { currentPatience } from '../../shared/http/lane.js';

/** A request whose turn comes too late is not sent. @throws RateLimited then. */
export function giveUpLate(count: (what: string) => void): void {
  if (currentPatience() >= 0) return;
  count('writes given up unsent, for the look they rest on was old');
  throw new RateLimited('It was not asked: by the time its turn came the request was out of date.');
}
