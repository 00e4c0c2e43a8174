/** What a failed write becomes. */
export type Verdict =
  | { readonly status: 'PLANNED'; readonly waitMs: number }
  | { readonly status: 'IN_DOUBT'; readonly waitMs: number }
  | { readonly status: 'SUPERSEDED' }
  | { readonly status: 'REFUSED' };

/** A failure in the terms that matter: the error's code and what it says of time and effect. */
export interface Failure {
  readonly code: string;
  /** Seconds the system asked for. */
  readonly retryAfter?: number | undefined;
  /** Whether the write may have landed although no answer came. */
  readonly ambiguous?: boolean | undefined;
}

const shortestWaitMs = 1000;
const longestWaitMs = 3_600_000;

/**
 * What to do with a write that failed. A write that may have landed is never sent again before it was looked for. A
 * refusal stands until the values change; a system that turns us away (wrong key, too many requests, down) is tried again, and so is
 * what a fault of ours kept from being sent.
 * @param attempts how often it was sent, from 1. @param chance in [0, 1): full jitter of the backoff, above a second.
 */
export function verdictOn(
  failure: Failure,
  kind: 'CREATE' | 'UPDATE',
  attempts: number,
  inFlightMs: number,
  chance: number,
): Verdict {
  if (failure.ambiguous) return { status: 'IN_DOUBT', waitMs: inFlightMs };
  switch (failure.code) {
    case 'CONFLICT':
      return kind === 'CREATE' ? { status: 'IN_DOUBT', waitMs: 0 } : { status: 'SUPERSEDED' };
    case 'RATE_LIMITED':
      return { status: 'PLANNED', waitMs: Math.min(Math.ceil((failure.retryAfter ?? 1) * 1000), longestWaitMs) };
    case 'UNAVAILABLE':
    case 'INTERNAL':
      return { status: 'PLANNED', waitMs: backoff(attempts, chance) };
    case 'UNAUTHENTICATED':
      return { status: 'PLANNED', waitMs: 60_000 };
    default:
      return { status: 'REFUSED' };
  }
}

const soonestAskMs = 5000;
const latestAskMs = 300_000;

/** When to ask again after a write whose system could not be asked. @param doubtedMs how long it is in doubt by now. */
export function askAgainIn(doubtedMs: number, chance: number): number {
  return Math.min(soonestAskMs + Math.round(chance * doubtedMs), latestAskMs);
}

/** Full jitter, so that many writes that failed at the same time do not come back at the same time; but never at once. */
function backoff(attempts: number, chance: number): number {
  const span = Math.min(shortestWaitMs * 2 ** Math.min(attempts, 20), longestWaitMs);
  return shortestWaitMs + Math.round(chance * (span - shortestWaitMs));
}
