import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Options } from '../options.js';
import { add, emptySummary, type Summary } from './campaign.js';
import type { Told } from './plan.js';
import { nameOf } from './one.js';

/** What every worker of a campaign knows. */
export interface Task extends Pick<Options, 'profile' | 'seed' | 'mutant'> {
  /** The url of its database; null: its histories are kept in memory alone. */
  readonly database: string | null;
}

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
 * the order of their numbers. @param onMore is told the summary so far, each time it grew. @param databases one for each thread;
 * none: what the hub knows is kept in memory alone.
 */
export async function campaign(
  options: Options,
  onMore: (summary: Summary) => void,
  databases: readonly string[] = [],
): Promise<Summary> {
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
  await Promise.all(
    Array.from({ length: workers }, (_, index) => work({ ...options, database: databases[index] ?? null }, take, tell)),
  );
  return summary;
}

async function work(task: Task, take: () => Slice, tell: (lived: readonly Lived[]) => void): Promise<void> {
  const { profile, seed, mutant, database } = task;
  const workerData: Task = { profile, seed, mutant, database };
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData });
  for (let slice = take(); slice.from < slice.to; slice = take()) {
    worker.postMessage(slice);
    const [lived] = (await once(worker, 'message')) as [readonly Lived[]];
    tell(lived);
  }
  await worker.terminate();
}
