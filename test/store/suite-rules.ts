import { randomUUID } from 'node:crypto';
import type { Dossier, Write } from '../../shared/sync/dossier.js';
import { plannedWrite, reservationFor, type Bench } from './support.js';

export function rulesSuite(bench: Bench): void {
  /** The change must fail, and nothing of it may stand. */
  async function refused(id: string, move: (dossier: Dossier) => Dossier): Promise<void> {
    const before = await bench.dossier(id);
    await expect(bench.change(id, move)).rejects.toThrow();
    expect(await bench.dossier(id)).toEqual(before);
  }

  function reserving(dossier: Dossier, ...writes: readonly Write[]): Dossier {
    return { ...dossier, reservations: writes.map(reservationFor), writes };
  }

  describe('what no decision may bring about', () => {
    it('one record in two canonical records', async () => {
      await bench.admit('crm.Customer', '1', { name: 'A' });
      const id = await bench.admit('crm.Customer', '2', { name: 'B' });
      const other = { externalId: '1', recordId: '', wire: { name: 'A' } };
      await refused(id, (dossier) => ({
        ...dossier,
        links: dossier.links.map((link) => ({ ...link, ...other, id: randomUUID() })),
      }));
    });

    it('one record that is new in two canonical records', async () => {
      const ids = [
        await bench.admit('crm.Project', '1', { name: 'A' }),
        await bench.admit('crm.Project', '2', { name: 'B' }),
      ];
      const change = bench.store.change(ids, (dossiers) => ({
        dossiers: dossiers.map((one) => ({
          ...one,
          links: one.links.map((link) => ({ ...link, id: randomUUID(), externalId: '3', recordId: '', wire: {} })),
        })),
        answer: null,
      }));
      await expect(change).rejects.toThrow();
      expect(await bench.known('crm.Project', '3')).toBeUndefined();
      expect(await bench.known('crm.Project', '1')).toMatchObject({ canonicalId: ids[0] });
    });

    it('two records of one place in one canonical record', async () => {
      const id = await bench.admit('crm.Customer', '1', { name: 'A' });
      const second = { externalId: '2', recordId: '', wire: { name: 'A' }, id: randomUUID() };
      await refused(id, (dossier) => ({
        ...dossier,
        links: [...dossier.links, ...dossier.links.map((link) => ({ ...link, ...second, rank: 1 }))],
      }));
    });

    it('a reservation of a place that is filled', async () => {
      const id = await bench.admit('crm.Customer', '1', { name: 'A' });
      await refused(id, (dossier) => reserving(dossier, plannedWrite('crm.Customer', { kind: 'CREATE' })));
    });

    it('two reservations of one place', async () => {
      const id = await bench.admit('crm.Customer', '1', { name: 'A' });
      const [one, other] = [1, 2].map(() => plannedWrite('erp.Customer', { kind: 'CREATE' }));
      if (!one || !other) throw new RangeError('two writes were expected');
      await refused(id, (dossier) => reserving(dossier, one, other));
    });

    it('a reservation of a place whose record was removed', async () => {
      const id = await bench.admit('crm.Customer', '1', { name: 'A' });
      await bench.change(id, (dossier) => ({ ...dossier, tombstones: ['erp.Customer'] }));
      await refused(id, (dossier) => reserving(dossier, plannedWrite('erp.Customer', { kind: 'CREATE' })));
    });

    it('two open writes of one link', async () => {
      const id = await bench.admit('crm.Customer', '1', { name: 'A' });
      const linkId = (await bench.dossier(id)).links[0]?.id ?? '';
      const [sending, planned] = [
        plannedWrite('crm.Customer', { linkId, status: 'SENDING' }),
        plannedWrite('crm.Customer', { linkId }),
      ];
      await refused(id, (dossier) => ({ ...dossier, writes: [sending, planned] }));
    });

    it('two edits of one field in one version', async () => {
      const id = await bench.admit('crm.Customer', '1', { name: 'A' });
      const edit = {
        canonicalId: id,
        field: 'name',
        before: undefined,
        after: 'A',
        linkId: null,
        rule: 'hub',
        version: 1,
      };
      const noted = (...edits: readonly (typeof edit)[]): Promise<null> =>
        bench.store.change([id], ([dossier]) => ({
          dossiers: dossier ? [{ ...dossier, due: !dossier.due }] : [],
          journal: { edits, conflicts: [], reviews: [] },
          answer: null,
        }));
      await expect(noted(edit, edit)).rejects.toThrow();
      await noted(edit);
      await expect(noted(edit)).rejects.toThrow();
      expect((await bench.dossier(id)).due).toBe(false);
      expect((await bench.all.books(id)).edits).toHaveLength(1);
    });
  });

  describe('the writes of a dossier', () => {
    it('are those that are open, in order of age', async () => {
      const id = await bench.admit('crm.Customer', '1', { name: 'A' });
      const create = await bench.reserve(id, 'erp.Customer');
      const linkId = (await bench.dossier(id)).links[0]?.id ?? '';
      const update = plannedWrite('crm.Customer', { linkId });
      await bench.change(id, (dossier) => ({ ...dossier, writes: [...dossier.writes, update] }));
      await bench.change(id, (dossier) => ({
        ...dossier,
        writes: dossier.writes.map((write) => ({ ...write, status: 'IN_DOUBT', attempts: 1 })),
      }));
      expect((await bench.dossier(id)).writes).toMatchObject([
        { id: create.id, status: 'IN_DOUBT', attempts: 1 },
        { id: update.id, status: 'IN_DOUBT', attempts: 1 },
      ]);
    });

    it.each(['CONFIRMED', 'SUPERSEDED', 'CANCELLED'] as const)('lose one that is %s', async (status) => {
      const id = await bench.admit('crm.Customer', '1', { name: 'A' });
      const linkId = (await bench.dossier(id)).links[0]?.id ?? '';
      await bench.change(id, (dossier) => ({ ...dossier, writes: [plannedWrite('crm.Customer', { linkId })] }));
      await bench.change(id, (dossier) => ({ ...dossier, writes: dossier.writes.map((one) => ({ ...one, status })) }));
      expect((await bench.dossier(id)).writes).toEqual([]);
    });

    it('keep the last refused one of each link', async () => {
      const id = await bench.admit('crm.Customer', '1', { name: 'A' });
      const linkId = (await bench.dossier(id)).links[0]?.id ?? '';
      for (const name of ['B', 'C']) {
        const write = plannedWrite('crm.Customer', { linkId, values: { name }, status: 'REFUSED', code: 'REJECTED' });
        await bench.change(id, (dossier) => ({ ...dossier, writes: [...dossier.writes, write] }));
      }
      expect((await bench.dossier(id)).writes).toMatchObject([{ values: { name: 'C' }, status: 'REFUSED' }]);
    });

    it('keep the last refused creation of each place, whose reservation may be gone', async () => {
      const id = await bench.admit('crm.Customer', '1', { name: 'A' });
      for (const name of ['B', 'C']) {
        const { id: writeId } = await bench.reserve(id, 'erp.Customer', { values: { name } });
        await bench.change(id, (dossier) => ({
          ...dossier,
          reservations: [],
          writes: dossier.writes.map((one) =>
            one.id === writeId ? { ...one, status: 'REFUSED', code: 'REJECTED' } : one,
          ),
        }));
      }
      expect((await bench.dossier(id)).reservations).toEqual([]);
      expect((await bench.dossier(id)).writes).toMatchObject([{ values: { name: 'C' }, status: 'REFUSED' }]);
    });
  });
}
