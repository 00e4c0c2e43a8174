import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withCustomSystem } from './custom-contract-server.js';
import type { Reply, Send } from './custom-contract-server.js';

const idsOf = (reply: Reply): string[] => reply.body.items.map(({ id }) => id);
const after = (cursor: string): string => `updatedSince=${encodeURIComponent(cursor)}`;
const cursorOf = async (send: Send): Promise<string> => (await send('GET', '/customers?limit=1')).body.syncCursor;
const add = (send: Send, name: string, more = {}): Promise<Reply> => send('POST', '/customers', { name, ...more });

/** All pages of a list, with `between` run after each. */
async function pages(send: Send, query: string, between: () => Promise<unknown> = async () => {}): Promise<Reply[]> {
  const replies: Reply[] = [];
  for (let cursor: string | null = ''; cursor !== null; cursor = replies.at(-1)!.body.nextCursor) {
    replies.push(await send('GET', `/customers?${query}${cursor && `&cursor=${cursor}`}`));
    await between();
  }
  return replies;
}

test('a list answers whole rows in order of id, with the total and no next page', () =>
  withCustomSystem('customerp', async (send) => {
    const { status, body } = await send('GET', '/customers');
    expect(status).toBe(200);
    expect(body).toMatchObject({ nextCursor: null, total: 3, syncCursor: expect.any(String) });
    const nowhere = { street: null, postalCode: null, city: null, country: null };
    expect(body.items[1]).toEqual({
      id: '20002',
      externalRef: null,
      customerNumber: '20002',
      name: 'Fjellro AS',
      organizationNumber: null,
      email: null,
      phone: null,
      mobilePhone: null,
      website: null,
      postalAddress: { ...nowhere, street: 'Vegen 1', city: 'Voss' },
      deliveryAddress: null,
      isActive: true,
      createdAt: '2026-01-05T08:00:00.000Z',
      updatedAt: '2026-10-15T08:00:00.000Z',
      version: 1,
    });
  }));

test('paging sees every row once, also when rows come and go between the pages', () =>
  withCustomSystem('customerp', async (send) => {
    await add(send, 'Ny 1');
    let round = 0;
    const grow = async (): Promise<void> => {
      round += 1;
      if (round <= 2) await add(send, `Underveis ${round}`);
      if (round === 1) await send('DELETE', '/customers/20002');
    };
    const replies = await pages(send, 'limit=2', grow);
    const seen = replies.flatMap(idsOf);
    expect(seen).toEqual([...new Set(seen)]);
    expect(seen).toEqual(['20001', '20002', '20003', '4', '5', '6']);
    expect(new Set(replies.map(({ body }) => body.syncCursor)).size).toBe(1);
    const changes = await send('GET', `/customers?${after(replies.at(-1)!.body.syncCursor)}`);
    expect(idsOf(changes)).toEqual(['5', '20002', '6']);
  }));

test('updatedSince answers the changed rows only, once each, in order of change, the deleted with deletedAt', () =>
  withCustomSystem('customerp', async (send) => {
    const before = await cursorOf(send);
    await send('PATCH', '/customers/20003', { phone: '1' });
    await send('PATCH', '/customers/20001', { phone: '1' });
    await send('DELETE', '/customers/20002');
    await send('PATCH', '/customers/20003', { phone: '2' });
    const { body } = await send('GET', `/customers?${after(before)}`);
    expect(body.items.map(({ id, phone, deletedAt }) => [id, phone, typeof deletedAt])).toEqual([
      ['20001', '1', 'undefined'],
      ['20002', null, 'string'],
      ['20003', '2', 'undefined'],
    ]);
    expect(body).toMatchObject({ total: 3, nextCursor: null });
    const again = await send('GET', `/customers?${after(body.syncCursor)}`);
    expect(again.body).toMatchObject({ items: [], total: 0 });
  }));

test('whatever is written while changes are read page by page, a mirror fed by cursors ends up equal', () =>
  withCustomSystem('customerp', async (send) => {
    const step = fc.record({
      what: fc.constantFrom('add', 'edit', 'remove', 'read'),
      at: fc.nat(99),
      limit: fc.integer({ min: 1, max: 4 }),
    });
    const mirror = new Map<string, string>();
    let cursor = await cursorOf(send);
    const take = (reply: Reply): void => {
      for (const { id, deletedAt, updatedAt } of reply.body.items) {
        expect(mirror.get(id)).not.toBe(updatedAt);
        mirror.set(id, deletedAt ?? updatedAt);
      }
    };
    for (const { id, updatedAt } of (await send('GET', '/customers')).body.items) mirror.set(id, updatedAt);
    const read = async (limit: number, write: () => Promise<unknown>): Promise<void> => {
      const replies = await pages(send, `limit=${limit}&${after(cursor)}`, write);
      replies.forEach(take);
      cursor = replies.at(-1)!.body.syncCursor;
    };
    const write = async (what: string, at: number): Promise<void> => {
      const ids = idsOf(await send('GET', '/customers'));
      const id = ids[at % ids.length];
      if (what === 'add' || ids.length < 2) await add(send, `Ny ${at}`);
      else if (what === 'edit') await send('PATCH', `/customers/${id}`, { phone: String(at) });
      else await send('DELETE', `/customers/${id}`);
    };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        for (const { what, at, limit } of steps) {
          if (what !== 'read') await write(what, at);
          else await read(limit, () => (at % 3 === 0 ? write('edit', at) : Promise.resolve()));
        }
        await read(3, () => Promise.resolve());
        const truth = (await send('GET', '/customers?limit=1000&includeDeleted=true')).body.items;
        expect(new Map(truth.map(({ id, deletedAt, updatedAt }) => [id, deletedAt ?? updatedAt]))).toEqual(mirror);
      }),
      { numRuns: 15 },
    );
  }));

test('ids and externalRef pick rows; deleted ones come only when asked for', () =>
  withCustomSystem('customerp', async (send) => {
    await add(send, 'Ny', { externalRef: 'hub:1' });
    expect(idsOf(await send('GET', '/customers?ids=20003,nobody,20001'))).toEqual(['20003', '20001']);
    expect(idsOf(await send('GET', '/customers?externalRef=hub%3A1'))).toEqual(['4']);
    await send('DELETE', '/customers/4');
    for (const query of ['ids=4', 'externalRef=hub:1', 'limit=1000']) {
      expect(idsOf(await send('GET', `/customers?${query}`))).not.toContain('4');
      const all = await send('GET', `/customers?${query}&includeDeleted=true`);
      expect(all.body.items.at(-1)).toMatchObject({ id: '4', deletedAt: expect.any(String) });
      expect(all.body.total).toBe(all.body.items.length);
    }
  }));

test.each([
  ['a limit of 0', 'limit=0', 'limit'],
  ['a limit over 1000', 'limit=1001', 'limit'],
  ['a limit in words', 'limit=ten', 'limit'],
  ['an includeDeleted that is no boolean', 'includeDeleted=yes', 'includeDeleted'],
  ['a parameter it does not have', 'modifiedSince=2026-01-01', 'modifiedSince'],
  ['two ways to pick rows', 'ids=1&externalRef=x', 'externalRef'],
  ['a date for a sync cursor', 'updatedSince=2026-01-01T00:00:00Z', 'updatedSince'],
  ['a made-up cursor', 'cursor=abc', 'cursor'],
  ['over 200 ids', `ids=${Array.from({ length: 201 }, (_, at) => at).join(',')}`, 'ids'],
])('a list refuses %s, naming the parameter', (_case, query, field) =>
  withCustomSystem('customerp', async (send) => {
    const { status, headers, body } = await send('GET', `/customers?${query}`);
    expect(status).toBe(400);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(body.errors.map((error) => error.field)).toEqual([field]);
  }),
);

test('a cursor is good for its own list and its own collection only', () =>
  withCustomSystem('customerp', async (send) => {
    const { nextCursor, syncCursor } = (await send('GET', '/customers?limit=1')).body;
    expect((await send('GET', `/customers?includeDeleted=true&cursor=${nextCursor}`)).status).toBe(400);
    expect((await send('GET', `/customers?${after(syncCursor)}&cursor=${nextCursor}`)).status).toBe(400);
    expect((await send('GET', `/projects?${after(syncCursor)}`)).status).toBe(400);
    expect((await send('GET', `/customers?${after(nextCursor ?? '')}`)).status).toBe(400);
  }));

test('a sync cursor outlives a restart of the server with its data, and is 410 when the data is gone', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'custom-contract-'));
  try {
    let cursor = '';
    const first = async (send: Send): Promise<void> => {
      cursor = await cursorOf(send);
      await send('PATCH', '/customers/20003', { phone: '1' });
    };
    const later = async (send: Send): Promise<void> => {
      expect(idsOf(await send('GET', `/customers?${after(cursor)}`))).toEqual(['20003']);
    };
    await withCustomSystem('customerp', first, dataDir);
    await withCustomSystem('customerp', later, dataDir);
    await withCustomSystem('customerp', async (send) => {
      expect((await send('GET', `/customers?${after(cursor)}`)).status).toBe(410);
    });
  } finally {
    rmSync(dataDir, { recursive: true });
  }
});
