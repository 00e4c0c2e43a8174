import { setTimeout as pause } from 'node:timers/promises';
import type { FaultSpec, Sandbox } from '../sandbox/index.js';
import type { Company } from './company.js';
import { Random } from '../simulation/outside/random.js';

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

/** The one system whose sheet says that its reads are behind, and by how much at most, goes nearly that far. */
const stale: FaultSpec = { kind: 'staleReads', ms: 1500, probability: 0.3, seed: 10 };

export async function startFaults({ addresses }: Sandbox): Promise<void> {
  for (const [system, address] of Object.entries(addresses))
    await addFaults(address, system === 'powerofficego' ? [...faults, stale] : faults);
}

async function addFaults(address: string, added: readonly FaultSpec[]): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${address}/sandbox/faults`, { method: 'POST', headers, body: JSON.stringify(added) });
  if (!answer.ok) throw new Error(`The faults were refused: ${await answer.text()}`);
}

/** @returns how many calls they hit. */
export async function endFaults({ addresses }: Sandbox): Promise<number> {
  let hits = 0;
  for (const address of Object.values(addresses)) {
    hits += (await faultsAt(address)).reduce((sum, one) => sum + one.hits, 0);
    await fetch(`${address}/sandbox/faults`, { method: 'DELETE' });
  }
  return hits;
}

async function faultsAt(address: string): Promise<readonly { readonly id: string; readonly hits: number }[]> {
  const answer = await fetch(`${address}/sandbox/faults`);
  return ((await answer.json()) as { faults: readonly { id: string; hits: number }[] }).faults;
}

/** A delay of no time does nothing but count the calls that reach a system. */
const counters = ['POST', 'PUT', 'PATCH', 'DELETE'].map((method): FaultSpec => ({
  kind: 'latency',
  ms: 0,
  id: method,
  route: { method, path: '^(?!.*/token/?$)' },
}));

/** Counts the writes that reach the systems from now on. @returns asks how many, as `system METHOD: number`. */
export async function countWrites({ addresses }: Sandbox): Promise<() => Promise<ReadonlyMap<string, number>>> {
  for (const address of Object.values(addresses)) await addFaults(address, counters);
  return async () => {
    const counts = new Map<string, number>();
    for (const [system, address] of Object.entries(addresses))
      for (const { id, hits } of await faultsAt(address)) if (hits > 0) counts.set(`${system} ${id}`, hits);
    return counts;
  };
}

/** Kills a worker at random every so often, and starts another in its place, until told to end. @returns how many. */
export async function killWorkers(
  { workers, addWorker }: Pick<Company, 'workers' | 'addWorker'>,
  everySeconds: number,
  seed: number,
  until: AbortSignal,
): Promise<number> {
  const chance = new Random(`kills/${seed}`);
  let kills = 0;
  while (everySeconds > 0 && !until.aborted) {
    await pauseUnless(until, everySeconds * 1000 * (0.5 + chance.next()));
    const index = chance.int(0, workers.length - 1);
    // One that only just starts has nothing in its hands: killed again and again, nobody would ever work.
    if (until.aborted || !workers[index]?.isReady) continue;
    await workers[index].kill();
    kills += 1;
    workers[index] = addWorker();
  }
  await Promise.all(workers.map((worker) => worker.ready()));
  return kills;
}

const looking = `{
  customers(first: 20) { edges { node {
    name email phone tidsbankenKunde { navn epost } customerpCustomer { name email } customPmsCustomer { name }
    customWebshopCustomer { name } powerofficegoCustomer { name emailAddress }
  } } }
  employees(first: 20) { edges { node {
    firstName lastName tidsbankenAnsatt { fornavn } crmofficeContact { givenName } powerofficegoEmployee { firstName }
  } } }
}`;

/** Somebody who looks at the graph and at the figures every second, whatever the weather, until told to end. */
export async function keepLooking(
  { look, readFigures }: Pick<Company, 'look' | 'readFigures'>,
  until: AbortSignal,
): Promise<void> {
  while (!until.aborted) {
    await look(looking);
    await readFigures();
    await pauseUnless(until, 1000);
  }
}

/** Ends at once when told to. */
async function pauseUnless(until: AbortSignal, ms: number): Promise<void> {
  await pause(ms, undefined, { signal: until }).catch((error: unknown) => {
    if (!until.aborted) throw error;
  });
}
