import { Unavailable, type ErrorDetails } from '../errors.js';
import type { Clock } from './clock.js';

/** A stretch of time in which a system fails every request. */
export interface Outage {
  readonly since: Date;
  /** When the next request is sent, to see whether the system answers again. */
  readonly nextTry: Date;
}

/** What is known of a system's health; times by a `Clock`. */
export interface Circuit {
  /** How many failures there were in a row, and when the first of them was. */
  readonly failures: number;
  readonly since: number;
  /** Until when nothing is sent; the past where the circuit is closed. */
  readonly openUntil: number;
  /** Whether one request is under way to see how things are. */
  readonly isProbing: boolean;
}

const failuresToOpen = 5;
const firstPauseMs = 1_000;
const longestPauseMs = 30_000;

/** All is well. */
export const closed: Circuit = { failures: 0, since: 0, openUntil: -Infinity, isProbing: false };

export function isOpen(circuit: Circuit): boolean {
  return circuit.failures >= failuresToOpen;
}

/** Whether a request may be sent: always while closed, and one at a time once the pause is over. */
export function admits(circuit: Circuit, now: number): boolean {
  return !isOpen(circuit) || (!circuit.isProbing && now >= circuit.openUntil);
}

/** After a failure: each one that follows a pause doubles the next. What was sent before the circuit opened tells nothing new. */
export function failed(circuit: Circuit, now: number): Circuit {
  if (isOpen(circuit) && !circuit.isProbing) return circuit;
  const failures = circuit.failures + 1;
  const pause = Math.min(firstPauseMs * 2 ** (failures - failuresToOpen), longestPauseMs);
  const openUntil = failures < failuresToOpen ? -Infinity : now + pause;
  return { failures, since: circuit.failures === 0 ? now : circuit.since, openUntil, isProbing: false };
}

/** Keeps requests from a system that fails them all. */
export interface Breaker {
  /** The error for a request that is not to be sent, never ambiguous; null where it may be. */
  refusal(details: ErrorDetails): Unavailable | null;
  /** Notes that a request is being sent, and then how it ended; every `sent` is followed by an `ended`. */
  sent(): void;
  ended(isFailure: boolean): void;
  /** Null while the system answers. */
  outage(): Outage | null;
}

/** A breaker that has seen no failure yet. */
export function createBreaker(system: string, clock: Clock): Breaker {
  let circuit = closed;
  const dateOf = (time: number): Date => new Date(Date.now() + time - clock.now());
  return {
    refusal(details) {
      if (admits(circuit, clock.now())) return null;
      const retryAfter = Math.max(1, Math.ceil((circuit.openUntil - clock.now()) / 1000));
      const message = `${system} has failed every request since ${dateOf(circuit.since).toISOString()}; nothing is sent until it answers again`;
      return new Unavailable(message, { ...details, retryAfter });
    },
    sent: () => void (circuit = { ...circuit, isProbing: isOpen(circuit) }),
    ended: (isFailure) => void (circuit = isFailure ? failed(circuit, clock.now()) : closed),
    outage: () => (isOpen(circuit) ? { since: dateOf(circuit.since), nextTry: dateOf(circuit.openUntil) } : null),
  };
}
