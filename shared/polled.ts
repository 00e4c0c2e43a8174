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

/** Each value as something else. Whoever stops iterating stops the values as well. */
export function mapped<T, R>(values: AsyncIterable<T>, change: (value: T) => Promise<R>): AsyncIterableIterator<R> {
  const source = values[Symbol.asyncIterator]();
  return {
    next: async () => {
      const { done, value } = await source.next();
      return done ? { done: true, value: undefined } : { done: false, value: await change(value) };
    },
    return: async () => {
      await source.return?.();
      return { done: true, value: undefined };
    },
    throw: async (error) => {
      await source.return?.();
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
