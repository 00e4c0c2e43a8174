import { decideMatches, type Candidate, type Identity, type MatchPair } from '../../shared/sync/match.js';

/** A record named `kunde-1`; its canonical record is `c:kunde-1` unless said otherwise. */
function record(name: string, canonicalId = `c:${name}`): Candidate {
  const slots = {
    kunde: 'tb.Kunde',
    avd: 'tb.Avdeling',
    pms: 'pms.Customer',
    shop: 'shop.Customer',
    erp: 'erp.Customer',
  };
  const slot = slots[name.split('-')[0] as keyof typeof slots];
  return { recordId: name, canonicalId, slot };
}

function pair(left: string | Candidate, right: string | Candidate, more: Partial<MatchPair> = {}): MatchPair {
  const sides = {
    left: typeof left === 'string' ? record(left) : left,
    right: typeof right === 'string' ? record(right) : right,
  };
  const dataflowId = `${sides.left.slot}-${sides.right.slot}`;
  return { dataflowId, rule: 0, inOrder: true, leftCount: 1, rightCount: 1, ...sides, ...more };
}

type Known = Readonly<Record<string, Partial<Identity>>>;

/** Joins as `survivor<loser`, reviews as `left/right reason`. Records are as old as they first appear in the pairs. */
function decided(pairs: readonly MatchPair[], known: Known = {}, excluded: readonly string[] = []) {
  const members = pairs.flatMap(({ left, right }) => [left, right]);
  const identities = new Map<string, Identity>();
  for (const { canonicalId, slot } of members) {
    const slots = new Set([...(identities.get(canonicalId)?.slots ?? []), slot]);
    const seq = identities.get(canonicalId)?.seq ?? identities.size;
    identities.set(canonicalId, {
      canonicalId,
      seq,
      kind: null,
      numbers: new Map(),
      claimedBy: new Set(),
      slots,
      ...known[canonicalId],
    });
  }
  const isExcluded = (a: Candidate, b: Candidate): boolean => excluded.includes(`${a.recordId}/${b.recordId}`);
  const { joins, reviews } = decideMatches({ pairs, identities, isExcluded });
  return {
    joins: joins.map(({ survivor, loser }) => `${survivor}<${loser}`),
    reviews: reviews.map(({ pair: { left, right }, reason }) => `${left.recordId}/${right.recordId} ${reason}`),
  };
}

const nothing = { joins: [], reviews: [] };

describe('a match', () => {
  test('that is unique on both sides joins, and the older canonical record survives', () => {
    expect(decided([pair('kunde-1', 'pms-1')])).toEqual({ joins: ['c:kunde-1<c:pms-1'], reviews: [] });
    expect(decided([pair('kunde-1', 'pms-1')], { 'c:kunde-1': { seq: 9 } }).joins).toEqual(['c:pms-1<c:kunde-1']);
  });

  test('of records already linked says nothing', () => {
    expect(decided([pair(record('kunde-1', 'c'), record('pms-1', 'c'))])).toEqual(nothing);
  });

  test('under two rules joins once', () => {
    const both = [pair('kunde-1', 'pms-1', { inOrder: false }), pair('kunde-1', 'pms-1', { inOrder: false, rule: 1 })];
    expect(decided(both)).toEqual({ joins: ['c:kunde-1<c:pms-1'], reviews: [] });
  });

  test('that a person forbade is never made', () => {
    expect(decided([pair('kunde-1', 'pms-1')], {}, ['kunde-1/pms-1'])).toEqual({
      joins: [],
      reviews: ['kunde-1/pms-1 EXCLUDED'],
    });
  });
});

describe('a match that is not unique goes to a person', () => {
  test('where two records on the right carry the key', () => {
    const pairs = [pair('kunde-1', 'pms-1', { rightCount: 2 }), pair('kunde-1', 'pms-2', { rightCount: 2 })];
    expect(decided(pairs)).toEqual({ joins: [], reviews: ['kunde-1/pms-1 AMBIGUOUS', 'kunde-1/pms-2 AMBIGUOUS'] });
  });

  test('though only one of them is put forward', () => {
    expect(decided([pair('kunde-1', 'pms-1', { rightCount: 2 })]).reviews).toEqual(['kunde-1/pms-1 AMBIGUOUS']);
    expect(decided([pair('kunde-1', 'pms-1', { leftCount: 2 })]).reviews).toEqual(['kunde-1/pms-1 AMBIGUOUS']);
  });

  test('where two records on the left do', () => {
    const pairs = [pair('kunde-1', 'pms-1', { leftCount: 2 }), pair('kunde-2', 'pms-1', { leftCount: 2 })];
    expect(decided(pairs).joins).toEqual([]);
  });

  test('even where the other bearer of the key is linked already', () => {
    const pairs = [
      pair(record('kunde-1', 'c'), record('pms-1', 'c'), { rightCount: 2 }),
      pair(record('kunde-1', 'c'), 'pms-2', { rightCount: 2 }),
    ];
    expect(decided(pairs)).toEqual({ joins: [], reviews: ['kunde-1/pms-2 AMBIGUOUS'] });
  });

  test('where two rules of one dataflow point at different records', () => {
    const pairs = [pair('kunde-1', 'pms-1', { inOrder: false }), pair('kunde-1', 'pms-2', { inOrder: false, rule: 1 })];
    expect(decided(pairs)).toEqual({ joins: [], reviews: ['kunde-1/pms-1 AMBIGUOUS', 'kunde-1/pms-2 AMBIGUOUS'] });
  });

  test('where a department and a customer both claim the record', () => {
    expect(decided([pair('avd-1', 'pms-1'), pair('kunde-1', 'pms-1')])).toEqual({
      ...{ joins: [], reviews: ['avd-1/pms-1 CLAIMED', 'kunde-1/pms-1 CLAIMED'] },
    });
  });

  test('though a record may match one in each of two systems, and two entity types on the right', () => {
    const contact = { ...record('pms-2'), slot: 'pms.Contact' };
    expect(decided([pair('kunde-1', 'pms-1'), pair('kunde-1', 'shop-1'), pair('kunde-1', contact)]).joins).toEqual([
      ...['c:kunde-1<c:pms-1', 'c:kunde-1<c:shop-1', 'c:kunde-1<c:pms-2'],
    ]);
  });
});

describe('a match is contradicted', () => {
  const numbers = (value: string) => ({ numbers: new Map([['=organizationNumber', value]]) });

  test('by two different identifying numbers', () => {
    const known = { 'c:kunde-1': numbers('a'), 'c:pms-1': numbers('b') };
    expect(decided([pair('kunde-1', 'pms-1')], known)).toEqual({ joins: [], reviews: ['kunde-1/pms-1 CONTRADICTION'] });
  });

  test('not by equal ones, nor by one that only one side has', () => {
    expect(
      decided([pair('kunde-1', 'pms-1')], { 'c:kunde-1': numbers('a'), 'c:pms-1': numbers('a') }).joins,
    ).toHaveLength(1);
    expect(decided([pair('kunde-1', 'pms-1')], { 'c:kunde-1': numbers('a') }).joins).toHaveLength(1);
  });

  test('by a number that came in with an earlier join', () => {
    const known = { 'c:erp-1': numbers('a'), 'c:pms-1': numbers('b') };
    expect(decided([pair('erp-1', 'kunde-1'), pair('kunde-1', 'pms-1')], known)).toEqual({
      ...{ joins: ['c:erp-1<c:kunde-1'], reviews: ['kunde-1/pms-1 CONTRADICTION'] },
    });
  });

  test('by one side being a customer and the other a department', () => {
    const known: Known = { 'c:kunde-1': { kind: 'CUSTOMER' }, 'c:pms-1': { kind: 'DEPARTMENT' } };
    expect(decided([pair('kunde-1', 'pms-1')], known).reviews).toEqual(['kunde-1/pms-1 CLAIMED']);
  });

  test('by a slot that is taken on both sides, be it by a tombstone', () => {
    const known = { 'c:kunde-1': { slots: new Set(['tb.Kunde', 'pms.Customer']) } };
    expect(decided([pair('kunde-1', 'pms-1')], known)).toEqual({ joins: [], reviews: ['kunde-1/pms-1 SLOT_TAKEN'] });
  });

  test('by a slot that an earlier join filled', () => {
    const withShop = { 'c:pms-1': { slots: new Set(['pms.Customer', 'shop.Customer']) } };
    expect(decided([pair('kunde-1', 'pms-1'), pair('kunde-1', 'shop-1')], withShop)).toEqual({
      ...{ joins: ['c:kunde-1<c:pms-1'], reviews: ['kunde-1/shop-1 SLOT_TAKEN'] },
    });
  });
});

describe('default rules are alternatives', () => {
  test('a later one is not asked where an earlier one found something', () => {
    const pairs = [
      pair('kunde-1', 'pms-1'),
      pair('kunde-1', 'pms-2', { rule: 1 }),
      pair('kunde-2', 'pms-1', { rule: 1 }),
    ];
    expect(decided(pairs)).toEqual({ joins: ['c:kunde-1<c:pms-1'], reviews: [] });
  });

  test('a later one counts where no earlier one found anything', () => {
    expect(decided([pair('kunde-1', 'pms-1'), pair('kunde-2', 'pms-2', { rule: 1 })]).joins).toHaveLength(2);
  });

  test('of another dataflow it counts all the same', () => {
    expect(decided([pair('kunde-1', 'pms-1'), pair('kunde-1', 'shop-1', { rule: 1 })]).joins).toHaveLength(2);
  });

  test('but not the listed ones: any one of them is enough', () => {
    const pairs = [pair('kunde-1', 'pms-1', { inOrder: false }), pair('kunde-2', 'pms-2', { inOrder: false, rule: 1 })];
    expect(decided(pairs).joins).toHaveLength(2);
  });
});

describe('a chain of matches', () => {
  test('becomes one canonical record: the oldest', () => {
    const pairs = [pair('erp-1', 'kunde-1'), pair('kunde-1', 'pms-1'), pair('kunde-1', 'shop-1')];
    expect(decided(pairs, { 'c:shop-1': { seq: -1 } }).joins).toEqual([
      ...['c:erp-1<c:kunde-1', 'c:erp-1<c:pms-1', 'c:shop-1<c:erp-1'],
    ]);
  });

  test('that closes into a circle joins no record to itself', () => {
    const circle = [pair('erp-1', 'kunde-1'), pair('kunde-1', 'pms-1'), pair('erp-1', 'pms-1')];
    expect(decided(circle)).toEqual({ joins: ['c:erp-1<c:kunde-1', 'c:erp-1<c:pms-1'], reviews: [] });
  });

  test('is never drawn through two records of one entity type', () => {
    const shared = [pair('kunde-1', 'pms-1'), pair('erp-1', 'pms-1'), pair('erp-1', 'kunde-2')];
    expect(decided(shared)).toEqual({
      ...{ joins: ['c:kunde-1<c:pms-1', 'c:kunde-1<c:erp-1'], reviews: ['erp-1/kunde-2 SLOT_TAKEN'] },
    });
  });

  test('fails loudly where a canonical record is not known', () => {
    const evidence = { pairs: [pair('kunde-1', 'pms-1')], identities: new Map(), isExcluded: () => false };
    expect(() => decideMatches(evidence)).toThrow('c:kunde-1');
  });
});
