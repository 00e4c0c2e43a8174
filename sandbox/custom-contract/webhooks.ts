import { createHmac, randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Store, Stored, Table } from '../store.js';

/** Whom a system tells of its changes. */
export interface WebhookTarget {
  /** Asked at every delivery; null while there is nobody to tell: such changes are not told later. */
  readonly url: () => string | null;
  /** What both sides sign with: `whsec_` and base64, or any text. */
  readonly secret: string;
}

/** One change, without any of the row's values. */
interface ChangeEvent {
  readonly id: string;
  readonly collection: string;
  readonly recordId: string;
  readonly type: 'created' | 'updated' | 'deleted';
  readonly at: string;
}

/** Tells a target of changes. */
interface Teller {
  tell(collection: string, type: ChangeEvent['type'], stored: Stored): void;
  /** Gives up what is not delivered yet. */
  stop(): Promise<void>;
}

const batchMs = 50;
const mostEvents = 500;
/** A delivery that fails is sent again, under the same id, after each of these. */
const pausesMs = [200, 1000, 5000];
const timeoutMs = 5000;

/**
 * Collects changes for 50 ms and posts them in one signed delivery, by the Standard Webhooks scheme. Nobody waits for it: a
 * target that stays away for some seconds misses the delivery, and finds the changes by `updatedSince`.
 */
export function createTeller(target: WebhookTarget, now: () => Date): Teller {
  const stopped = new AbortController();
  // However many deliveries wait to be sent again: each listens for the end while it does.
  setMaxListeners(0, stopped.signal);
  const under = new Set<Promise<void>>();
  let waiting: ChangeEvent[] = [];
  let timer: NodeJS.Timeout | null = null;
  const flush = (): void => {
    const events = waiting;
    [waiting, timer] = [[], null];
    for (let start = 0; start < events.length; start += mostEvents) {
      const delivery = deliver(target, events.slice(start, start + mostEvents), now, stopped.signal);
      under.add(delivery);
      void delivery.finally(() => under.delete(delivery));
    }
  };
  return {
    tell(collection, type, { id, changedAt }) {
      waiting.push({ id: randomUUID(), collection, recordId: id, type, at: changedAt });
      timer ??= setTimeout(flush, batchMs);
    },
    async stop() {
      if (timer) clearTimeout(timer);
      stopped.abort();
      await Promise.all(under);
    },
  };
}

/** The same store, whose rows' changes are told. */
export function toldStore(store: Store, teller: Teller): Store {
  return { ...store, table: (name) => toldTable(store.table(name), name, teller) };
}

function toldTable(table: Table, name: string, teller: Teller): Table {
  const told = (type: ChangeEvent['type'], stored: Stored): Stored => {
    teller.tell(name, type, stored);
    return stored;
  };
  return {
    ...table,
    insert: (id, row) => told('created', table.insert(id, row)),
    update: (id, change) => told('updated', table.update(id, change)),
    remove: (id) => told('deleted', table.remove(id)),
  };
}

/** Never throws: what cannot be delivered is given up. */
async function deliver(
  target: WebhookTarget,
  events: readonly ChangeEvent[],
  now: () => Date,
  stopped: AbortSignal,
): Promise<void> {
  const id = `msg_${randomUUID()}`;
  const body = JSON.stringify({ events });
  for (const wait of [...pausesMs, null]) {
    const url = target.url();
    if (url === null || (await isTaken(url, signed(target.secret, id, now(), body), body, stopped))) return;
    if (wait === null || (await isAborted(wait, stopped))) return;
  }
}

async function isTaken(
  url: string,
  headers: Record<string, string>,
  body: string,
  stopped: AbortSignal,
): Promise<boolean> {
  try {
    const signal = AbortSignal.any([stopped, AbortSignal.timeout(timeoutMs)]);
    const response = await fetch(url, { method: 'POST', headers, body, signal });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

function isAborted(ms: number, stopped: AbortSignal): Promise<boolean> {
  return pause(ms, false, { signal: stopped }).catch(() => true);
}

/** The headers of a delivery: its id, when it is sent in seconds, and the signature over both and the body. */
function signed(secret: string, id: string, at: Date, body: string): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : secret;
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
}
