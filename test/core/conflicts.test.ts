import { merge } from '../../shared/sync/merge.js';
import { planUpdates } from '../../shared/sync/plan.js';
import type { ConflictPolicy, LinkState, Provenance } from '../../shared/sync/state.js';
import { canonical, link, made, policy, withBases, type System, type Values } from './support.js';

const agreed = { name: 'A' };
const edit = (system: System, name: string | null, between: readonly [number, number] = [100, 200]) =>
  link(system, { name }, { agreed, between });

function outcome(
  links: readonly LinkState[],
  before: Values = agreed,
  provenance: Record<string, Provenance> = {},
  rules = policy,
) {
  const { canonical: after, conflicts } = merge(canonical(before, { provenance }), links, rules);
  return [
    after.fields['name'],
    conflicts.map(({ winner, loser, loserLinkId, rule }) => [winner, loser, loserLinkId, rule]),
  ];
}

describe('two systems changed a field to different values', () => {
  test('the one surely made later wins, whatever the order of systems', () => {
    expect(outcome([edit('crm', 'B', [100, 200]), edit('ledger', 'C', [200, 300])])).toEqual([
      ...['C', [['C', 'B', 'crm-link', 'latest']]],
    ]);
  });

  test('where their times overlap, the first system in order wins', () => {
    expect(outcome([edit('ledger', 'C', [150, 300]), edit('crm', 'B', [100, 200])])).toEqual([
      ...['B', [['B', 'C', 'ledger-link', 'order']]],
    ]);
  });

  test('where they were seen at one and the same moment, likewise', () => {
    const links = [edit('ledger', 'C', [200, 200]), edit('crm', 'B', [200, 200])];
    expect([outcome(links), outcome([...links].reverse())].map(([name]) => name)).toEqual(['B', 'B']);
  });

  test('a clear can win and can lose like any value', () => {
    expect(outcome([edit('crm', 'B', [100, 200]), edit('ledger', null, [200, 300])])[0]).toBeNull();
    expect(outcome([edit('crm', 'B', [100, 300]), edit('ledger', null, [200, 300])])).toEqual([
      'B',
      [['B', null, 'ledger-link', 'order']],
    ]);
  });

  test('of three, every loser is kept, and two that agree lose once each', () => {
    const links = [edit('crm', 'B', [100, 200]), edit('shop', 'B', [100, 200]), edit('ledger', 'C', [200, 300])];
    expect(outcome(links)).toEqual([
      'C',
      [
        ['C', 'B', 'crm-link', 'latest'],
        ['C', 'B', 'shop-link', 'latest'],
      ],
    ]);
  });

  test('of three whose times overlap in a circle, the order of arrival is irrelevant', () => {
    const [early, between, late] = [
      edit('crm', 'B', [0, 20]),
      edit('shop', 'C', [10, 40]),
      edit('ledger', 'D', [30, 50]),
    ] as const;
    const orders = [
      [early, between, late],
      [late, between, early],
      [between, early, late],
      [between, late, early],
      [early, late, between],
      [late, early, between],
    ];
    expect(orders.map((links) => outcome(links)[0])).toEqual(Array(6).fill('C'));
  });

  test('the loser is written over with the winner, and is no edit the next time', () => {
    const links = [edit('crm', 'B', [100, 200]), edit('ledger', 'C', [200, 300])];
    const first = merge(canonical(agreed), links, policy);
    const settled = withBases(links, first.bases);
    const second = merge(first.canonical, settled, policy);
    expect([second.edits, second.conflicts]).toEqual([[], []]);
    expect(planUpdates(second.canonical, withBases(settled, second.bases), () => 'there')).toEqual([
      { linkId: 'crm-link', values: { name: 'C' }, expect: { name: 'B' } },
    ]);
  });
});

describe('an edit made without knowing the canonical value', () => {
  test('loses to a value that was surely made later', () => {
    const current = { name: made('shop', 200, 300) };
    expect(outcome([edit('crm', 'B', [100, 200])], { name: 'C' }, current)).toEqual([
      'C',
      [['C', 'B', 'crm-link', 'latest']],
    ]);
  });

  test('wins over an older one, which is kept as lost', () => {
    const current = { name: made('shop', 50, 100) };
    expect(outcome([edit('crm', 'B', [100, 200])], { name: 'C' }, current)).toEqual([
      'B',
      [['B', 'C', 'shop-link', 'latest']],
    ]);
  });

  test('loses to what a person set at the hub in the same span', () => {
    const current = { name: made(null, 150, 150) };
    expect(outcome([edit('crm', 'B', [100, 200])], { name: 'C' }, current)).toEqual([
      'C',
      [['C', 'B', 'crm-link', 'order']],
    ]);
  });

  test('does not take an edit made in knowledge of it down with it', () => {
    const informed = link('ledger', { name: 'D' }, { agreed: { name: 'C' }, between: [160, 260] });
    const current = { name: made(null, 150, 150) };
    expect(outcome([edit('crm', 'B', [100, 200]), informed], { name: 'C' }, current)).toEqual([
      ...['D', [['D', 'B', 'crm-link', 'edit']]],
    ]);
  });
});

describe('an owner of the field', () => {
  const owned: ConflictPolicy = { ...policy, owners: { 'Customer.name': ['ledger.Customer', 'shop.Customer'] } };

  test('wins a conflict although it is not the later', () => {
    expect(outcome([edit('crm', 'B', [200, 300]), edit('ledger', 'C', [100, 200])], agreed, {}, owned)).toEqual([
      ...['C', [['C', 'B', 'crm-link', 'owner']]],
    ]);
  });

  test('of two owners the first wins', () => {
    expect(outcome([edit('shop', 'B', [200, 300]), edit('ledger', 'C', [100, 200])], agreed, {}, owned)[0]).toBe('C');
  });

  test('has no say where nobody contests an edit', () => {
    expect(outcome([edit('crm', 'B'), link('ledger', agreed, { agreed })], agreed, {}, owned)).toEqual(['B', []]);
  });

  test('overwrites a value at first contact', () => {
    expect(outcome([link('ledger', { name: 'C' })], agreed, { name: made('crm', 0, 1) }, owned)).toEqual([
      ...['C', [['C', 'A', 'crm-link', 'initial']]],
    ]);
  });

  test('keeps its value against a first contact of another owner', () => {
    expect(outcome([link('shop', { name: 'C' })], agreed, { name: made('ledger', 0, 1) }, owned)[0]).toBe('A');
  });
});

describe('a critical field', () => {
  const first = '974760673';
  const second = '987654325';
  const number = (organizationNumber: string | null) => ({ organizationNumber });
  const both = [
    link('crm', number('111'), { agreed: number(first) }),
    link('ledger', number(second), { agreed: number(first) }),
  ];

  test('in conflict keeps its value, freezes and goes to a person with every proposal', () => {
    const { canonical: after, conflicts, edits } = merge(canonical(number(first)), both, policy);
    expect([after.fields, after.frozen, edits]).toEqual([number(first), ['organizationNumber'], []]);
    expect(conflicts.map(({ loser, rule, review }) => [loser, rule, review])).toEqual([
      ['111', 'critical', true],
      [second, 'critical', true],
    ]);
  });

  test('that is frozen is planned nowhere', () => {
    const { canonical: after, bases } = merge(canonical(number(first)), both, policy);
    expect(planUpdates(after, withBases(both, bases), () => 'there')).toEqual([]);
  });

  test('freezes where a first contact differs, even while another system edits it', () => {
    const contact = link('ledger', number(second));
    const edited = link('crm', number('111'), { agreed: number(first) });
    for (const links of [[contact], [contact, edited]]) {
      const { canonical: after } = merge(canonical(number(first)), links, policy);
      expect([after.fields, after.frozen]).toEqual([number(first), ['organizationNumber']]);
    }
  });

  test('flows freely where nobody contests it', () => {
    const links = [both[0]!, link('ledger', number(first), { agreed: number(first) })];
    const { canonical: after, conflicts } = merge(canonical(number(first)), links, policy);
    expect([after.fields, after.frozen, conflicts]).toEqual([number('111'), [], []]);
  });

  test('fills what is empty', () => {
    const { canonical: after } = merge(canonical(number(null)), [link('ledger', number(second))], policy);
    expect([after.fields, after.frozen]).toEqual([number(second), []]);
  });
});
