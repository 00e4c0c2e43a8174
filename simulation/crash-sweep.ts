import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { Swept } from './run/crash-sweep.js';
import { scenarios } from './run/scenarios.js';

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { pairs: { type: 'string', default: '0' }, seed: { type: 'string', default: '1' } },
});
const [chosen = ''] = positionals;
const [pairs, seed] = [Number(values.pairs), values.seed];
const wanted = scenarios.flatMap(({ name }, index) => (name.includes(chosen) ? [index] : []));

let [kills, bad] = [0, 0];

/** Sweeps scenarios in a thread, as long as there are any that nobody has taken. */
async function work(queue: number[]): Promise<void> {
  const worker = new Worker(new URL('./run/sweep-worker.js', import.meta.url));
  for (let index = queue.shift(); index !== undefined; index = queue.shift()) {
    worker.postMessage({ index, pairs, seed });
    const [swept] = (await once(worker, 'message')) as [Swept];
    tell(scenarios[index]?.name ?? '', swept);
  }
  await worker.terminate();
}

function tell(name: string, swept: Swept): void {
  kills += swept.lived;
  bad += swept.violations.length;
  const mark = swept.violations.length === 0 ? ' ' : '✗';
  say(`${mark} ${name.padEnd(56)}${String(swept.steps).padStart(6)} steps`);
  for (const { killedAt, what } of swept.violations.slice(0, 5))
    say(`    killed at ${killedAt.join(' and ')}: ${what.slice(0, 3).join('; ')}`);
}

const queue = [...wanted];
await Promise.all(Array.from({ length: Math.min(availableParallelism(), wanted.length) }, () => work(queue)));
say(
  `Killed ${pairs > 0 ? 'twice, ' : ''}at ${kills} ${pairs > 0 ? 'pairs of ' : ''}steps of ${wanted.length} scenarios, and recovered; ${bad === 0 ? 'no invariant was violated' : `${bad} times one was violated`}.`,
);
process.exitCode = bad > 0 ? 1 : 0;
