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

/** What is answered in time. What comes later is let go. @throws Unavailable */
export async function inTime<T>(answer: Promise<T>, endsAt: number | null, subgraph: string): Promise<T> {
  if (endsAt === null) return answer;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooLate(subgraph)), Math.max(0, endsAt - performance.now()));
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

function tooLate(subgraph: string): Unavailable {
  return new Unavailable(`${subgraph} did not answer within its part of the request's time`, { system: subgraph });
}
