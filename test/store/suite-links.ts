import { adopt } from '../../shared/sync/create.js';
import type { Dossier, Sighting } from '../../shared/sync/dossier.js';
import { placeAt } from '../../shared/sync/policy.js';
import { seenAs } from '../../shared/sync/sight.js';
import { plannedWrite, policy, reservedKeys, type Bench } from './support.js';

/** The dossier after a look at its only record. */
function seen(dossier: Dossier, sighting: Sighting): Dossier {
  return { ...dossier, links: dossier.links.map((link) => ({ ...link, ...seenAs(link, sighting) })) };
}

function ended(dossier: Dossier, place: string, more: Partial<Dossier>): Dossier {
  const links = dossier.links.filter(({ system, entityType }) => `${system}.${entityType}` !== place);
  return { ...dossier, links, former: [...dossier.former, place], ...more };
}

export function linksSuite(bench: Bench): void {
  describe('a sighting in a link', () => {
    it('becomes what is known of the record', async () => {
      const id = await bench.admit('crm.Customer', '1', { name: 'A', email: 'a@a.no' });
      const firstAt = bench.now;
      bench.now += 5000;
      const wire = { name: 'B', email: null };
      const sighting = await bench.sighting('crm.Customer', '1', wire, {
        version: 'v2',
        unchangedSince: firstAt + 1000,
      });
      await bench.see(id, sighting);
      const [link] = (await bench.dossier(id)).links;
      expect(link).toMatchObject({ observed: { name: 'B', email: null }, version: 'v2' });
      expect(link).toMatchObject({ previouslyObservedAt: firstAt + 1000, observedAt: bench.now, missedAt: null });
      expect(link).not.toHaveProperty('wire');
      expect(await bench.known('crm.Customer', '1', wire)).toMatchObject({ canonicalId: id, same: true, gone: false });
      expect(await bench.known('crm.Customer', '1', { name: 'A', email: 'a@a.no' })).toMatchObject({ same: false });
    });

    it('is not kept when the decision throws', async () => {
      const id = await bench.admit('crm.Customer', '1', { name: 'A' });
      const before = await bench.dossier(id);
      const sighting = await bench.sighting('crm.Customer', '1', { name: 'B' });
      const change = bench.store.change([id], ([dossier]) => {
        if (dossier) seen(dossier, sighting);
        throw new Error('no decision');
      });
      await expect(change).rejects.toThrow('no decision');
      expect(await bench.dossier(id)).toEqual(before);
      expect(await bench.known('crm.Customer', '1', { name: 'A' })).toMatchObject({ same: true });
    });
  });

  describe('a reference that a record holds', () => {
    it('is no information while its target is unknown, and the target’s canonical record from then on', async () => {
      const project = await bench.admit('crm.Project', '7', { name: 'Bridge', customerId: '1' });
      expect((await bench.dossier(project)).links[0]?.observed).toEqual({ name: 'Bridge', customer: undefined });
      const customer = await bench.admit('crm.Customer', '1', { name: 'A' });
      expect((await bench.dossier(project)).links[0]?.observed).toEqual({ name: 'Bridge', customer });
    });

    it('follows its target into the record that it went into, as do values and bases', async () => {
      const [kept, gone] = [
        await bench.admit('crm.Customer', '1', { name: 'A' }),
        await bench.admit('erp.Customer', '5', { title: 'A' }),
      ];
      const project = await bench.admit('erp.Project', '7', { id: '7', title: 'Bridge', customerNo: '5' });
      await bench.change(project, (dossier) => ({
        ...dossier,
        canonical: { ...dossier.canonical, version: 1, fields: { name: gone, customer: gone } },
        links: dossier.links.map((link) => ({
          ...link,
          bases: { name: { c: gone, m: gone }, customer: { c: gone, m: gone } },
        })),
      }));
      await bench.join(kept, gone);
      const { canonical, links } = await bench.dossier(project);
      expect(canonical.fields).toEqual({ name: gone, customer: kept });
      expect(links[0]?.observed).toMatchObject({ customer: kept });
      expect(links[0]?.bases).toEqual({ name: { c: gone, m: gone }, customer: { c: kept, m: kept } });
    });
  });

  describe('canonical records that became one', () => {
    it('stand in the survivor’s dossier, its links first', async () => {
      const gone = await bench.admit('erp.Customer', '5', { title: 'A' });
      const kept = await bench.admit('crm.Customer', '1', { name: 'A' });
      await bench.reserve(gone, 'erp.Project');
      await bench.join(kept, gone);
      const { links, reservations, writes, due } = await bench.dossier(kept);
      expect(due).toBe(true);
      expect(links).toMatchObject([
        { system: 'crm', rank: 0, origin: 'FIRST', rule: null },
        { system: 'erp', rank: 1, origin: 'MATCHED', rule: 'crm.Customer-erp.Customer#1' },
      ]);
      expect(links[1]?.bases).toMatchObject({ name: { m: 'A' } });
      expect(reservations).toMatchObject([{ entityType: 'Project' }]);
      expect(writes).toMatchObject([{ kind: 'CREATE', status: 'PLANNED' }]);
    });

    it('are not live any more but for the survivor', async () => {
      const [kept, gone] = [
        await bench.admit('crm.Customer', '1', { name: 'A' }),
        await bench.admit('erp.Customer', '5', { title: 'A' }),
      ];
      await bench.join(kept, gone);
      expect((await bench.store.read([kept, gone])).map(({ canonical }) => canonical.id)).toEqual([kept]);
      const given = await bench.store.change([gone], (dossiers) => ({ dossiers: [], answer: dossiers.length }));
      expect(given).toBe(0);
      expect(await bench.known('erp.Customer', '5')).toMatchObject({ canonicalId: kept });
    });

    it('are followed over every step to where they live today', async () => {
      const ids = [
        await bench.admit('crm.Customer', '1', { name: 'A' }),
        await bench.admit('erp.Customer', '5', { title: 'A' }),
        await bench.admit('erp.Project', '7', { title: 'A' }),
      ] as const;
      await bench.join(ids[1], ids[2]);
      await bench.join(ids[0], ids[1]);
      expect(await bench.store.survivors(ids)).toEqual(
        new Map([
          [ids[1], ids[0]],
          [ids[2], ids[0]],
        ]),
      );
    });
  });

  describe('a creation that was answered', () => {
    const wire = { id: String(reservedKeys.from), title: 'Bridge' };

    async function creation() {
      const id = await bench.admit('crm.Project', '1', { name: 'Bridge' });
      const write = await bench.reserve(id, 'erp.Project', {
        status: 'SENDING',
        values: { name: 'Bridge' },
        attempts: 1,
      });
      return { id, write };
    }

    function adoption(id: string, standing: string | null, linkedBy: string, answer: Sighting): Promise<null> {
      return bench.store.change([id, ...(standing === null ? [] : [standing])], (dossiers) => {
        const [own, other = null] = [id, standing].map((one) => dossiers.find(({ canonical }) => canonical.id === one));
        const write = own?.writes.find((one) => one.id === linkedBy);
        if (!own || !write) throw new RangeError('a dossier with its write was expected');
        return { ...adopt(own, other, write, answer, placeAt(policy, 'erp.Project')), answer: null };
      });
    }

    it('turns its reservation into a link with a record that was never seen', async () => {
      const { id, write } = await creation();
      bench.now += 1000;
      await adoption(id, null, write.id, await bench.sighting('erp.Project', wire.id, wire));
      const { links, reservations, writes } = await bench.dossier(id);
      expect(reservations).toEqual([]);
      expect(writes).toEqual([]);
      expect(links[1]).toMatchObject({ id: write.linkId, externalId: wire.id, origin: 'CREATED', rank: 1 });
      expect(links[1]?.recordId).not.toBe('');
      expect(links[1]?.observed).toEqual({ name: 'Bridge', customer: undefined });
      const known = await bench.known('erp.Project', wire.id, wire);
      expect(known).toMatchObject({ canonicalId: id, same: true, firstSeenAt: bench.now });
    });

    it('takes the record over from the canonical record in which a reading put it', async () => {
      const { id, write } = await creation();
      const standing = await bench.admit('erp.Project', wire.id, wire);
      const recordId = await bench.recordId(standing);
      await adoption(id, standing, write.id, await bench.sighting('erp.Project', wire.id, wire));
      expect((await bench.dossier(id)).links[1]).toMatchObject({ id: write.linkId, recordId });
      expect(await bench.dossier(standing)).toMatchObject({
        retired: true,
        links: [],
        former: ['erp.Project'],
        due: false,
      });
      expect(await bench.known('erp.Project', wire.id, wire)).toMatchObject({ canonicalId: id, gone: false });
    });
  });

  describe('a link that ends', () => {
    it('marks its record as gone where its place must not be filled again', async () => {
      const id = await bench.admit('crm.Customer', '1', { name: 'A' });
      await bench.change(id, (dossier) =>
        ended(dossier, 'crm.Customer', { tombstones: ['crm.Customer'], retired: true }),
      );
      expect(await bench.dossier(id)).toMatchObject({ former: ['crm.Customer'], tombstones: ['crm.Customer'] });
      expect(await bench.known('crm.Customer', '1')).toMatchObject({ canonicalId: null, gone: true });
      expect(await bench.store.present('crm.Customer', bench.now + 1, null, 10)).toEqual([]);
    });

    it('only frees its record otherwise, which may then stand for itself', async () => {
      const id = await bench.admit('crm.Customer', '1', { name: 'A' });
      await bench.change(id, (dossier) => ended(dossier, 'crm.Customer', { retired: true }));
      expect(await bench.known('crm.Customer', '1')).toMatchObject({ canonicalId: null, gone: false });
      const again = await bench.admit('crm.Customer', '1', { name: 'A' });
      expect(again).not.toBe(id);
      expect(await bench.known('crm.Customer', '1')).toMatchObject({ canonicalId: again });
    });

    it('leaves its trace once per life of the place', async () => {
      const id = await bench.admit('crm.Customer', '1', { name: 'A' });
      const gone = await bench.admit('erp.Customer', '5', { title: 'A' });
      await bench.join(id, gone);
      await bench.change(id, (dossier) => ended(dossier, 'erp.Customer', {}));
      const again = await bench.admit('erp.Customer', '5', { title: 'A' });
      await bench.join(id, again);
      await bench.change(id, (dossier) => ended(dossier, 'erp.Customer', {}));
      expect((await bench.dossier(id)).former).toEqual(['erp.Customer', 'erp.Customer']);
    });

    it('leaves a reservation that ends without any trace', async () => {
      const id = await bench.admit('crm.Customer', '1', { name: 'A' });
      await bench.reserve(id, 'erp.Customer');
      await bench.change(id, (dossier) => ({
        ...dossier,
        reservations: [],
        writes: dossier.writes.map((write) => ({ ...write, status: 'CANCELLED' })),
      }));
      expect(await bench.dossier(id)).toMatchObject({ reservations: [], former: [], writes: [] });
    });

    it('gives its place free for another reservation when the tombstone is lifted', async () => {
      const id = await bench.admit('crm.Customer', '1', { name: 'A' });
      await bench.change(id, (dossier) => ({ ...dossier, tombstones: ['erp.Customer', 'erp.Project'] }));
      await bench.change(id, (dossier) => ({ ...dossier, tombstones: ['erp.Project'] }));
      await bench.reserve(id, 'erp.Customer');
      expect(await bench.dossier(id)).toMatchObject({ tombstones: ['erp.Project'], reservations: [{ system: 'erp' }] });
    });
  });

  describe('a link in doubt', () => {
    it.each([
      ['UPDATE', 'SENDING', true],
      ['UPDATE', 'IN_DOUBT', true],
      ['REMOVE', 'IN_DOUBT', true],
      ['UPDATE', 'PLANNED', false],
      ['UPDATE', 'REFUSED', false],
    ] as const)('has an %s that is %s: %s', async (kind, status, inDoubt) => {
      const id = await bench.admit('crm.Customer', '1', { name: 'A' });
      const linkId = (await bench.dossier(id)).links[0]?.id ?? '';
      await bench.change(id, (dossier) => ({
        ...dossier,
        writes: [plannedWrite('crm.Customer', { linkId, kind, status })],
      }));
      expect((await bench.dossier(id)).links[0]?.inDoubt).toBe(inDoubt);
    });
  });
}
