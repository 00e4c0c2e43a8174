import { randomUUID } from 'node:crypto';
import type { MatchEvidence, MatchPair } from '../../shared/sync/match.js';
import type { MatchScope } from '../../subgraphs/hub/sync/store.js';
import { customerFlow, everyone, oneNumber, otherNumber, projectFlow, type Bench } from './support.js';

export function matchesSuite(bench: Bench): void {
  async function evidence({ type = 'Customer', only = null, near }: Partial<MatchScope> = {}): Promise<MatchEvidence> {
    return bench.store.evidence({ type, only, near: near ?? (await everyone(bench.store, type)) });
  }

  const crm = (externalId: string, wire: Record<string, string>): Promise<string> =>
    bench.admit('crm.Customer', externalId, wire);
  const erp = (externalId: string, wire: Record<string, string>): Promise<string> =>
    bench.admit('erp.Customer', externalId, wire);

  const ends = (pairs: readonly MatchPair[]): string[][] =>
    pairs.map(({ left, right }) => [left.canonicalId, right.canonicalId]);

  describe('the evidence for matches', () => {
    it('is each pair of records with an equal key, and what must not be mixed up', async () => {
      const [a, b] = [await crm('1', { orgNo: oneNumber }), await erp('5', { orgNumber: oneNumber })];
      await erp('6', { orgNumber: otherNumber });
      const { pairs, identities } = await evidence();
      const left = { recordId: await bench.recordId(a), canonicalId: a, slot: 'crm.Customer' };
      const right = { recordId: await bench.recordId(b), canonicalId: b, slot: 'erp.Customer' };
      const rule = { dataflowId: customerFlow, rule: 1, inOrder: true };
      expect(pairs).toEqual([{ ...rule, left, right, leftCount: 1, rightCount: 1 }]);
      const [one, other] = [identities.get(a), identities.get(b)];
      expect(one).toMatchObject({ canonicalId: a, kind: null, slots: new Set(['crm.Customer']) });
      expect(one?.seq).toBeLessThan(other?.seq ?? 0);
      expect(one?.numbers.get('organizationNumber')).toBeDefined();
      expect(one?.numbers).toEqual(other?.numbers);
    });

    it('knows of records that bear two numbers the one that its youngest link brought', async () => {
      const [a, b] = [await crm('1', { orgNo: oneNumber }), await erp('5', { orgNumber: otherNumber, mail: 'a@a.no' })];
      const c = await crm('2', { orgNo: otherNumber, email: 'a@a.no' });
      await bench.join(a, b);
      const missed = { missedAt: bench.now };
      await bench.change(a, (one) => ({
        ...one,
        links: one.links.map((link, at) => (at ? link : { ...link, ...missed })),
      }));
      const { identities } = await evidence();
      const [number, like] = [a, c].map((id) => identities.get(id)?.numbers.get('organizationNumber'));
      expect(like).toBeDefined();
      expect(number).toBe(like);
    });

    it('counts a reservation and a tombstone among the places that a record holds', async () => {
      const a = await crm('1', { orgNo: oneNumber, email: 'a@a.no' });
      await erp('5', { orgNumber: otherNumber, mail: 'a@a.no' });
      await bench.reserve(a, 'erp.Customer');
      await bench.change(a, (dossier) => ({ ...dossier, tombstones: ['erp.Project'] }));
      const { identities, pairs } = await evidence();
      expect(identities.get(a)?.slots).toEqual(new Set(['crm.Customer', 'erp.Customer', 'erp.Project']));
      const [left, right] = ends(pairs)[0]?.map((id) => identities.get(id)?.numbers.get('organizationNumber')) ?? [];
      expect(left).not.toBe(right);
    });

    it('tells how many records of each side bear the key', async () => {
      const a = await crm('1', { email: 'post@a.no' });
      const [b, c] = [await erp('5', { mail: 'post@a.no' }), await erp('6', { mail: 'Post@A.no' })];
      const { pairs } = await evidence();
      expect(ends(pairs)).toEqual([
        [a, b],
        [a, c],
      ]);
      expect(pairs).toMatchObject([
        { rule: 2, leftCount: 1, rightCount: 2 },
        { rule: 2, leftCount: 1, rightCount: 2 },
      ]);
    });

    it('names nobody by a key that more than twenty records bear', async () => {
      await crm('1', { email: 'post@a.no' });
      for (let id = 1; id <= 20; id += 1) await erp(String(id), { mail: 'post@a.no' });
      expect((await evidence()).pairs).toHaveLength(20);
      await erp('21', { mail: 'post@a.no' });
      expect((await evidence()).pairs).toEqual([]);
    });

    it('comes in the order of rules and of records', async () => {
      const b = await erp('5', { orgNumber: oneNumber, mail: 'a@a.no' });
      const [a, c] = [
        await crm('1', { orgNo: oneNumber, email: 'a@a.no' }),
        await crm('2', { orgNo: oneNumber, email: 'a@a.no' }),
      ];
      const { pairs } = await evidence();
      expect(pairs.map(({ rule }) => rule)).toEqual([1, 1, 2, 2]);
      expect(ends(pairs)).toEqual([
        [a, b],
        [c, b],
        [a, b],
        [c, b],
      ]);
    });

    it('comes in the order of the left records, whatever their keys', async () => {
      const [b, d] = [await erp('5', { mail: 'b@a.no' }), await erp('6', { mail: 'd@a.no' })];
      const [c, a] = [await crm('1', { email: 'd@a.no' }), await crm('2', { email: 'b@a.no' })];
      const wanted = [
        [c, d],
        [a, b],
      ];
      expect(ends((await evidence()).pairs)).toEqual(wanted);
    });

    it('shows linked records only as rivals of those that are not', async () => {
      const [a, b] = [await crm('1', { orgNo: oneNumber }), await erp('5', { orgNumber: oneNumber })];
      await bench.join(a, b);
      expect((await evidence()).pairs).toEqual([]);
      const c = await erp('6', { orgNumber: oneNumber });
      expect(ends((await evidence()).pairs)).toEqual([
        [a, a],
        [a, c],
      ]);
    });

    it('takes in only the dataflows and the type that were asked for', async () => {
      await crm('1', { orgNo: oneNumber });
      await erp('5', { orgNumber: oneNumber });
      expect((await evidence({ only: [customerFlow] })).pairs).toHaveLength(1);
      expect((await evidence({ only: [projectFlow] })).pairs).toEqual([]);
      expect((await evidence({ type: 'Project' })).pairs).toEqual([]);
    });

    it('near a record is its matches and what competes with them', async () => {
      const [a, b] = [await crm('1', { orgNo: oneNumber }), await erp('5', { orgNumber: oneNumber, mail: 'c@c.no' })];
      const c = await crm('2', { email: 'c@c.no' });
      await crm('3', { orgNo: otherNumber });
      await erp('7', { orgNumber: otherNumber });
      expect(ends((await evidence({ near: [a] })).pairs)).toEqual([
        [a, b],
        [c, b],
      ]);
      expect((await evidence()).pairs).toHaveLength(3);
      expect((await evidence({ near: [] })).pairs).toEqual([]);
    });

    it('follows what the records hold', async () => {
      const [a] = [await crm('1', { orgNo: oneNumber }), await erp('5', { orgNumber: oneNumber })];
      bench.now += 1000;
      const sighting = await bench.sighting('crm.Customer', '1', { orgNo: otherNumber });
      await bench.see(a, sighting);
      expect((await evidence()).pairs).toEqual([]);
    });

    it('is not borne by records that are gone or paused', async () => {
      const [a, b] = [await crm('1', { orgNo: oneNumber }), await erp('5', { orgNumber: oneNumber })];
      const paused = (state: 'ACTIVE' | 'PAUSED') =>
        bench.change(a, (one) => ({ ...one, links: one.links.map((link) => ({ ...link, state })) }));
      await paused('PAUSED');
      expect((await evidence()).pairs).toEqual([]);
      await paused('ACTIVE');
      expect((await evidence()).pairs).toHaveLength(1);
      await bench.change(b, (one) => ({ ...one, links: [], retired: true, tombstones: ['erp.Customer'] }));
      expect((await evidence()).pairs).toEqual([]);
    });

    it('is the reference that the hub stamps', async () => {
      const [a, b] = [await crm('1', { name: 'A' }), await erp('5', { title: 'B', ref: 'crm.Customer:1' })];
      const { pairs } = await evidence();
      expect(pairs).toMatchObject([{ rule: 0, left: { canonicalId: a }, right: { canonicalId: b } }]);
    });

    it('rests on other records’ links as they are when it is renewed', async () => {
      const [a, b] = [await crm('1', { name: 'A' }), await erp('5', { title: 'A' })];
      const left = await bench.admit('crm.Project', '7', { name: 'Bridge', customerId: '1' });
      const right = await bench.admit('erp.Project', '8', { title: 'Bridge', customerNo: '5' });
      expect((await evidence({ type: 'Project' })).pairs).toEqual([]);
      await bench.join(a, b);
      await bench.store.renewReferenceKeys('Project');
      expect(ends((await evidence({ type: 'Project' })).pairs)).toEqual([[left, right]]);
    });

    it('knows which records a person said are two things, by every member of the two', async () => {
      const [a, b] = [await crm('1', { orgNo: oneNumber }), await erp('5', { orgNumber: oneNumber })];
      const c = await crm('2', { orgNo: oneNumber });
      await bench.all.exclude(await bench.recordId(b), await bench.recordId(a));
      const { pairs, isExcluded } = await evidence();
      expect(ends(pairs)).toEqual([
        [a, b],
        [c, b],
      ]);
      expect(pairs.map(({ left, right }) => isExcluded(left, right))).toEqual([true, false]);
      const member = await bench.admit('erp.Project', '9', { title: 'A' });
      await bench.join(c, member);
      await bench.all.exclude((await bench.dossier(c)).links[1]?.recordId ?? '', await bench.recordId(b));
      const later = await evidence();
      expect(later.pairs.map(({ left, right }) => later.isExcluded(left, right))).toEqual([true, true]);
      expect(later.pairs.map(({ left, right }) => later.isExcluded(right, left))).toEqual([true, true]);
    });
  });

  describe('a pair put before a person', () => {
    async function putBefore(times: number): Promise<readonly [a: string, b: string]> {
      const [a, b] = [await crm('1', { orgNo: oneNumber }), await erp('5', { orgNumber: oneNumber })];
      const { pairs } = await evidence();
      const reviews = pairs.map((pair) => ({ pair, reason: 'AMBIGUOUS' as const }));
      for (let time = 0; time < times; time += 1)
        await bench.store.change([], () => ({ dossiers: [], reviews, answer: null }));
      return [a, b];
    }

    it.each([1, 2])('%d times holds the place on either side', async (times) => {
      const [a, b] = await putBefore(times);
      expect((await bench.dossier(a)).reviewed).toEqual(['erp.Customer']);
      expect((await bench.dossier(b)).reviewed).toEqual(['crm.Customer']);
    });

    it('holds nothing any more when the two are one', async () => {
      const [a, b] = await putBefore(1);
      await bench.join(a, b);
      expect((await bench.dossier(a)).reviewed).toEqual([]);
    });

    it('is not put when the decision is not stored', async () => {
      const [a] = [await crm('1', { orgNo: oneNumber }), await erp('5', { orgNumber: oneNumber })];
      const { pairs } = await evidence();
      const change = bench.store.change([a], ([dossier]) => ({
        dossiers: dossier
          ? [{ ...dossier, links: dossier.links.flatMap((link) => [link, { ...link, id: randomUUID() }]) }]
          : [],
        reviews: pairs.map((pair) => ({ pair, reason: 'AMBIGUOUS' as const })),
        answer: null,
      }));
      await expect(change).rejects.toThrow();
      expect((await bench.dossier(a)).reviewed).toEqual([]);
    });
  });
}
