import { parentPort } from 'node:worker_threads';
import { sweep, sweepPairs } from './crash-sweep.js';
import { scenarios } from './scenarios.js';

/** A scenario by its number, and how many pairs of kills are tried in it; 0: each single one. */
interface Task {
  readonly index: number;
  readonly pairs: number;
  readonly seed: string;
}

/** Sweeps the scenarios it is told to, one after another. */
parentPort?.on('message', ({ index, pairs, seed }: Task) => {
  const scenario = scenarios[index];
  if (!scenario) throw new RangeError(`there is no scenario ${index}`);
  void (pairs > 0 ? sweepPairs(scenario, pairs, seed) : sweep(scenario)).then((swept) =>
    parentPort?.postMessage(swept),
  );
});
