import type { Write } from '../../shared/sync/dossier.js';
import { Conflict } from '../../shared/errors.js';
import { plannedWrite, reservedKeys, type Bench } from './support.js';

export function workSuite(bench: Bench): void {
  describe('the walk over canonical records', () => {
    it('goes over the live ones of a type in order of age, batch by batch', async () => {
      const ids: string[] = [];
      for (const externalId of ['3', '1', '2']) ids.push(await bench.admit('crm.Customer', externalId, { name: 'A' }));
      await bench.admit('crm.Project', '1', { name: 'A' });
      const first = await bench.store.walk('Customer', 0, 2);
      const rest = await bench.store.walk('Customer', first.at(-1)?.seq ?? 0, 2);
      expect([...first, ...rest].map(({ id }) => id)).toEqual(ids);
      expect(await bench.store.walk('Customer', rest.at(-1)?.seq ?? 0, 2)).toEqual([]);
    });

    it('leaves out what is merged or retired', async () => {
      const [kept, gone, retired] = [
        await bench.admit('crm.Customer', '1', { name: 'A' }),
        await bench.admit('erp.Customer', '5', { title: 'A' }),
        await bench.admit('erp.Customer', '6', { title: 'B' }),
      ];
      await bench.join(kept, gone);
      await bench.change(retired, (one) => ({ ...one, links: [], retired: true, due: false }));
      expect((await bench.store.walk('Customer', 0, 10)).map(({ id }) => id)).toEqual([kept]);
    });
  });

  describe('what is to be done', () => {
    const settled = (id: string): Promise<void> => bench.change(id, (one) => ({ ...one, due: false }));

    async function withWrite(more: Parameters<typeof plannedWrite>[1]): Promise<string> {
      const externalId = String((await bench.store.walk('Customer', 0, 100)).length + 1);
      const id = await bench.admit('crm.Customer', externalId, { name: 'A' });
      const linkId = (await bench.dossier(id)).links[0]?.id ?? '';
      const write = plannedWrite('crm.Customer', { linkId, ...more });
      await bench.change(id, (one) => ({ ...one, due: false, writes: [write] }));
      return id;
    }

    it('is every record that is due', async () => {
      const [a, b] = [
        await bench.admit('crm.Customer', '1', { name: 'A' }),
        await bench.admit('crm.Customer', '2', { name: 'B' }),
      ];
      await settled(b);
      expect(await bench.store.due(bench.now, 10)).toEqual([{ canonicalId: a, at: null }]);
      await settled(a);
      expect(await bench.store.due(bench.now, 10)).toEqual([]);
    });

    it('is no retired record, not even one that was marked', async () => {
      const id = await bench.admit('crm.Customer', '1', { name: 'A' });
      await bench.change(id, (one) => ({ ...one, links: [], retired: true, due: true }));
      expect(await bench.store.due(bench.now, 10)).toEqual([]);
    });

    it('is every write to send or to look after, with its time', async () => {
      const now = await withWrite({});
      const later = await withWrite({ notBefore: bench.now + 500 });
      const doubtful = await withWrite({ status: 'IN_DOUBT', notBefore: bench.now + 200 });
      await withWrite({ status: 'REFUSED' });
      await withWrite({ status: 'CONFIRMED' });
      expect(await bench.store.due(bench.now, 10)).toEqual([
        { canonicalId: now, at: null },
        { canonicalId: doubtful, at: bench.now + 200 },
        { canonicalId: later, at: bench.now + 500 },
      ]);
      expect(await bench.store.due(bench.now + 200, 2)).toEqual([
        { canonicalId: now, at: null },
        { canonicalId: doubtful, at: null },
      ]);
    });

    it('is a write whose sender’s lease ran out, and not one under a lease', async () => {
      const id = await withWrite({ status: 'SENDING', leaseUntil: bench.now + 100, attempts: 1 });
      expect(await bench.store.due(bench.now + 99, 10)).toEqual([]);
      expect(await bench.store.due(bench.now + 100, 10)).toEqual([{ canonicalId: id, at: null }]);
    });

    it('is everything live when all is marked', async () => {
      const [kept, gone, retired] = [
        await bench.admit('crm.Customer', '1', { name: 'A' }),
        await bench.admit('erp.Customer', '5', { title: 'A' }),
        await bench.admit('erp.Customer', '6', { title: 'B' }),
      ];
      await bench.join(kept, gone);
      await settled(kept);
      await bench.change(retired, (one) => ({ ...one, links: [], retired: true, due: false }));
      await bench.store.markAllDue();
      expect(await bench.store.due(bench.now, 10)).toEqual([{ canonicalId: kept, at: null }]);
      expect((await bench.dossier(kept)).due).toBe(true);
      expect((await bench.dossier(retired)).due).toBe(false);
    });
  });

  describe('open creations', () => {
    it('are those in the place that are planned, under way or in doubt', async () => {
      const [a, b] = [
        await bench.admit('crm.Customer', '1', { name: 'A' }),
        await bench.admit('crm.Customer', '2', { name: 'B' }),
      ];
      const planned = await bench.reserve(a, 'erp.Customer', { externalRef: 'crm.Customer:1' });
      const doubtful = await bench.reserve(b, 'erp.Customer', {
        ...{ status: 'IN_DOUBT', externalRef: null, externalId: '9', firstSentAt: bench.now },
      });
      await bench.reserve(a, 'erp.Project');
      expect(await bench.store.openCreations('erp.Customer')).toEqual([
        { writeId: planned.id, canonicalId: a, externalRef: 'crm.Customer:1', externalId: null, firstSentAt: null },
        { writeId: doubtful.id, canonicalId: b, externalRef: null, externalId: '9', firstSentAt: bench.now },
      ]);
      await bench.change(a, (one) => ({
        ...one,
        reservations: [],
        writes: one.writes.map((write) => ({ ...write, status: 'CANCELLED' })),
      }));
      expect(await bench.store.openCreations('erp.Customer')).toMatchObject([{ writeId: doubtful.id }]);
    });
  });

  describe('parents', () => {
    it('are those that a creation was sent for under the reference or key, once it has ended with a possible effect', async () => {
      const id = await bench.admit('crm.Customer', '1', { name: 'A' });
      const parentsOf = (): Promise<Map<string, string>> =>
        bench.store.parents('erp.Customer', [
          { externalId: '7', externalRef: 'ref-7' },
          { externalId: '8', externalRef: null },
          { externalId: '9', externalRef: null },
        ]);
      const end = (status: Write['status'], code: string | null): Promise<void> =>
        bench.change(id, (one) => ({
          ...one,
          reservations: [],
          writes: one.writes.map((write) => ({ ...write, status, code })),
        }));
      const sent = { firstSentAt: bench.now, status: 'IN_DOUBT' } as const;
      await bench.reserve(id, 'erp.Customer', { ...sent, externalRef: 'ref-7' });
      expect((await parentsOf()).size).toBe(0);
      await end('REFUSED', 'VALIDATION');
      expect((await parentsOf()).size).toBe(0);
      await bench.reserve(id, 'erp.Customer', { ...sent, externalRef: null, externalId: '8' });
      await end('CANCELLED', 'NOT_FOUND');
      expect(await parentsOf()).toEqual(
        new Map([
          ['7', id],
          ['8', id],
        ]),
      );
    });
  });

  describe('keys of the hub’s choice', () => {
    it('come from the reserved range, each once, without those of known records', async () => {
      await bench.admit('erp.Project', String(reservedKeys.from + 1), { title: 'A' });
      expect(await bench.store.takeKey('erp.Project')).toBe(String(reservedKeys.from));
      expect(await bench.store.takeKey('erp.Project')).toBe(String(reservedKeys.to));
      await expect(bench.store.takeKey('erp.Project')).rejects.toThrow(Conflict);
    });
  });

  describe('hints', () => {
    const place = 'crm.Customer';
    const next = async (after = '0', atMost = 10): Promise<string[]> =>
      (await bench.store.nextHints(place, after, bench.now, atMost)).map(({ externalId }) => externalId);

    it('are kept one per record, in order, for their place alone', async () => {
      await bench.store.storeHints(place, ['2']);
      await bench.store.storeHints(place, ['1', '1']);
      await bench.store.storeHints('erp.Customer', ['3']);
      expect(await next()).toEqual(['2', '1']);
      await bench.store.storeHints(place, ['2']);
      expect(await next()).toEqual(['1', '2']);
      await bench.store.storeHints(place, ['5', '4']);
      expect(await next()).toEqual(['1', '2', '4', '5']);
    });

    it('come after a number, as many as asked for', async () => {
      for (let id = 1; id <= 12; id += 1) await bench.store.storeHints(place, [String(id)]);
      const first = await bench.store.nextHints(place, '0', bench.now, 10);
      expect(first).toHaveLength(10);
      expect(await next(first.at(-1)?.seq)).toEqual(['11', '12']);
    });

    it('are not followed before their time', async () => {
      await bench.store.storeHints(place, ['1'], bench.now + 1000);
      await bench.store.storeHints(place, ['2']);
      expect(await next()).toEqual(['2']);
      bench.now += 1000;
      expect(await next()).toEqual(['1', '2']);
    });

    it('take the time that was named last', async () => {
      await bench.store.storeHints(place, ['1', '2']);
      await bench.store.storeHints(place, ['1'], bench.now + 1000);
      await bench.store.storeHints(place, ['3'], bench.now + 1000);
      await bench.store.storeHints(place, ['3']);
      expect(await next()).toEqual(['2', '3']);
    });

    it('are dropped when followed, but for a record that was hinted at meanwhile', async () => {
      await bench.store.storeHints(place, ['1', '2']);
      const followed = await bench.store.nextHints(place, '0', bench.now, 10);
      await bench.store.storeHints(place, ['1']);
      await bench.store.dropHints(followed);
      expect(await next()).toEqual(['1']);
      await bench.store.dropHints([]);
      expect(await next()).toEqual(['1']);
    });
  });
}
