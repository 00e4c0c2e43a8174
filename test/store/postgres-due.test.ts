import type { Write } from '../../shared/sync/dossier.js';
import { TestDatabase } from './database.js';
import { Bench, plannedWrite, policy } from './support.js';

const database = new TestDatabase();
beforeAll(() => database.open());
afterAll(() => database.close());

const bench = new Bench((parts) => database.openStore(parts));
beforeEach(() => bench.open());

/** A record that is due, with a write. */
async function dueWith(externalId: string, more: Partial<Write>): Promise<string> {
  const id = await bench.admit('crm.Customer', externalId, { name: 'A' });
  const linkId = (await bench.dossier(id)).links[0]?.id ?? '';
  await bench.change(id, (one) => ({ ...one, writes: [plannedWrite('crm.Customer', { linkId, ...more })] }));
  return id;
}

test('however many records are due of which an outcome is awaited, those that can be settled are handed over', async () => {
  await dueWith('1', { status: 'IN_DOUBT', notBefore: bench.now + 500 });
  await dueWith('2', { status: 'SENDING', leaseUntil: bench.now + 500, attempts: 1 });
  const free = await bench.admit('crm.Customer', '3', { name: 'A' });
  expect(await bench.store.due(bench.now, 1)).toEqual([{ canonicalId: free, at: null }]);
  expect(await bench.store.due(bench.now, 5)).toHaveLength(3);
});

test('a write in doubt whose system was switched off is told of, though nobody asks after it; once', async () => {
  const id = await dueWith('1', { status: 'IN_DOUBT', notBefore: bench.now + 500, doubtedAt: bench.now - 10 });
  const without = { ...policy, places: new Map([...policy.places].filter(([key]) => key !== 'crm.Customer')) };
  const store = database.store({ policy: without });
  expect(await store.unasked(bench.now - 11, 9)).toEqual([]);
  expect(await store.unasked(bench.now - 10, 9)).toEqual([id]);
  await database.db.query('update write set told_at = now()');
  expect(await store.unasked(bench.now - 10, 9)).toEqual([]);
});
