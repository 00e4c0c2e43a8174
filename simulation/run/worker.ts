import { parentPort, workerData } from 'node:worker_threads';
import { liveOne, nameOf, profileAt } from './one.js';
import type { Lived, Slice, Task } from './workers.js';

const task = workerData as Task;

/** Lives a slice of a campaign's histories, one after another. */
async function live({ from, to }: Slice): Promise<Lived[]> {
  const lived: Lived[] = [];
  for (let index = from; index < to; index += 1)
    lived.push({ index, told: await liveOne(profileAt(task.profile, index), nameOf(task.seed, index), task.mutant) });
  return lived;
}

parentPort?.on('message', (slice: Slice) => {
  void live(slice).then((lived) => parentPort?.postMessage(lived));
});
