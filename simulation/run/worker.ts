import { parentPort, workerData } from 'node:worker_threads';
import { storesOver } from '../twin/open.js';
import { liveOne, nameOf, profileAt } from './one.js';
import type { Lived, Slice, Task } from './workers.js';

const task = workerData as Task;
const opened = storesOver(task.database);

/** Lives a slice of a campaign's histories, one after another. */
async function live({ from, to }: Slice): Promise<Lived[]> {
  const { profile, seed, mutant } = task;
  const { open } = await opened;
  const lived: Lived[] = [];
  for (let index = from; index < to; index += 1)
    lived.push({ index, told: await liveOne(profileAt(profile, index), nameOf(seed, index), mutant, open) });
  return lived;
}

parentPort?.on('message', (slice: Slice) => {
  void live(slice).then((lived) => parentPort?.postMessage(lived));
});
