import { customSystems } from '../../sandbox/custom-contract/systems.js';
import type { CustomSystemName } from '../../sandbox/custom-contract.js';
import { withCustomSystem, type Reply, type Send } from '../sandbox/custom-contract-server.js';

/** A collection being called, and what a new row of any collection must have. */
export interface Called {
  readonly system: CustomSystemName;
  readonly collection: string;
  readonly send: Send;
  readonly least: (collection: string) => Record<string, unknown>;
}

type Call = (called: Called) => Promise<Reply>;

const stranger = { authorization: 'Bearer wrong' };
const stale = { 'if-match': '"99"' };
const plain = { 'content-type': 'text/plain' };

const add = ({ send, collection, least }: Called, more = {}): Promise<Reply> =>
  send('POST', `/${collection}`, { ...least(collection), ...more });

async function newPath(called: Called, more = {}): Promise<string> {
  return `/${called.collection}/${(await add(called, more)).body.id}`;
}

async function removedPath(called: Called): Promise<string> {
  const path = await newPath(called);
  await called.send('DELETE', path);
  return path;
}

/** The path of a row that a row of another collection refers to. */
async function referredPath(called: Called): Promise<string> {
  const { system, collection, send, least } = called;
  const path = await newPath(called);
  for (const [name, { fields }] of Object.entries(customSystems[system])) {
    const [field] = Object.entries(fields).find(([, each]) => each.collection === collection) ?? [];
    if (field === undefined) continue;
    const { status } = await send('POST', `/${name}`, { ...least(name), [field]: path.split('/').at(-1) });
    expect(status).toBe(201);
  }
  return path;
}

/** A cursor of a server whose data is gone. */
async function lostCursor({ system, collection }: Called): Promise<string> {
  let cursor = '';
  await withCustomSystem(system, async (send) => {
    cursor = (await send('GET', `/${collection}`)).body.syncCursor;
  });
  return encodeURIComponent(cursor);
}

/** How to get every documented answer, by what the operation is and the status. */
export const calls: Readonly<Record<string, Call>> = {
  'list 200': ({ send, collection }) => send('GET', `/${collection}?limit=2`),
  'list 400': ({ send, collection }) => send('GET', `/${collection}?limit=0`),
  'list 401': ({ send, collection }) => send('GET', `/${collection}`, undefined, stranger),
  'list 410': async (called) => called.send('GET', `/${called.collection}?updatedSince=${await lostCursor(called)}`),
  'create 201': add,
  'create 400': ({ send, collection }) => send('POST', `/${collection}`, 'no JSON'),
  'create 401': ({ send, collection }) => send('POST', `/${collection}`, {}, stranger),
  'create 409': async (called) => {
    await add(called, { externalRef: 'taken' });
    return add(called, { externalRef: 'taken' });
  },
  'create 415': ({ send, collection }) => send('POST', `/${collection}`, {}, plain),
  'create 422': ({ send, collection }) => send('POST', `/${collection}`, {}),
  'read 200': async (called) => called.send('GET', await newPath(called)),
  'read 401': ({ send, collection }) => send('GET', `/${collection}/x`, undefined, stranger),
  'read 404': ({ send, collection }) => send('GET', `/${collection}/x`),
  'read 410': async (called) => called.send('GET', await removedPath(called)),
  'update 200': async (called) => called.send('PATCH', await newPath(called), { externalRef: 'x1' }),
  'update 400': async (called) => called.send('PATCH', await newPath(called), 'no JSON'),
  'update 401': ({ send, collection }) => send('PATCH', `/${collection}/x`, {}, stranger),
  'update 404': ({ send, collection }) => send('PATCH', `/${collection}/x`, {}),
  'update 409': async (called) => {
    await add(called, { externalRef: 'used' });
    return called.send('PATCH', await newPath(called), { externalRef: 'used' });
  },
  'update 410': async (called) => called.send('PATCH', await removedPath(called), {}),
  'update 412': async (called) => called.send('PATCH', await newPath(called), {}, stale),
  'update 415': async (called) => called.send('PATCH', await newPath(called), {}, plain),
  'update 422': async (called) => called.send('PATCH', await newPath(called), { id: '7' }),
  'remove 204': async (called) => called.send('DELETE', await newPath(called)),
  'remove 401': ({ send, collection }) => send('DELETE', `/${collection}/x`, undefined, stranger),
  'remove 404': ({ send, collection }) => send('DELETE', `/${collection}/x`),
  'remove 409': async (called) => called.send('DELETE', await referredPath(called)),
  'remove 410': async (called) => called.send('DELETE', await removedPath(called)),
  'remove 412': async (called) => called.send('DELETE', await newPath(called), undefined, stale),
};
