import { startCustomSystem } from '../../sandbox/custom-contract.js';
import type { CustomSystemName } from '../../sandbox/custom-contract.js';
import { openStore } from '../../sandbox/store.js';
import type { Row, Seed } from '../../sandbox/store.js';

/** A row as a list or a call for one shows it, or a problem, whichever was expected. */
export interface Body {
  [field: string]: unknown;
  id: string;
  updatedAt: string;
  deletedAt?: string;
  errors: { field: string; message: string }[];
}

/** What came back, read as JSON where there was a body; a list has its own properties. */
export interface Reply {
  status: number;
  headers: Headers;
  body: Body & { items: Body[]; nextCursor: string | null; total: number; syncCursor: string };
}

/** Calls a server that has been started for one test; a body goes out as JSON. */
export type Send = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Reply>;

/** A seed of these rows under these ids. */
export function seedOf(rows: Record<string, Row>): Seed {
  const ids = Object.keys(rows);
  return {
    count: ids.length,
    idAt: (position) => ids[position]!,
    positionOf: (id) => (ids.includes(id) ? ids.indexOf(id) : null),
    rowAt: (position) => ({ ...rows[ids[position]!] }),
  };
}

const seeds: Partial<Record<CustomSystemName, Record<string, Seed>>> = {
  customerp: {
    customers: seedOf({
      '20001': { customerNumber: '20001', name: 'Nordlys AS', email: 'post@nordlys.example', isActive: true },
      '20002': { customerNumber: '20002', name: 'Fjellro AS', postalAddress: { street: 'Vegen 1', city: 'Voss' } },
      '20003': { customerNumber: '20003', name: 'Havbris AS' },
    }),
    employees: seedOf({ '1': { firstName: 'Kari', lastName: 'Nes' } }),
    projects: seedOf({ '1': { number: 'P1', name: 'Kai', customerId: '20001', managerId: '1' } }),
  },
  'custom-pms': {
    customers: seedOf({ cus_000001: { name: 'Nordlys AS' } }),
    projects: seedOf({}),
  },
  'custom-webshop': { customers: seedOf({}) },
};

/** Serves one custom system over a small seed while `use` runs. Without a `dataDir` nothing outlives the server. */
export async function withCustomSystem(
  system: CustomSystemName,
  use: (send: Send) => Promise<void>,
  dataDir: string | null = null,
): Promise<void> {
  const store = openStore(system, dataDir, seeds[system] ?? {}, clock());
  const served = await startCustomSystem({ system, port: 0, store, apiKey: 'sandbox-key' });
  try {
    await use(sender(served.address, { authorization: 'Bearer sandbox-key' }));
  } finally {
    await served.stop();
    await store.close();
  }
}

/** Sends to an address with these headers on every call; an undefined body sends none, a string goes out as it is. */
export function sender(address: string, always: Record<string, string>): Send {
  return async (method, path, body, headers = {}) => {
    const content = typeof body === 'string' ? body : JSON.stringify(body);
    const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await fetch(address + path, {
      method,
      headers: { ...type, ...always, ...headers },
      ...(content === undefined ? {} : { body: content }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  };
}

/** A clock that goes one second a reading, so that stamps can be told apart. */
function clock(): () => Date {
  let time = Date.parse('2026-11-20T08:00:00.123Z');
  return () => new Date((time += 1000));
}
