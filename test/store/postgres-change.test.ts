import { randomUUID } from 'node:crypto';
import { withLink, type Dossier } from '../../shared/sync/dossier.js';
import type { PostgresStore } from '../../subgraphs/hub/store/postgres/store.js';
import { TestDatabase } from './database.js';
import { Bench, oneNumber, plannedWrite, reservationFor } from './support.js';

const database = new TestDatabase();
beforeAll(() => database.open());
afterAll(() => database.close());

const bench = new Bench((parts) => database.openStore(parts));
beforeEach(() => bench.open());

const admitMany = async (count: number): Promise<string[]> => {
  const numbers = Array.from({ length: count }, (_, index) => String(index + 1));
  const sightings = numbers.map((id) => bench.sighting('crm.Customer', id, { name: `Ask ${id}` }));
  return bench.store.admit('crm.Customer', await Promise.all(sightings));
};

const raised = (dossier: Dossier): Dossier => ({
  ...dossier,
  canonical: { ...dossier.canonical, version: dossier.canonical.version + 1 },
});

/** How many transactions wrote the canonical records as they stand. */
async function transactionsOf(ids: readonly string[]): Promise<number> {
  const sql = 'select count(distinct xmin::text)::int as count from canonical_record where id = any($1::uuid[])';
  const [found] = await database.db.query<{ count: number }[]>(sql, [ids]);
  return found?.count ?? 0;
}

describe('changes at the same time', () => {
  test('share transactions', async () => {
    const ids = await admitMany(100);
    await Promise.all(ids.map((id) => bench.change(id, raised)));
    expect(await transactionsOf(ids)).toBe(2);
    const versions = (await bench.store.read(ids)).map(({ canonical }) => canonical.version);
    expect(versions).toEqual(ids.map(() => 1));
  });

  test('one whose decision throws takes no other with it', async () => {
    const ids = await admitMany(10);
    const results = await Promise.allSettled(
      ids.map((id, index) =>
        bench.change(id, (dossier) => {
          if (index === 3) throw new Error('no decision');
          return raised(dossier);
        }),
      ),
    );
    expect(results.map(({ status }) => status === 'rejected')).toEqual(ids.map((_, index) => index === 3));
    const versions = (await bench.store.read(ids)).map(({ canonical }) => canonical.version);
    expect(versions).toEqual(ids.map((_, index) => (index === 3 ? 0 : 1)));
  });

  test('one that the database refuses takes no other with it', async () => {
    const ids = await admitMany(5);
    const results = await Promise.allSettled(
      ids.map((id, index) =>
        bench.change(id, (dossier) =>
          index === 2 ? { ...dossier, reservations: [reservationFor(plannedWrite('crm.Customer'))] } : raised(dossier),
        ),
      ),
    );
    expect(results.map(({ status }) => status === 'rejected')).toEqual([false, false, true, false, false]);
    expect((await bench.store.read(ids)).map(({ canonical }) => canonical.version)).toEqual([1, 1, 0, 1, 1]);
  });

  test('of several processes add up', async () => {
    const ids = await admitMany(6);
    const stores = [database.store(), database.store(), database.store()];
    const orders = [ids, [...ids].reverse(), [...ids.slice(3), ...ids.slice(0, 3)]];
    const raiseAll = (store: PostgresStore, order: readonly string[]): Promise<null> =>
      store.change(order, (dossiers) => ({ dossiers: dossiers.map(raised), answer: null }));
    const rounds = Array.from({ length: 5 }, () => stores.map((store, at) => raiseAll(store, orders[at] ?? ids)));
    await Promise.all(rounds.flat());
    expect((await bench.store.read(ids)).map(({ canonical }) => canonical.version)).toEqual(ids.map(() => 15));
  });

  test('in one place, of several processes, see each other’s creations', async () => {
    const ids = await admitMany(2);
    const writes = [
      await bench.reserve(ids[0] ?? '', 'erp.Customer'),
      await bench.reserve(ids[1] ?? '', 'erp.Customer'),
    ];
    const underWay = await Promise.all(
      ids.map((id) =>
        database.store().change(
          [id],
          ([dossier], view) => ({
            dossiers: dossier
              ? [{ ...dossier, writes: dossier.writes.map((write) => ({ ...write, status: 'SENDING', attempts: 1 })) }]
              : [],
            answer: view.creationsUnderWay,
          }),
          { creationsIn: 'erp.Customer' },
        ),
      ),
    );
    const seen = underWay.flat();
    expect(seen).toHaveLength(1);
    expect(writes.map(({ id }) => id)).toContain(seen[0]);
  });

  test('of several processes make one canonical record of a record', async () => {
    const sightings = await Promise.all(['1', '2', '3'].map((id) => bench.sighting('crm.Customer', id, { name: id })));
    const made = await Promise.all(
      [sightings, [...sightings].reverse(), sightings].map((order) => database.store().admit('crm.Customer', order)),
    );
    expect(new Set(made.flat()).size).toBe(3);
    expect(made.flat()).toHaveLength(3);
  });
});

describe('waking', () => {
  test('hands on what is due or has a write to send, and nothing else', async () => {
    const woken: string[][] = [];
    const store = database.store({
      now: () => new Date(bench.now),
      enqueue: async (_tx, ids) => void woken.push([...ids].sort()),
    });
    const ids = await admitMany(5);
    const notBefore = [undefined, null, bench.now + 1, bench.now, undefined];
    await store.change(
      ids,
      (dossiers) => ({
        dossiers: dossiers.map((dossier, index) => {
          const linkId = dossier.links[0]?.id ?? '';
          const at = notBefore[index];
          const writes = at === undefined ? [] : [plannedWrite('crm.Customer', { linkId, notBefore: at })];
          return { ...dossier, due: index === 0, writes };
        }),
        answer: null,
      }),
      { wake: true },
    );
    expect(woken).toEqual([[ids[0], ids[1], ids[3]].sort()]);
    await store.change(ids, (dossiers) => ({ dossiers: dossiers.map(raised), answer: null }));
    expect(woken).toHaveLength(1);
  });

  test('hands on what is to be asked about, or is claimed no more, as another record changes', async () => {
    const woken: string[][] = [];
    const store = database.store({
      now: () => new Date(bench.now),
      enqueue: async (_tx, ids) => void woken.push([...ids]),
    });
    const admitted = ['1', '2'].map((id) => bench.admit('crm.Customer', id, { orgNo: oneNumber }));
    const [id = '', heir = ''] = await Promise.all(admitted);
    await bench.join(id, await bench.admit('erp.Customer', '1', { title: 'A' }));
    for (const one of [id, heir]) await bench.change(one, (dossier) => ({ ...dossier, due: false }));
    const change = (tombstones: readonly string[]): Promise<null> =>
      store.change([id], (dossiers) => ({
        dossiers: dossiers.map((dossier) => ({
          ...{ ...dossier, due: false, tombstones },
          links: dossier.links.filter(({ system }) => system === 'erp'),
        })),
        answer: null,
      }));
    await change(['crm.Customer']);
    expect(woken).toEqual([[id]]);
    await change([]);
    expect(woken).toEqual([[id], [heir]]);
  });

  test('is part of the transaction', async () => {
    const store = database.store({ enqueue: () => Promise.reject(new Error('no queue')) });
    const [id = ''] = await admitMany(1);
    const change = store.change([id], (dossiers) => ({ dossiers: dossiers.map(raised), answer: null }), { wake: true });
    await expect(change).rejects.toThrow('no queue');
    expect((await bench.dossier(id)).canonical.version).toBe(0);
  });
});

describe('a tentative store', () => {
  const tried = (keep: boolean): Promise<string> =>
    database.store().tentative(
      async (store) => {
        const [first = ''] = await store.admit('crm.Customer', [
          await bench.sighting('crm.Customer', '1', { name: 'A' }),
        ]);
        const raise = () => store.change([first], (dossiers) => ({ dossiers: dossiers.map(raised), answer: null }));
        const refused = store.change([first], ([dossier]) => ({
          dossiers: dossier ? [withLink(dossier, dossier.links[0]?.id ?? '', { origin: 'NONE' as 'FIRST' })] : [],
          answer: null,
        }));
        await Promise.all([raise(), expect(refused).rejects.toThrow(), raise()]);
        expect((await store.read([first]))[0]?.canonical.version).toBe(2);
        return first;
      },
      () => keep,
    );

  test('leaves nothing behind unless it is kept', async () => {
    const id = await tried(false);
    expect(await bench.store.read([id])).toEqual([]);
    expect(await bench.known('crm.Customer', '1')).toBeUndefined();
  });

  test('leaves everything when it is kept', async () => {
    const id = await tried(true);
    expect((await bench.dossier(id)).canonical.version).toBe(2);
  });

  test('leaves nothing behind when its work fails', async () => {
    const id = randomUUID();
    const work = database.store().tentative(
      async (store) => {
        await store.beginReading('crm.Customer', 1);
        throw new Error(id);
      },
      () => true,
    );
    await expect(work).rejects.toThrow(id);
    expect(await database.db.query('select from reading')).toEqual([]);
  });
});
