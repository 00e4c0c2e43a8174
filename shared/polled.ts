import { setTimeout as pause } from 'node:timers/promises';

/** What a look found; `over`: there will be no more. */
export interface Looked<T> {
  readonly values: readonly T[];
  readonly over: boolean;
}

/**
 * Values as they come about, looked for one look after another, with a pause of so many ms after each that found nothing. Ends
 * when there will be no more, or as soon as whoever iterates stops; a look that fails ends it with its error. It has `throw`,
 * as `mapped` has: by that `graphql-sse` knows what it may stop.
 */
export function polled<T>(look: () => Promise<Looked<T>>, everyMs: number): AsyncIterableIterator<T> {
  const stopped = new AbortController();
  const found: T[] = [];
  let over = false;
  const next = async (): Promise<IteratorResult<T, undefined>> => {
    for (;;) {
      if (stopped.signal.aborted) return { done: true, value: undefined };
      const [value] = found.splice(0, 1);
      if (value !== undefined) return { done: false, value };
      if (over) return { done: true, value: undefined };
      const looked = await look();
      found.push(...looked.values);
      over = looked.over;
      if (found.length === 0 && !over) await pause(everyMs, undefined, { signal: stopped.signal }).catch(aborted);
    }
  };
  return {
    next,
    return: async () => {
      stopped.abort();
      return { done: true, value: undefined };
    },
    throw: async (error) => {
      stopped.abort();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function aborted(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
}

/**
 * Each value as something else. Whoever stops iterating stops the values as well.
 * @param lastOf what a failure is told as; nothing comes after it.
 */
export function mapped<T, R>(
  values: AsyncIterable<T>,
  change: (value: T) => Promise<R>,
  lastOf: (failure: unknown) => R,
): AsyncIterableIterator<R> {
  const source = values[Symbol.asyncIterator]();
  const over: IteratorResult<R, undefined> = { done: true, value: undefined };
  let isOver = false;
  const stop = async (): Promise<void> => {
    isOver = true;
    await source.return?.();
  };
  return {
    next: async () => {
      if (isOver) return over;
      try {
        const { done, value } = await source.next();
        return done ? over : { done: false, value: await change(value) };
      } catch (failure) {
        if (isOver) return over;
        await stop().catch(() => 'what made it stop is told');
        return { done: false, value: lastOf(failure) };
      }
    },
    return: async () => {
      await stop();
      return over;
    },
    throw: async (error) => {
      await stop();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** Whether it can be iterated over as it comes. */
export function isAsyncIterable<T>(value: AsyncIterable<T> | object): value is AsyncIterable<T> {
  return Symbol.asyncIterator in value;
}
