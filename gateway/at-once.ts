import type { PromiseOrValue } from 'graphql/jsutils/PromiseOrValue.js';

/** What graphql-js takes for a promise: anything with a `then` to call. */
export function isPromise(value: unknown): value is Promise<unknown> {
  if (typeof value !== 'object' && typeof value !== 'function') return false;
  return typeof (value as { then?: unknown } | null)?.then === 'function';
}

/** What comes of a value once it is there; at once where it is there already: promises would double the time of a small fetch. */
export function after<T, R>(value: PromiseOrValue<T>, next: (value: T) => PromiseOrValue<R>): PromiseOrValue<R> {
  return isPromise(value) ? value.then(next) : next(value);
}
