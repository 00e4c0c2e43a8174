import { randomUUID } from 'node:crypto';
import type { Write } from '../../shared/sync/dossier.js';
import { togetherMs } from '../../shared/sync/removals.js';
import type { View } from '../../shared/sync/policy.js';
import type { ChangeOptions } from '../../subgraphs/hub/sync/store.js';
import { oneNumber, otherNumber, plannedWrite, policy, reservationFor, type Bench } from './support.js';

export function viewSuite(bench: Bench): void {
  function ask<T>(ids: readonly string[], options: ChangeOptions, question: (view: View) => T): Promise<T> {
    return bench.store.change(ids, (_, view) => ({ dossiers: [], answer: question(view) }), options);
  }

  describe('what a decision may ask', () => {
    it('is the time, a fresh id and chance', async () => {
      const [now, id, other, chance] = await ask([], {}, (view) => [
        view.now,
        view.newId(),
        view.newId(),
        view.chance(),
      ]);
      expect(now).toBe(bench.now);
      expect(id).not.toBe(other);
      expect(chance).toBe(0.5);
    });

    it('is whether a record stands, will stand, was removed or never stands in a place', async () => {
      const id = await bench.admit('crm.Customer', '1', { name: 'A' });
      await bench.reserve(id, 'erp.Customer');
      await bench.change(id, (dossier) => ({ ...dossier, tombstones: ['crm.Project'] }));
      const options = { references: [id, randomUUID()] };
      const places = ['crm.Customer', 'erp.Customer', 'crm.Project', 'erp.Project'];
      const states = await ask([], options, ({ reference }) => places.map((place) => reference(id, place)));
      expect(states).toEqual(['there', 'coming', 'gone', 'never']);
      expect(await ask([], options, ({ reference }) => reference(options.references[1] ?? '', 'crm.Customer'))).toBe(
        'never',
      );
    });

    it('is so without naming it for what a dossier refers to', async () => {
      const customer = await bench.admit('crm.Customer', '1', { name: 'A' });
      const project = await bench.admit('crm.Project', '7', { name: 'Bridge', customerId: '1' });
      expect(await ask([project], {}, ({ reference }) => reference(customer, 'crm.Customer'))).toBe('there');
      await bench.change(project, (dossier) => ({
        ...dossier,
        canonical: { ...dossier.canonical, fields: { customer } },
      }));
      expect(await ask([project], {}, ({ reference }) => reference(customer, 'crm.Customer'))).toBe('there');
      expect(await ask([project], {}, ({ reference }) => reference(customer, 'erp.Customer'))).toBe('never');
    });

    it('is that nothing matches, where it asks for matches of what is not live any more', async () => {
      const matched = (options: ChangeOptions): Promise<number | null> =>
        ask([randomUUID()], options, ({ evidence }) => evidence && evidence.pairs.length + evidence.identities.size);
      expect(await matched({ evidence: true })).toBe(0);
      expect(await matched({})).toBeNull();
    });

    it('is which canonical types were begun and not read whole, in every entity type', async () => {
      const unseen = (): Promise<string[]> => ask([], {}, (view) => [...view.unseen].sort());
      const end = { next: { cursor: 'c', startedAt: bench.now }, at: bench.now, fault: null, drift: null };
      expect(await unseen()).toEqual([]);
      await bench.store.beginReading('erp.Customer', bench.now);
      await bench.store.beginReading('crm.Project', bench.now);
      expect(await unseen()).toEqual(['Customer', 'Project']);
      await bench.store.endReading('erp.Customer', { ...end, whole: true });
      await bench.store.endReading('crm.Project', { ...end, whole: false });
      expect(await unseen()).toEqual(['Customer', 'Project']);
      const others = [...policy.places.values()].filter(({ mapping }) => mapping.canonicalType === 'Customer');
      for (const { key: place } of others) {
        await bench.store.beginReading(place, bench.now);
        await bench.store.endReading(place, { ...end, whole: true });
      }
      expect(await unseen()).toEqual(['Project']);
      await bench.store.beginReading('erp.Customer', bench.now);
      await bench.store.failReading('erp.Customer', 'It is away.');
      expect(await unseen()).toEqual(['Project']);
    });

    it('is which canonical types were begun and not gathered since an entity type was first read whole', async () => {
      const ungathered = (): Promise<string[]> => ask([], {}, (view) => [...view.ungathered].sort());
      const end = { next: { cursor: 'c', startedAt: bench.now }, at: bench.now, fault: null, drift: null };
      expect(await ungathered()).toEqual([]);
      const [first, ...others] = [...policy.places.values()].filter(
        ({ mapping }) => mapping.canonicalType === 'Customer',
      );
      await bench.store.beginReading(first?.key ?? '', bench.now);
      await bench.store.endReading(first?.key ?? '', { ...end, whole: true });
      await bench.store.endGathering('Customer', bench.now);
      expect(await ungathered()).toEqual(['Customer']);
      for (const { key } of others) {
        await bench.store.beginReading(key, bench.now);
        await bench.store.endReading(key, { ...end, whole: true });
      }
      expect(await ungathered()).toEqual(['Customer']);
      await bench.store.endGathering('Project', bench.now);
      expect(await ungathered()).toEqual(['Customer']);
      await bench.store.endGathering('Customer', bench.now);
      expect(await ungathered()).toEqual([]);
    });

    describe('is where a record of another canonical record is being given a number that one bears', () => {
      const places = async (
        asked: readonly string[],
        options: ChangeOptions = { evidence: true },
      ): Promise<string[][]> => ask(asked, options, ({ expected }) => asked.map((id) => [...(expected.get(id) ?? [])]));

      /** A customer whose record in the erp bears the number, with a write to its record in the crm. */
      async function writing(more: Partial<Write>): Promise<string> {
        const id = await bench.admit('crm.Customer', '1', { name: 'A' });
        const linkId = (await bench.dossier(id)).links[0]?.id ?? '';
        await bench.join(id, await bench.admit('erp.Customer', '5', { title: 'A', orgNumber: oneNumber }));
        const values = { organizationNumber: oneNumber };
        await bench.change(id, (one) => ({
          ...one,
          writes: [plannedWrite('crm.Customer', { linkId, values, ...more })],
        }));
        return id;
      }

      it.each(['PLANNED', 'SENDING', 'IN_DOUBT'] as const)('while the write is %s', async (status) => {
        const id = await writing({ status });
        const demander = await bench.admit('erp.Customer', '6', { title: 'B', orgNumber: oneNumber });
        const stranger = await bench.admit('erp.Customer', '7', { title: 'C', orgNumber: otherNumber });
        expect(await places([demander, stranger, id])).toEqual([['crm.Customer'], [], []]);
        expect(await places([demander], {})).toEqual([[]]);
      });

      it.each([
        ['it has ended', { status: 'REFUSED', code: 'REJECTED' }],
        ['it brings another field', { values: { name: 'Ask' } }],
      ] as const)('not once %s', async (_when, more) => {
        await writing(more);
        const demander = await bench.admit('erp.Customer', '6', { title: 'B', orgNumber: oneNumber });
        expect(await places([demander])).toEqual([[]]);
      });
    });

    it('is which creations are under way in the place it names', async () => {
      const statuses = ['PLANNED', 'SENDING', 'IN_DOUBT', 'REFUSED'] as const;
      const writes = statuses.map((status) => plannedWrite('erp.Customer', { kind: 'CREATE', status, firstSentAt: 1 }));
      for (const [index, write] of writes.entries()) {
        const id = await bench.admit('crm.Customer', String(index), { name: 'A' });
        await bench.change(id, (one) => ({ ...one, reservations: [reservationFor(write)], writes: [write] }));
      }
      const underWay = (options: ChangeOptions): Promise<string[]> =>
        ask([], options, ({ creationsUnderWay }) => [...creationsUnderWay].sort());
      expect(await underWay({ creationsIn: 'erp.Customer' })).toEqual([writes[1]?.id, writes[2]?.id].sort());
      expect(await underWay({ creationsIn: 'erp.Project' })).toEqual([]);
      expect(await underWay({})).toEqual([]);
    });

    it('never overlaps with another decision about the same place', async () => {
      const writes = [1, 2, 3, 4].map(() => plannedWrite('erp.Customer', { kind: 'CREATE' }));
      const ids = await Promise.all(
        writes.map(async (write, index) => {
          const id = await bench.admit('crm.Customer', String(index), { name: 'A' });
          await bench.change(id, (one) => ({ ...one, reservations: [reservationFor(write)], writes: [write] }));
          return id;
        }),
      );
      const begun = await Promise.all(
        ids.map((id) =>
          bench.store.change(
            [id],
            ([dossier], { creationsUnderWay }) => {
              if (!dossier || creationsUnderWay.length > 0) return { dossiers: [], answer: 0 };
              const sent = dossier.writes.map((write) => ({ ...write, status: 'SENDING' as const, attempts: 1 }));
              return { dossiers: [{ ...dossier, writes: sent }], answer: 1 };
            },
            { creationsIn: 'erp.Customer' },
          ),
        ),
      );
      expect([...begun].sort()).toEqual([0, 0, 0, 1]);
    });

    it('is what became lately of the records of the place it names', async () => {
      const removals = (options: ChangeOptions): Promise<View['removals']> => ask([], options, (view) => view.removals);
      const ids: string[] = [];
      for (const externalId of ['1', '2', '3', '4'])
        ids.push(await bench.admit('crm.Customer', externalId, { name: 'A' }));
      const remove = (id = ''): Promise<void> =>
        bench.change(id, (one) => ({ ...one, links: [], tombstones: ['crm.Customer'], retired: true }));
      await remove(ids[0]);
      bench.now += togetherMs - 1;
      await remove(ids[1]);
      await bench.change(ids[2] ?? '', (one) => ({
        ...one,
        links: one.links.map((link) => ({ ...link, missedAt: bench.now })),
      }));
      expect(await removals({ removalsIn: 'crm.Customer' })).toEqual({ known: 2, ended: 2, missed: 1 });
      bench.now += 1;
      expect(await removals({ removalsIn: 'crm.Customer' })).toEqual({ known: 2, ended: 1, missed: 1 });
      expect(await removals({ removalsIn: 'crm.Project' })).toEqual({ known: 0, ended: 0, missed: 0 });
      expect(await removals({})).toEqual({ known: 0, ended: 0, missed: 0 });
    });

    it('is the matches of the dossiers’ records, where they were asked for', async () => {
      const id = await bench.admit('crm.Customer', '1', { orgNo: oneNumber });
      const other = await bench.admit('erp.Customer', '5', { orgNumber: oneNumber });
      expect(await ask([id], {}, ({ evidence }) => evidence)).toBeNull();
      const pairs = await ask([id], { evidence: true }, ({ evidence }) => evidence?.pairs);
      expect(pairs).toMatchObject([{ left: { canonicalId: id }, right: { canonicalId: other } }]);
    });
  });
}
