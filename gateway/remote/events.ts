import { GraphQLError, type ExecutionResult } from 'graphql';
import { createClient } from 'graphql-sse';
import { fetch, type Dispatcher, type RequestInit, type Response } from 'undici';
import type { Breaker } from '../../shared/http/breaker.js';
import { mapped } from '../../shared/polled.js';
import type { SubgraphRequest } from '../subgraph.js';
import { brokenStatuses, unreachable } from './faults.js';

/** How the events of a subgraph are asked for. */
export interface Asking {
  readonly name: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly dispatcher: Dispatcher;
  readonly breaker: Breaker;
  /** How long the beginning of the answer is waited for, in ms. */
  readonly deadlineMs: number;
}

/**
 * The events of a subscription, as server-sent events over a connection of its own. How the answer begins tells the breaker
 * whether the subgraph answers; what breaks off ends with the error that the subgraph is unavailable.
 */
export function eventsOf(asking: Asking, { query, variables, operationName }: SubgraphRequest) {
  const { name, url, headers } = asking;
  let reason: unknown;
  const client = createClient({
    ...{ url, headers: { ...headers }, singleConnection: false, retryAttempts: 0 },
    fetchFn: (to: string, init: RequestInit) =>
      begin(asking, to, init).catch((error: unknown) => {
        reason = error;
        throw error;
      }),
  });
  const named = operationName === undefined ? {} : { operationName };
  return mapped(
    client.iterate({ query, variables, ...named }) as AsyncIterable<ExecutionResult>,
    async (event) => event,
    (failure): ExecutionResult => {
      const error = unreachable(name, reason ?? failure);
      return { errors: [new GraphQLError(error.message, { originalError: error })] };
    },
  );
}

/** Waits as long as the subgraph may take, however soon its client leaves: else it would never be known to hang. */
async function begin({ name, dispatcher, breaker, deadlineMs }: Asking, url: string, init: RequestInit) {
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(late()), deadlineMs);
  breaker.sent();
  let response: Response;
  try {
    response = await fetch(url, { ...init, dispatcher, signal: ending.signal });
  } catch (error) {
    breaker.ended(true);
    throw error instanceof TypeError ? (error.cause ?? error) : error;
  } finally {
    clearTimeout(timer);
  }
  breaker.ended(brokenStatuses.has(response.status));
  const { signal } = init;
  if (signal?.aborted) ending.abort();
  else signal?.addEventListener('abort', () => ending.abort());
  if (!response.ok) throw unreachable(name, { code: String(response.status) });
  return response;
}

function late(): Error {
  return Object.assign(new Error('It did not answer in time'), { name: 'TimeoutError' });
}
