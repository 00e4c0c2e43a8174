import { GraphQLError, type ExecutionResult } from 'graphql';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import type { RequestListener } from 'node:http';
import { answerError } from '../access/refusal.js';

/** Above what a process takes no more. */
export interface LoadLimits {
  /** How much of the heap that Node may have is used, in percent. */
  readonly heapPercent: number;
  /** How late the event loop is, over some hundred ms, in ms. */
  readonly delayMs: number;
  /** How many requests are under way; null: one for every 4 MiB of the heap that Node may have. */
  readonly requests: number | null;
}

/** What keeps a process from taking more. */
export const overloads = ['memory', 'delay', 'requests'] as const;

export type Overload = (typeof overloads)[number];

/** How a process stands. */
export interface Load {
  readonly heapPercent: number;
  readonly delayMs: number;
  /** Requests under way. */
  readonly requests: number;
}

/** Keeps a process from taking more than it can hold. */
export interface LoadGuard {
  /** Takes a request: answers what is to be called, once, when it is over; null: it is refused, and counted. */
  enter(): (() => void) | null;
  /** How many were refused so far, for that reason. */
  refused(overload: Overload): number;
  stop(): void;
}

const heapOfRequest = 4 * 1024 * 1024;
const retryAfterSeconds = 2;
const tooMuch = 'There is too much to do: try again a little later';
const measuredEveryMs = 250;
const resolutionMs = 20;

/** What is too much, if anything. A request that nothing else is under way beside is always taken: to refuse it frees nothing. */
export function overloadOf(load: Load, limits: LoadLimits & { readonly requests: number }): Overload | null {
  if (load.requests === 0) return null;
  if (load.heapPercent > limits.heapPercent) return 'memory';
  if (load.requests >= limits.requests) return 'requests';
  return load.delayMs > limits.delayMs ? 'delay' : null;
}

/** Watches this process. */
export function loadGuard(given: LoadLimits): LoadGuard {
  const limit = lastingHeap(getHeapStatistics().heap_size_limit);
  const limits = { ...given, requests: given.requests ?? requestsFor(limit) };
  const delay = watchDelay();
  const refused = new Map<Overload, number>();
  let underWay = 0;
  return {
    enter() {
      const { used_heap_size: used } = getHeapStatistics();
      const load = { heapPercent: (used / limit) * 100, delayMs: delay.currentMs(), requests: underWay };
      const overload = overloadOf(load, limits);
      if (overload) {
        refused.set(overload, (refused.get(overload) ?? 0) + 1);
        return null;
      }
      underWay += 1;
      return () => void (underWay -= 1);
    },
    refused: (overload) => refused.get(overload) ?? 0,
    stop: () => delay.stop(),
  };
}

/**
 * Leaves requests to `next` while they can be taken, and else answers 503.
 * @param isStream whether what is asked for at a path stays open: that is no request under way.
 */
export function loadListener(
  guard: LoadGuard,
  isStream: (path: string) => boolean,
  next: RequestListener,
): RequestListener {
  return (request, response) => {
    const over = guard.enter();
    if (!over) {
      const error = { status: 503, code: 'UNAVAILABLE', message: tooMuch };
      return answerError(response, error, { 'retry-after': String(retryAfterSeconds) });
    }
    const [path = ''] = (request.url ?? '').split('?');
    if (isStream(path)) over();
    else response.once('close', over);
    next(request, response);
  };
}

/** Takes an operation that came over a connection that is open, or answers that it cannot be. */
export async function taken<T>(guard: LoadGuard | null, work: () => Promise<T>): Promise<T | ExecutionResult> {
  const over = guard ? guard.enter() : () => undefined;
  if (!over) return { errors: [new GraphQLError(tooMuch, { extensions: { code: 'UNAVAILABLE', retryable: true } })] };
  return work().finally(over);
}

/** What of V8's limit is there for objects that last: the rest, 48 MiB unless Node is told otherwise, is for new ones alone. */
function lastingHeap(limit: number): number {
  return Math.max(limit / 2, limit - 48 * 1024 * 1024);
}

/** How many requests may be under way with so many bytes of heap. */
export function requestsFor(heapLimit: number): number {
  return Math.max(1, Math.floor(heapLimit / heapOfRequest));
}

/** How late the event loop was on average, of late. */
function watchDelay(): { currentMs(): number; stop(): void } {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  let current = 0;
  const measuring = setInterval(() => {
    // Before its first turn the histogram knows of none.
    current = histogram.count === 0 ? 0 : Math.max(0, histogram.mean / 1e6 - resolutionMs);
    histogram.reset();
  }, measuredEveryMs);
  measuring.unref();
  return {
    currentMs: () => current,
    stop: () => {
      clearInterval(measuring);
      histogram.disable();
    },
  };
}
