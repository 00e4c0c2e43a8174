import { nothingToNote } from '../../shared/sync/dossier.js';
import type { Decision } from '../../subgraphs/hub/sync/store.js';
import { oneNumber, otherNumber, type Bench } from './support.js';

export function recordsSuite(bench: Bench): void {
  describe('what is known of records', () => {
    it('tells whether each is what was last stored, and leaves out those never seen', async () => {
      const id = await bench.admit('crm.Customer', '1', { name: 'A', nested: { deep: [1, null] } });
      const asked = [
        { id: '1', version: null, fields: { name: 'A', nested: { deep: [1, null] } } },
        { id: '2', version: null, fields: {} },
      ];
      const known = await bench.store.known('crm.Customer', asked);
      expect([...known.keys()]).toEqual(['1']);
      const recordId = await bench.recordId(id);
      const told = {
        recordId,
        canonicalId: id,
        same: true,
        gone: false,
        erased: false,
        missed: false,
        firstSeenAt: bench.now,
      };
      expect(known.get('1')).toEqual(told);
      expect(await bench.known('crm.Customer', '1', { name: 'A' })).toEqual({ ...told, same: false });
      expect((await bench.store.known('erp.Customer', asked)).size).toBe(0);
    });

    it('tells that the last direct read missed it, until it is seen again', async () => {
      const id = await bench.admit('crm.Customer', '1', { name: 'A' });
      const missed = (missedAt: number | null): Promise<void> =>
        bench.change(id, (one) => ({ ...one, links: one.links.map((link) => ({ ...link, missedAt })) }));
      await missed(bench.now);
      expect(await bench.known('crm.Customer', '1')).toMatchObject({ missed: true });
      await missed(null);
      expect(await bench.known('crm.Customer', '1')).toMatchObject({ missed: false });
    });

    it('keeps when a record was first seen', async () => {
      const id = await bench.admit('crm.Customer', '1', { name: 'A' });
      const firstSeenAt = bench.now;
      bench.now += 1000;
      const sighting = await bench.sighting('crm.Customer', '1', { name: 'B' });
      await bench.see(id, sighting);
      expect(await bench.known('crm.Customer', '1', { name: 'B' })).toMatchObject({ firstSeenAt, same: true });
    });
  });

  describe('admitting records', () => {
    it('makes one canonical record for each, the older first', async () => {
      const sightings = [
        await bench.sighting('crm.Customer', '1', { name: 'A' }),
        await bench.sighting('crm.Customer', '2', { name: 'B' }),
      ];
      const ids = await bench.store.admit('crm.Customer', sightings);
      const dossiers = await Promise.all(ids.map((id) => bench.dossier(id)));
      expect(dossiers.map(({ links }) => links[0]?.externalId)).toEqual(['1', '2']);
      expect(dossiers[0]?.seq).toBeLessThan(dossiers[1]?.seq ?? 0);
    });

    it('knows no earlier look at one that is new', async () => {
      const sighting = await bench.sighting('crm.Customer', '1', { name: 'A' }, { unchangedSince: bench.now - 1000 });
      const [id = ''] = await bench.store.admit('crm.Customer', [sighting]);
      const times = { previouslyObservedAt: 0, observedAt: bench.now };
      expect((await bench.dossier(id)).links[0]).toMatchObject(times);
    });

    it('makes one of a record that comes twice, in one call or in several', async () => {
      const sighting = await bench.sighting('crm.Customer', '1', { name: 'A' });
      const made = await Promise.all([
        bench.store.admit('crm.Customer', [sighting, sighting]),
        bench.store.admit('crm.Customer', [sighting]),
        bench.store.admit('crm.Customer', [sighting]),
      ]);
      expect(made.flat()).toHaveLength(1);
      expect(await bench.store.admit('crm.Customer', [sighting])).toEqual([]);
      expect(await bench.store.walk('Customer', 0, 10)).toHaveLength(1);
    });

    it('leaves a record alone that has a link', async () => {
      const id = await bench.admit('crm.Customer', '1', { name: 'A' });
      bench.now += 1000;
      await bench.store.admit('crm.Customer', [await bench.sighting('crm.Customer', '1', { name: 'B' })]);
      expect((await bench.dossier(id)).links[0]?.observed).toMatchObject({ name: 'A' });
    });

    it('takes a record back that had gone, with what it holds', async () => {
      const id = await bench.admit('crm.Customer', '1', { orgNo: oneNumber });
      await bench.change(id, (one) => ({ ...one, links: [], retired: true, tombstones: ['crm.Customer'] }));
      bench.now += 1000;
      const again = await bench.admit('crm.Customer', '1', { orgNo: otherNumber });
      const known = await bench.known('crm.Customer', '1', { orgNo: otherNumber });
      expect(known).toMatchObject({ canonicalId: again, gone: false, same: true, firstSeenAt: bench.now - 1000 });
      const { links } = await bench.dossier(again);
      expect(links[0]).toMatchObject({ observed: { organizationNumber: otherNumber }, observedAt: bench.now });
      expect(links[0]?.previouslyObservedAt).toBe(bench.now - 1000);
    });
  });

  describe('present records', () => {
    it('come in order, page by page, without those first seen later', async () => {
      for (const externalId of ['3', '1', '2']) await bench.admit('crm.Customer', externalId, { name: externalId });
      await bench.admit('erp.Customer', '9', { title: 'X' });
      const before = bench.now + 1;
      bench.now += 1000;
      await bench.admit('crm.Customer', '4', { name: 'late' });
      const first = await bench.store.present('crm.Customer', before, null, 2);
      const rest = await bench.store.present('crm.Customer', before, first.at(-1)?.recordId ?? null, 2);
      expect([...first, ...rest].map(({ externalId }) => externalId)).toEqual(['3', '1', '2']);
      expect(await bench.store.present('crm.Customer', before, rest.at(-1)?.recordId ?? null, 2)).toEqual([]);
    });

    it('are in the order of their ids where they were first seen together', async () => {
      const sightings = ['3', '1', '2'].map((id) => bench.sighting('crm.Customer', id, { name: id }));
      await bench.store.admit('crm.Customer', await Promise.all(sightings));
      const found = await bench.store.present('crm.Customer', bench.now + 1, null, 9);
      expect(found.map(({ externalId }) => externalId)).toEqual(['1', '2', '3']);
    });

    it('keep their order when there are more than nine', async () => {
      for (let id = 1; id <= 12; id += 1) await bench.admit('crm.Customer', String(id), { name: 'A' });
      const seen: string[] = [];
      for (let after: string | null = null; ;) {
        const page = await bench.store.present('crm.Customer', bench.now + 1, after, 5);
        const last = page.at(-1);
        if (!last) break;
        seen.push(...page.map(({ externalId }) => externalId));
        after = last.recordId;
      }
      expect(seen).toEqual(Array.from({ length: 12 }, (_, index) => String(index + 1)));
    });
  });

  describe('linked records that bear different numbers', () => {
    const told = async (place: string, externalId: string): Promise<[string, string][]> => [
      ...(await bench.store.contradicted(place, [externalId], ['organizationNumber'])),
    ];

    it('are told of by whichever is asked about, until a person has answered of one of them', async () => {
      const id = await bench.admit('crm.Customer', '1', { orgNo: oneNumber });
      await bench.join(id, await bench.admit('erp.Customer', '5', { orgNumber: otherNumber }));
      const about = { kind: 'CONTRADICTION', canonicalId: id, place: 'crm.Customer', field: null } as const;
      const reviews = [{ ...about, message: 'It is somebody else.', open: true }];
      const change = (decision: Partial<Decision<null>>): Promise<null> =>
        bench.store.change([id], (dossiers) => ({ dossiers, ...decision, answer: null }));
      await change({ journal: { ...nothingToNote, reviews } });
      expect([await told('crm.Customer', '1'), await told('erp.Customer', '5')]).toEqual([[['1', id]], [['5', id]]]);
      await change({ answered: [about] });
      expect([await told('crm.Customer', '1'), await told('erp.Customer', '5')]).toEqual([[], []]);
    });
  });

  describe('translating', () => {
    it('finds the canonical records behind records, and leaves out what it cannot place', async () => {
      const id = await bench.admit('crm.Customer', '1', { name: 'A' });
      const gone = await bench.admit('crm.Customer', '2', { name: 'B' });
      await bench.change(gone, (one) => ({ ...one, links: [], retired: true }));
      const asked = ['1', '2', '3'].map((externalId) => ({ system: 'crm', entityType: 'Customer', externalId }));
      expect(await bench.store.placesOf(asked)).toEqual(new Map([['crm.Customer/1', id]]));
      expect(await bench.store.placesOf([])).toEqual(new Map());
    });

    it('finds the records of canonical records', async () => {
      const [a, b] = [
        await bench.admit('crm.Customer', '1', { name: 'A' }),
        await bench.admit('erp.Customer', '5', { title: 'A' }),
      ];
      await bench.join(a, b);
      const c = await bench.admit('crm.Customer', '2', { name: 'C' });
      await bench.reserve(c, 'erp.Customer');
      expect(await bench.store.externalIds([a, c, c])).toEqual(
        new Map([
          [`${a}/crm.Customer`, '1'],
          [`${a}/erp.Customer`, '5'],
          [`${c}/crm.Customer`, '2'],
        ]),
      );
      expect(await bench.store.externalIds([])).toEqual(new Map());
      expect(await bench.store.survivors([a, c])).toEqual(new Map());
    });
  });
}
