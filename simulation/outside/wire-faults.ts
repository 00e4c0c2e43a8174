import { Forbidden, RateLimited, Unauthenticated, Unavailable } from '../../shared/errors.js';
import type { Random } from './random.js';
import type { Rates } from './profiles.js';

/** What becomes of a write's effect when its call fails: at once, after so many ms, or never. */
export type Fate =
  | { readonly effect: 'NOW' | 'NEVER' }
  | { readonly effect: 'LATER'; readonly afterMs: number; readonly isLate: boolean };

/** Chooses, call by call, what goes wrong, and counts it. */
export class WireFaults {
  constructor(
    private readonly random: Random,
    private rates: Rates,
    private readonly count: (what: string) => void,
  ) {}

  get now(): Rates {
    return this.rates;
  }

  calm(rates: Rates): void {
    this.rates = rates;
  }

  /** @throws HubError where the call is refused before it does anything. */
  refuse(system: string): void {
    const { random, rates } = this;
    if (random.chance(rates.tooMany)) {
      this.count('calls answered 429');
      throw new RateLimited('Too many requests.', {
        system,
        ...(random.chance(0.5) ? { retryAfter: random.int(0, 5) } : {}),
      });
    }
    if (random.chance(rates.unauthenticated)) {
      this.count('calls answered 401');
      throw new Unauthenticated('The key was refused.', { system });
    }
    if (random.chance(rates.forbidden)) {
      this.count('calls answered 403');
      throw new Forbidden('The key has no right to this.', { system });
    }
  }

  /** @throws Unavailable where a read gets no answer. */
  read(system: string): void {
    this.refuse(system);
    if (this.random.chance(this.rates.before)) {
      this.count('reads without an answer');
      throw new Unavailable('No answer.', { system });
    }
  }

  /** What becomes of a write; null: it goes well. The caller carries it out and then throws `unanswered`. */
  write(system: string, inFlightMs: number): Fate | null {
    this.refuse(system);
    const { random, rates } = this;
    const roll = random.next();
    let edge = rates.before + rates.unsent;
    if (roll < edge) return this.fate('writes that never arrived', { effect: 'NEVER' });
    edge += rates.after;
    if (roll < edge) return this.fate('writes that landed without an answer', { effect: 'NOW' });
    edge += rates.delayed;
    if (roll < edge)
      return this.fate('writes that landed later', {
        effect: 'LATER',
        afterMs: random.int(1, inFlightMs - 1),
        isLate: false,
      });
    edge += rates.late;
    const afterMs = inFlightMs + random.int(1, inFlightMs);
    return roll < edge ? this.fate('writes that landed too late', { effect: 'LATER', afterMs, isLate: true }) : null;
  }

  private fate(what: string, fate: Fate): Fate {
    this.count(what);
    return fate;
  }
}

export function unanswered(system: string): Unavailable {
  return new Unavailable('No answer.', { system, ambiguous: true });
}
