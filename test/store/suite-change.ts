import { randomUUID } from 'node:crypto';
import type { Dossier } from '../../shared/sync/dossier.js';
import { plannedWrite, reservationFor, type Bench } from './support.js';

/** A dossier with something in every corner. */
function grown(dossier: Dossier): Dossier {
  const [link, ...more] = dossier.links;
  if (!link || more.length > 0) throw new RangeError('one link was expected');
  const made = { linkId: link.id, slot: 'crm.Customer', after: 10, until: 20 };
  const create = plannedWrite('erp.Customer', { kind: 'CREATE', externalRef: 'crm.Customer:1', externalId: '9' });
  const update = plannedWrite('crm.Customer', {
    ...{ linkId: link.id, status: 'SENDING', values: { name: 'Ask', email: null }, expect: { name: 'As' } },
    ...{ causes: { name: 2, email: 3 }, sentVersion: 'v1', attempts: 2, lookUps: 1, notBefore: 1_700_000_000_001 },
    ...{ firstSentAt: 1_700_000_000_002, leaseUntil: 1_700_000_000_003, code: 'UNAVAILABLE', message: 'It is away.' },
    ...{ doubtedAt: 1_700_000_000_005, toldAt: 1_700_000_000_006 },
  });
  return {
    ...dossier,
    canonical: {
      ...{ ...dossier.canonical, kind: 'DEPARTMENT', version: 3, fields: { name: 'Ask', email: null } },
      provenance: { name: { ...made, edited: true, version: 2, earlier: ['As', null], returnedAt: [5] } },
      frozen: ['email'],
    },
    due: false,
    links: [
      {
        ...{ ...link, state: 'PAUSED', missedAt: 1_700_000_000_004 },
        bases: {
          name: { c: 'Ask', m: 'As', pending: true },
          email: { m: null },
          organizationNumber: { c: null, m: null },
        },
        effort: { name: { sentAt: [1, 2], ineffective: 1 } },
      },
    ],
    reservations: [reservationFor(create)],
    tombstones: ['erp.Project'],
    writes: [update, create],
  };
}

export function changeSuite(bench: Bench): void {
  describe('a change', () => {
    it('gives the dossier of a record that was just admitted', async () => {
      const wire = { name: 'Ask', email: null };
      const id = await bench.admit('crm.Customer', '1', wire);
      const [dossier] = await bench.store.read([id]);
      const canonical = { id, type: 'Customer', kind: null, version: 0, fields: {}, provenance: {}, frozen: [] };
      expect(dossier).toMatchObject({ canonical, due: true, retired: false, reservations: [], former: [], writes: [] });
      expect(dossier).toMatchObject({ tombstones: [], reviewed: [] });
      expect(dossier?.links).toHaveLength(1);
      expect(dossier?.links[0]).toMatchObject({
        ...{ state: 'ACTIVE', system: 'crm', entityType: 'Customer', externalId: '1', origin: 'FIRST', rule: null },
        ...{ rank: 0, observed: { name: 'Ask', email: null, organizationNumber: undefined }, version: null },
        ...{ previouslyObservedAt: 0, observedAt: bench.now, bases: {}, missedAt: null, effort: {}, inDoubt: false },
      });
      expect(dossier?.links[0]).not.toHaveProperty('wire');
      expect(dossier?.links[0]?.recordId).not.toBe('');
    });

    it('stores everything that a dossier holds', async () => {
      const id = await bench.admit('crm.Customer', '1', { name: 'As' });
      const wanted = grown(await bench.dossier(id));
      await bench.change(id, () => wanted);
      const links = wanted.links.map((link) => ({ ...link, inDoubt: true }));
      expect(await bench.dossier(id)).toEqual({ ...wanted, links });
    });

    it('answers what the decision answers', async () => {
      const id = await bench.admit('crm.Customer', '1', { name: 'As' });
      const answer = await bench.store.change([id], ([dossier]) => ({ dossiers: [], answer: dossier?.canonical.type }));
      expect(answer).toBe('Customer');
    });

    it('leaves alone what the decision does not give back', async () => {
      const id = await bench.admit('crm.Customer', '1', { name: 'As' });
      const before = await bench.dossier(id);
      await bench.store.change([id], () => ({ dossiers: [], answer: null }));
      await bench.store.change([id], (dossiers) => ({ dossiers, answer: null }));
      expect(await bench.dossier(id)).toEqual(before);
    });

    it('gives each canonical record once, and leaves out ids that it does not know', async () => {
      const [a, b] = [
        await bench.admit('crm.Customer', '1', { name: 'A' }),
        await bench.admit('crm.Customer', '2', { name: 'B' }),
      ];
      const ids = await bench.store.change([b, a, randomUUID(), b], (dossiers) => ({
        dossiers: [],
        answer: dossiers.map(({ canonical }) => canonical.id),
      }));
      expect([...ids].sort()).toEqual([a, b].sort());
    });

    it('gives a retired record', async () => {
      const id = await bench.admit('crm.Customer', '1', { name: 'A' });
      await bench.change(id, (dossier) => ({ ...dossier, links: [], retired: true, due: false }));
      expect(await bench.dossier(id)).toMatchObject({ retired: true, due: false, links: [] });
    });

    it('stores nothing when the decision throws', async () => {
      const id = await bench.admit('crm.Customer', '1', { name: 'A' });
      const before = await bench.dossier(id);
      const thrown = new Error('no decision');
      const change = bench.store.change([id], () => {
        throw thrown;
      });
      await expect(change).rejects.toBe(thrown);
      expect(await bench.dossier(id)).toEqual(before);
    });

    it('calls the decision once per success', async () => {
      const id = await bench.admit('crm.Customer', '1', { name: 'A' });
      let calls = 0;
      await bench.change(id, (dossier) => {
        calls += 1;
        return { ...dossier, due: false };
      });
      expect(calls).toBe(1);
    });

    it('comes after every other change of the same record that began before it', async () => {
      const id = await bench.admit('crm.Customer', '1', { name: 'A' });
      const raise = (dossier: Dossier): Dossier => ({
        ...dossier,
        canonical: { ...dossier.canonical, version: dossier.canonical.version + 1 },
      });
      await Promise.all(Array.from({ length: 12 }, () => bench.change(id, raise)));
      expect((await bench.dossier(id)).canonical.version).toBe(12);
    });

    it('of many records in any order stands in nobody’s way for ever', async () => {
      const ids = await Promise.all(
        ['1', '2', '3', '4'].map((externalId) => bench.admit('crm.Customer', externalId, { name: externalId })),
      );
      const raiseAll = (some: readonly string[]): Promise<null> =>
        bench.store.change(some, (dossiers) => ({
          dossiers: dossiers.map((one) => ({
            ...one,
            canonical: { ...one.canonical, version: one.canonical.version + 1 },
          })),
          answer: null,
        }));
      await Promise.all([...Array(6).keys()].map((turn) => raiseAll(turn % 2 === 0 ? ids : [...ids].reverse())));
      const versions = (await bench.store.read(ids)).map(({ canonical }) => canonical.version);
      expect(versions).toEqual([6, 6, 6, 6]);
    });

    it('writes its notes into the books, in order', async () => {
      const id = await bench.admit('crm.Customer', '1', { name: 'A' });
      const linkId = (await bench.dossier(id)).links[0]?.id ?? null;
      const edit = { canonicalId: id, field: 'name', before: undefined, after: 'A', linkId, rule: 'first', version: 1 };
      const later = { ...edit, before: 'A', after: null, linkId: null, rule: 'hub', version: 2 };
      const conflict = { canonicalId: id, field: 'name', winner: 'A', loser: null, rule: 'latest', review: true };
      const gone = { kind: 'GONE', canonicalId: id, place: 'crm.Customer', field: null, message: 'Away.' } as const;
      const journal = {
        edits: [edit, later],
        conflicts: [{ ...conflict, loserLinkId: linkId }],
        reviews: [{ ...gone, open: true }],
      };
      await bench.store.change([id], (dossiers) => ({ dossiers, journal, answer: null }));
      const books = await bench.all.books(id);
      expect(books.edits.map(({ after, version, linkId: by }) => [after, version, by])).toEqual([
        ['A', 1, linkId],
        [null, 2, null],
      ]);
      expect(books.conflicts).toEqual([expect.objectContaining({ ...conflict, loserLinkId: linkId })]);
      expect(books.reviews).toEqual([expect.objectContaining({ ...gone, open: true })]);
    });

    it('puts an open matter before a person once', async () => {
      const id = await bench.admit('crm.Customer', '1', { name: 'A' });
      const matter = {
        kind: 'NOT_WRITABLE',
        canonicalId: id,
        place: 'crm.Customer',
        field: 'name',
        open: true,
      } as const;
      const journal = { edits: [], conflicts: [], reviews: [{ ...matter, message: 'It stays.' }] };
      for (const _ of [1, 2]) await bench.store.change([id], (dossiers) => ({ dossiers, journal, answer: null }));
      expect((await bench.all.books(id)).reviews).toHaveLength(1);
    });
  });
}
