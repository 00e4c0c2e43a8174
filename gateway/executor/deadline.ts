import { Unavailable } from '../../shared/errors.js';
import type { Step } from './plan.js';

/** How many fetches of a step there are at most one after another. */
export function lengthOf(step: Step): number {
  if (step.kind === 'sequence') return step.steps.reduce((sum, each) => sum + lengthOf(each), 0);
  if (step.kind === 'parallel') return Math.max(0, ...step.steps.map(lengthOf));
  return 1;
}

/**
 * When a fetch must be over that so many others wait for, one after another: they have their parts of what is left, too.
 * Times in ms of `performance.now()`; null: whenever.
 */
export function shareOf(endsAt: number | null, waiting: number, now = performance.now()): number | null {
  return endsAt === null ? null : now + (endsAt - now) / (1 + waiting);
}

/** Somebody who waits for an answer, until a time. */
interface Wait {
  readonly endsAt: number;
  giveUp(): void;
}

/** All who wait, looked after together: a timer for each would take as much time as the rest of a fetch. */
const waits = new Set<Wait>();
const lookedAfterMs = 20;
let looking: NodeJS.Timeout | null = null;

function look(): void {
  const now = performance.now();
  for (const wait of waits) if (wait.endsAt <= now) wait.giveUp();
  if (waits.size > 0 || !looking) return;
  clearInterval(looking);
  looking = null;
}

/** What is answered in time, within some ms. What comes later is let go. @throws Unavailable */
export function inTime<T>(answer: Promise<T>, endsAt: number | null, subgraph: string): Promise<T> {
  if (endsAt === null) return answer;
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      waits.delete(wait);
      reject(tooLate(subgraph));
    };
    const wait: Wait = { endsAt, giveUp };
    waits.add(wait);
    looking ??= setInterval(look, lookedAfterMs);
    answer.then(
      (value) => {
        waits.delete(wait);
        resolve(value);
      },
      (error: unknown) => {
        waits.delete(wait);
        reject(error as Error);
      },
    );
  });
}

function tooLate(subgraph: string): Unavailable {
  return new Unavailable(`${subgraph} did not answer within its part of the request's time`, { system: subgraph });
}
