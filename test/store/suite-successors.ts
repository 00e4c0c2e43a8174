import type { Dossier } from '../../shared/sync/dossier.js';
import type { View } from '../../shared/sync/policy.js';
import { seenAs } from '../../shared/sync/sight.js';
import { everyone, oneNumber, otherNumber, type Bench } from './support.js';

const place = 'crm.Customer';

/** What a removed record may have gone into. */
export function successorsSuite(bench: Bench): void {
  const crm = (externalId: string, orgNo: string): Promise<string> => bench.admit(place, externalId, { orgNo });

  /** A canonical record with a record in each system, the number that of the first. */
  async function pair(externalId: string, orgNo: string): Promise<string> {
    const [id, other] = [await crm(externalId, orgNo), await bench.admit('erp.Customer', externalId, { title: 'A' })];
    await bench.join(id, other);
    return id;
  }

  const lose = (id: string, more: Partial<Dossier> = {}): Promise<void> =>
    bench.change(id, (one) => ({
      ...{ ...one, due: false, tombstones: [place], ...more },
      links: one.links.filter(({ system }) => system !== 'crm'),
    }));

  const succeeded = (id: string, removalsIn?: string): Promise<View['succeeded']> =>
    bench.store.change([id], (_, view) => ({ dossiers: [], answer: view.succeeded }), removalsIn ? { removalsIn } : {});

  describe('a record that bears the number of a removed one of its place', () => {
    it('is known to both, the one that claims it and the one that has it', async () => {
      const [id, heir] = [await pair('1', oneNumber), await crm('2', oneNumber)];
      await crm('3', otherNumber);
      expect(await bench.dossier(heir)).toMatchObject({ claimed: false });
      await lose(id);
      expect(await bench.dossier(id)).toMatchObject({ successors: [{ place, canonicalId: heir }], claimed: false });
      expect(await bench.dossier(heir)).toMatchObject({ successors: [], claimed: true });
    });

    it('may come later, and has the other one looked at', async () => {
      const id = await pair('1', oneNumber);
      await lose(id);
      expect(await bench.dossier(id)).toMatchObject({ successors: [], due: false });
      const heir = await crm('2', oneNumber);
      expect(await bench.dossier(id)).toMatchObject({ successors: [{ place, canonicalId: heir }], due: true });
    });

    it('may have been another one before it was seen to bear it, and be none once it does not', async () => {
      const [id, heir] = [await pair('1', oneNumber), await crm('2', otherNumber)];
      await lose(id);
      bench.now += 1000;
      await bench.see(heir, await bench.sighting(place, '2', { orgNo: oneNumber }));
      expect(await bench.dossier(id)).toMatchObject({ successors: [{ canonicalId: heir }], due: true });
      bench.now += 1000;
      await bench.see(heir, await bench.sighting(place, '2', { orgNo: otherNumber }));
      expect(await bench.dossier(id)).toMatchObject({ successors: [] });
      expect(await bench.dossier(heir)).toMatchObject({ claimed: false });
    });

    it('is none in another place, nor of one whose canonical record is at its end', async () => {
      const [id, last] = [await pair('1', oneNumber), await crm('5', otherNumber)];
      const heir = await bench.admit('erp.Customer', '2', { orgNumber: oneNumber });
      await lose(id);
      expect(await bench.dossier(id)).toMatchObject({ successors: [] });
      expect(await bench.dossier(heir)).toMatchObject({ claimed: false });
      const namesake = await crm('6', otherNumber);
      await lose(last, { retired: true });
      expect(await bench.dossier(last)).toMatchObject({ successors: [] });
      expect(await bench.dossier(namesake)).toMatchObject({ claimed: false });
    });

    it('is none once a person has said that the other was removed, or its place is free again', async () => {
      const [id, heir] = [await pair('1', oneNumber), await crm('2', oneNumber)];
      await lose(id, { withheld: [place] });
      expect(await bench.dossier(id)).toMatchObject({ withheld: [place], certain: [] });
      await bench.change(id, (one) => ({ ...one, withheld: [], certain: [place] }));
      expect(await bench.dossier(id)).toMatchObject({ withheld: [], certain: [place], successors: [] });
      expect(await bench.dossier(heir)).toMatchObject({ claimed: false });
      await bench.change(id, (one) => ({ ...one, certain: [], tombstones: [] }));
      expect(await bench.dossier(id)).toMatchObject({ tombstones: [], certain: [], successors: [] });
    });

    it('stays so when the one that claims it goes into another', async () => {
      const [id, heir] = [await pair('1', oneNumber), await crm('2', oneNumber)];
      const older = await bench.admit('erp.Project', '9', { title: 'A' });
      await lose(id, { withheld: [place] });
      await bench.join(older, id);
      expect(await bench.dossier(older)).toMatchObject({ withheld: [place], successors: [{ canonicalId: heir }] });
      expect(await bench.dossier(heir)).toMatchObject({ claimed: true });
    });

    it('is known as soon as the other is missed, and no more once that is seen again', async () => {
      const [id, heir] = [await pair('1', oneNumber), await crm('2', oneNumber)];
      await bench.change(id, (one) => ({ ...one, links: one.links.map((link) => ({ ...link, missedAt: bench.now })) }));
      expect(await bench.dossier(heir)).toMatchObject({ claimed: true });
      bench.now += 1000;
      const sighting = await bench.sighting(place, '1', { orgNo: oneNumber });
      await bench.change(id, (one) => ({
        ...one,
        links: one.links.map((link) => (link.system === 'crm' ? { ...link, ...seenAs(link, sighting) } : link)),
      }));
      expect(await bench.dossier(heir)).toMatchObject({ claimed: false });
    });

    it('goes its own way, and is looked at, when the other was all that the one that claims it had', async () => {
      const [id, heir] = [await crm('1', oneNumber), await crm('2', oneNumber)];
      await bench.change(id, (one) => ({ ...one, links: one.links.map((link) => ({ ...link, missedAt: bench.now })) }));
      await bench.change(heir, (one) => ({ ...one, due: false }));
      expect(await bench.dossier(heir)).toMatchObject({ claimed: true, due: false });
      await lose(id, { retired: true });
      expect(await bench.dossier(heir)).toMatchObject({ claimed: false, due: true });
    });

    it('is told before the removal is decided on, where that is asked for', async () => {
      const [id, other] = [await pair('1', oneNumber), await pair('3', otherNumber)];
      await crm('2', oneNumber);
      const link = (await bench.dossier(id)).links.find(({ system }) => system === 'crm');
      expect(await succeeded(id, place)).toEqual(new Set([link?.id]));
      expect(await succeeded(id, 'erp.Customer')).toEqual(new Set());
      expect(await succeeded(id)).toEqual(new Set());
      expect(await succeeded(other, place)).toEqual(new Set());
    });

    it('is told among the evidence for matches', async () => {
      const [id, heir] = [await pair('1', oneNumber), await crm('2', oneNumber)];
      await bench.admit('erp.Customer', '7', { orgNumber: oneNumber });
      await lose(id);
      const { identities } = await bench.store.evidence({
        ...{ type: 'Customer', only: null, near: await everyone(bench.store, 'Customer') },
      });
      expect(identities.get(heir)?.claimedBy).toEqual(new Set([id]));
    });

    it('is asked about no more once its place is filled', async () => {
      const [id] = [await pair('1', oneNumber), await crm('2', oneNumber)];
      await lose(id);
      const review = { kind: 'REMOTE_MERGE', canonicalId: id, place, field: null, message: 'It may.' } as const;
      await bench.store.change([id], (dossiers) => ({
        ...{ dossiers, answer: null },
        journal: { edits: [], conflicts: [], reviews: [{ ...review, open: true }] },
      }));
      expect((await bench.all.books(id)).reviews).toMatchObject([{ kind: 'REMOTE_MERGE', open: true }]);
      await bench.change(id, (one) => ({ ...one, tombstones: [] }));
      expect((await bench.all.books(id)).reviews).toMatchObject([{ kind: 'REMOTE_MERGE', open: false }]);
    });
  });
}
