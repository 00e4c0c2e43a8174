import type { Journal } from '../../shared/sync/dossier.js';
import { createMemoryStore, type MemoryStore } from '../../simulation/store/memory.js';
import { storeSuite } from './suite.js';
import { Bench, everyone, plannedWrite, policy, reservationFor, type OpenStore, type StoreParts } from './support.js';

function openedOver(store: MemoryStore): OpenStore {
  return {
    store,
    exclude: (a, b) => Promise.resolve(store.exclude(a, b)),
    books: (canonicalId) => Promise.resolve(booksOf(store, canonicalId)),
    close: () => Promise.resolve(),
  };
}

function booksOf(store: MemoryStore, canonicalId: string): Journal {
  const { edits, conflicts, reviews } = store.everything();
  const own = <T extends { readonly canonicalId: string }>(notes: readonly T[]): T[] =>
    notes.filter((one) => one.canonicalId === canonicalId);
  return { edits: own(edits), conflicts: own(conflicts), reviews: own(reviews) };
}

storeSuite('the store in memory', (parts) => Promise.resolve(openedOver(createMemoryStore(parts))));

describe('the store in memory, beside the port', () => {
  const parts: StoreParts = { policy, referencePaths: new Map(), now: () => 5000, newId: ids(), chance: () => 0.5 };

  function ids(): () => string {
    let last = 0;
    return () => `id-${(last += 1)}`;
  }

  async function benchOver(store: MemoryStore): Promise<Bench> {
    const bench = new Bench(() => Promise.resolve(openedOver(store)));
    await bench.open();
    return bench;
  }

  it('waits for its turn before it does anything, and again when it is stored', async () => {
    const steps: string[] = [];
    let edits = 0;
    const store: MemoryStore = createMemoryStore({
      ...parts,
      step: (name) => {
        steps.push(`${name} ${edits}`);
        return Promise.resolve();
      },
    });
    await store.change([], () => {
      edits += 1;
      return { dossiers: [], answer: null };
    });
    await store.takeKey('erp.Project');
    expect(steps).toEqual([
      'store/change:before 0',
      'store/change:after 1',
      'store/takeKey:before 1',
      'store/takeKey:after 1',
    ]);
  });

  it('does nothing when it is killed before, and everything when it is killed after', async () => {
    let killedAt = 'store/storeHints:before';
    const store = createMemoryStore({
      ...parts,
      step: (name) => (name === killedAt ? Promise.reject(new Error('killed')) : Promise.resolve()),
    });
    const next = (): Promise<unknown> => store.nextHints('crm.Customer', '0', 0, 10);
    await expect(store.storeHints('crm.Customer', ['1'])).rejects.toThrow('killed');
    expect(await next()).toEqual([]);
    killedAt = 'store/storeHints:after';
    await expect(store.storeHints('crm.Customer', ['1'])).rejects.toThrow('killed');
    expect(await next()).toHaveLength(1);
  });

  it('keeps every state that a write went through', async () => {
    const store = createMemoryStore(parts);
    const bench = await benchOver(store);
    const id = await bench.admit('crm.Customer', '1', { name: 'A' });
    const write = await bench.reserve(id, 'erp.Customer');
    for (const [status, attempts] of [
      ['SENDING', 1],
      ['SENDING', 2],
      ['CANCELLED', 2],
    ] as const)
      await bench.change(id, (one) => ({ ...one, writes: one.writes.map((own) => ({ ...own, status, attempts })) }));
    expect(store.everything().writes.get(write.id)).toMatchObject({
      write: { status: 'CANCELLED' },
      canonicalId: id,
      transitions: [
        { at: 5000, status: 'PLANNED', attempts: 0 },
        { at: 5000, status: 'SENDING', attempts: 1 },
        { at: 5000, status: 'SENDING', attempts: 2 },
        { at: 5000, status: 'CANCELLED', attempts: 2 },
      ],
    });
  });

  it('finds everything changed after it forgot what records looked like, until they are seen again', async () => {
    const store = createMemoryStore(parts);
    const bench = await benchOver(store);
    const id = await bench.admit('crm.Customer', '1', { name: 'A' });
    store.dropShadows();
    expect(await bench.known('crm.Customer', '1', { name: 'A' })).toMatchObject({ same: false, canonicalId: id });
    expect((await bench.dossier(id)).links[0]?.observed).toMatchObject({ name: 'A' });
    await bench.see(id, await bench.sighting('crm.Customer', '1', { name: 'A' }));
    expect(await bench.known('crm.Customer', '1', { name: 'A' })).toMatchObject({ same: true });
  });

  it('keeps a pair as it was first put before a person', async () => {
    const store = createMemoryStore(parts);
    const bench = await benchOver(store);
    await bench.admit('crm.Customer', '1', { email: 'a@a.no' });
    await bench.admit('erp.Customer', '5', { mail: 'a@a.no' });
    const { pairs } = await store.evidence({ type: 'Customer', only: null, near: await everyone(store, 'Customer') });
    for (const reason of ['CLAIMED', 'AMBIGUOUS'] as const)
      await store.change([], () => ({
        dossiers: [],
        reviews: pairs.map((pair) => ({ pair, reason })),
        answer: null,
      }));
    expect([...store.everything().candidates.values()]).toMatchObject([{ reason: 'CLAIMED', at: 5000 }]);
  });

  it('tells when something is to be done next', async () => {
    const store = createMemoryStore(parts);
    const bench = await benchOver(store);
    expect(store.nextAt()).toBeNull();
    const id = await bench.admit('crm.Customer', '1', { name: 'A' });
    expect(store.nextAt()).toBe(0);
    const write = plannedWrite('erp.Customer', { kind: 'CREATE', status: 'SENDING', leaseUntil: 9000 });
    await bench.change(id, (one) => ({ ...one, due: false, reservations: [reservationFor(write)], writes: [write] }));
    expect(store.nextAt()).toBe(9000);
    await store.storeHints('crm.Customer', ['1'], 8000);
    expect(store.nextAt()).toBe(8000);
  });

  it('stores what no history may bring about where it is lenient', async () => {
    const store = createMemoryStore({ ...parts, lenient: true });
    const bench = await benchOver(store);
    const id = await bench.admit('crm.Customer', '1', { name: 'A' });
    await bench.reserve(id, 'erp.Customer');
    await bench.reserve(id, 'erp.Customer');
    expect((await bench.dossier(id)).reservations).toHaveLength(2);
  });
});
