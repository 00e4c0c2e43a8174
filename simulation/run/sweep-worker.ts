import { parentPort } from 'node:worker_threads';
import { sweep } from './crash-sweep.js';
import { scenarios } from './scenarios.js';

/** Sweeps the scenarios it is told to, by number, one after another. */
parentPort?.on('message', (index: number) => {
  const scenario = scenarios[index];
  if (!scenario) throw new RangeError(`there is no scenario ${index}`);
  void sweep(scenario).then((swept) => parentPort?.postMessage(swept));
});
