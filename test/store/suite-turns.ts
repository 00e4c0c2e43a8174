import { oneNumber, otherNumber, type Bench } from './support.js';

/** No two customers of the erp may bear one organisation number. */
export function turnsSuite(bench: Bench): void {
  const holders = (ids: readonly string[], number: string): Promise<string[] | null> =>
    bench.store.change(ids, (_, { holders: held }) => ({
      dossiers: [],
      answer: held('erp.Customer', 'organizationNumber', number)?.map(({ dossier }) => dossier.canonical.id) ?? null,
    }));

  /** A customer of the erp with one number, whose canonical record wants another. */
  async function wanting(externalId: string, wanted: string | null, borne: string | null): Promise<string> {
    const id = await bench.admit('erp.Customer', externalId, { title: 'A', orgNumber: borne });
    await bench.change(id, (dossier) => ({
      ...dossier,
      canonical: { ...dossier.canonical, version: 1, fields: { organizationNumber: wanted } },
      due: false,
    }));
    return id;
  }

  describe('a value that no two records may bear', () => {
    it('is found where another record bears it, however it is written there', async () => {
      const spaced = oneNumber.replace(/^(\d{3})/, '$1 ');
      const bearer = await wanting('1', null, spaced);
      const wants = await wanting('2', oneNumber, null);
      expect(await holders([wants], oneNumber)).toEqual([bearer]);
      await bench.see(bearer, await bench.sighting('erp.Customer', '1', { title: 'A', orgNumber: null }));
      expect(await holders([wants], oneNumber)).toEqual([]);
    });

    it('is found along who waits for whom, and back at who asks', async () => {
      const elder = await wanting('1', otherNumber, oneNumber);
      const younger = await wanting('2', oneNumber, otherNumber);
      expect(await holders([younger], oneNumber)).toEqual([elder]);
      expect(await holders([younger], otherNumber)).toEqual([younger]);
    });

    it('is not looked up before anybody wants it who is decided on, or who stands in the way of one', async () => {
      await wanting('1', null, oneNumber);
      const content = await wanting('2', otherNumber, otherNumber);
      expect(await holders([content], oneNumber)).toBeNull();
      expect(await holders([content], otherNumber)).toBeNull();
    });

    it('is not found where its link has ended', async () => {
      const bearer = await wanting('1', null, oneNumber);
      const wants = await wanting('2', oneNumber, null);
      await bench.change(bearer, (dossier) => ({ ...dossier, links: [] }));
      expect(await holders([wants], oneNumber)).toEqual([]);
    });
  });

  describe('who waits for another canonical record', () => {
    it('is looked at again at its time', async () => {
      const [bearer, wants] = [await wanting('1', null, oneNumber), await wanting('2', oneNumber, null)];
      const awaits = { from: [bearer], until: bench.now + 5000 };
      await bench.change(wants, (dossier) => ({ ...dossier, awaits }));
      expect((await bench.dossier(wants)).awaits).toEqual(awaits);
      expect(await bench.store.due(bench.now, 10)).toEqual([{ canonicalId: wants, at: awaits.until }]);
      expect(await bench.store.due(awaits.until, 10)).toEqual([{ canonicalId: wants, at: null }]);
    });

    it('is due as soon as that one changes, and at no other change', async () => {
      const [bearer, wants] = [await wanting('1', null, oneNumber), await wanting('2', oneNumber, null)];
      const other = await wanting('3', null, otherNumber);
      const awaits = { from: [bearer], until: bench.now + 5000 };
      await bench.change(wants, (dossier) => ({ ...dossier, awaits }));
      const seen = async (id: string, externalId: string): Promise<void> =>
        bench.see(id, await bench.sighting('erp.Customer', externalId, { title: 'B', orgNumber: null }));
      await seen(other, '3');
      expect(await bench.dossier(wants)).toMatchObject({ due: false, awaits });
      await seen(bearer, '1');
      expect((await bench.dossier(wants)).due).toBe(true);
      expect(await bench.store.due(bench.now, 10)).toEqual([{ canonicalId: wants, at: null }]);
    });

    it('is due when that one becomes part of another', async () => {
      const [bearer, wants] = [await wanting('1', null, oneNumber), await wanting('2', oneNumber, null)];
      const survivor = await bench.admit('crm.Customer', '1', { name: 'A' });
      await bench.change(wants, (dossier) => ({ ...dossier, awaits: { from: [bearer], until: bench.now + 5000 } }));
      await bench.join(survivor, bearer);
      expect((await bench.dossier(wants)).due).toBe(true);
    });
  });
}
