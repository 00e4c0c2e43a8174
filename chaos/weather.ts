import { setTimeout as pause } from 'node:timers/promises';
import type { FaultSpec, Sandbox } from '../sandbox/index.js';
import type { Company } from './company.js';
import { Chance } from './people.js';

/** What goes wrong in every system at once: in a quarter of the calls something does. */
const faults: readonly FaultSpec[] = [
  { kind: 'latency', ms: 40, probability: 0.2, seed: 1 },
  { kind: 'serverError', when: 'before', status: 503, probability: 0.04, seed: 2 },
  { kind: 'serverError', when: 'after', probability: 0.03, seed: 3 },
  { kind: 'dropConnection', when: 'before', probability: 0.03, seed: 4 },
  { kind: 'dropConnection', when: 'after', probability: 0.03, seed: 5 },
  { kind: 'timeoutAfter', closeAfterMs: 300, probability: 0.02, seed: 6 },
  { kind: 'tooMany', retryAfter: 1, probability: 0.03, seed: 7 },
  { kind: 'partialPage', probability: 0.03, seed: 8 },
  { kind: 'malformedJson', probability: 0.01, seed: 9 },
];

export async function startFaults({ addresses }: Sandbox): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  for (const address of Object.values(addresses)) {
    const answer = await fetch(`${address}/sandbox/faults`, { method: 'POST', headers, body: JSON.stringify(faults) });
    if (!answer.ok) throw new Error(`The faults were refused: ${await answer.text()}`);
  }
}

/** @returns how many calls they hit. */
export async function endFaults({ addresses }: Sandbox): Promise<number> {
  let hits = 0;
  for (const address of Object.values(addresses)) {
    const { faults: found } = (await (await fetch(`${address}/sandbox/faults`)).json()) as {
      faults: readonly { hits: number }[];
    };
    hits += found.reduce((sum, one) => sum + one.hits, 0);
    await fetch(`${address}/sandbox/faults`, { method: 'DELETE' });
  }
  return hits;
}

/** Kills a worker at random every so often, and starts another in its place, until told to end. @returns how many. */
export async function killWorkers(
  company: Company,
  everySeconds: number,
  seed: number,
  until: AbortSignal,
): Promise<number> {
  const chance = new Chance(seed);
  let kills = 0;
  while (everySeconds > 0 && !until.aborted) {
    await pause(everySeconds * 1000 * (0.5 + chance.next()), undefined, { signal: until }).catch(ended);
    if (until.aborted) break;
    const index = Math.floor(chance.next() * company.workers.length);
    await company.workers[index]?.kill();
    kills += 1;
    const next = company.addWorker();
    company.workers[index] = next;
    await next.ready();
  }
  return kills;
}

function ended(error: unknown): void {
  if (!(error instanceof Error && error.name === 'AbortError')) throw error;
}
