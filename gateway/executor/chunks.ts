import type { PromiseOrValue } from 'graphql/jsutils/PromiseOrValue.js';
import { after } from '../at-once.js';
import type { Batch } from './representations.js';

/** How many calls of one fetch may be under way at a time. */
const sideBySide = 4;

/** The same entities in parts of at most so many, in their order; each part has a batch, maybe empty, in place of every batch. */
export function chunksOf(batches: readonly Batch[], atMost: number): readonly (readonly Batch[])[] {
  const count = batches.reduce((sum, { representations }) => sum + representations.length, 0);
  if (count <= atMost) return [batches];
  return Array.from({ length: Math.ceil(count / atMost) }, (_, index) => {
    let from = index * atMost;
    return batches.map(({ representations, places }): Batch => {
      const [start, end] = [Math.max(0, from), Math.max(0, from + atMost)];
      from -= representations.length;
      return { representations: representations.slice(start, end), places: places.slice(start, end) };
    });
  });
}

/** Does the work for all, some at a time, and answers in their order. */
export function forAll<T, R>(items: readonly T[], work: (item: T) => PromiseOrValue<R>): PromiseOrValue<R[]> {
  const [first] = items;
  if (items.length === 1 && first !== undefined) return after(work(first), (answer) => [answer]);
  const answers: R[] = [];
  const waiting = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of waiting) answers[index] = await work(item);
  };
  return Promise.all(Array.from({ length: Math.min(sideBySide, items.length) }, worker)).then(() => answers);
}
