import { openStore, type Store } from '../../sandbox/store.js';
import { startTidsbanken } from '../../sandbox/tidsbanken.js';
import { seedsOf } from '../../sandbox/seeds.js';
import { makeWorld } from '../../sandbox/world.js';

export interface Reply {
  status: number;
  body: Record<string, unknown>;
  /** The rows of a list. */
  value: Record<string, unknown>[];
}

export type Send = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Reply>;

const keys = { subscriptionKey: 'subscription', tbKey: 'tb' };
const headers = { 'ocp-apim-subscription-key': 'subscription', 'tb-key': 'tb', 'x-api-version': '3.0' };

/** Runs a Tidsbanken stand-in, in memory, for the length of `use`; `at` is what its clock shows. */
export async function withTidsbanken(
  use: (send: Send, store: Store) => Promise<void>,
  at = '2026-11-20T10:00:00.250Z',
): Promise<void> {
  const store = openStore('tidsbanken', null, seedsOf.tidsbanken(makeWorld(1)), () => new Date(at));
  const { address, stop } = await startTidsbanken({ port: 0, store, ...keys });
  const send: Send = async (method, path, body, others = {}) => {
    const init = {
      method,
      headers: { ...headers, ...others },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    const response = await fetch(address + path, init);
    const answer = (await response.json()) as Record<string, unknown>;
    return { status: response.status, body: answer, value: (answer['value'] ?? []) as Record<string, unknown>[] };
  };
  try {
    await use(send, store);
  } finally {
    await stop();
  }
}
