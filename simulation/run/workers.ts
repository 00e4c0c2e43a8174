import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Options } from '../options.js';
import { add, emptySummary, type Summary } from './campaign.js';
import type { Told } from './plan.js';
import { nameOf } from './one.js';

/** What every worker of a campaign knows. */
export type Task = Pick<Options, 'profile' | 'seed' | 'mutant'>;

/** Histories by number, from one to before another. */
export interface Slice {
  readonly from: number;
  readonly to: number;
}

export interface Lived {
  readonly index: number;
  readonly told: Told;
}

const sliceSize = 10;

/**
 * Lives histories in threads side by side. What comes of it does not depend on how many threads there are: they are told in
 * the order of their numbers. @param onMore is told the summary so far, each time it grew.
 */
export async function campaign(options: Options, onMore: (summary: Summary) => void): Promise<Summary> {
  const { seed, from, histories, workers } = options;
  const summary = emptySummary();
  const waiting = new Map<number, Told>();
  let next = from;
  let told = from;
  const take = (): Slice => {
    const slice = { from: next, to: Math.min(next + sliceSize, from + histories) };
    next = slice.to;
    return slice;
  };
  const tell = (lived: readonly Lived[]): void => {
    for (const { index, told: one } of lived) waiting.set(index, one);
    for (let one = waiting.get(told); one; one = waiting.get(told)) {
      add(summary, nameOf(seed, told), one);
      waiting.delete(told);
      told += 1;
    }
    onMore(summary);
  };
  await Promise.all(Array.from({ length: workers }, () => work(options, take, tell)));
  return summary;
}

async function work(task: Task, take: () => Slice, tell: (lived: readonly Lived[]) => void): Promise<void> {
  const { profile, seed, mutant } = task;
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: { profile, seed, mutant } });
  for (let slice = take(); slice.from < slice.to; slice = take()) {
    worker.postMessage(slice);
    const [lived] = (await once(worker, 'message')) as [readonly Lived[]];
    tell(lived);
  }
  await worker.terminate();
}
