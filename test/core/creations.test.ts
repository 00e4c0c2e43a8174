import type { Dataflow } from '../../shared/dataflows/dataflow.js';
import { entityKey, parseEntityKey } from '../../shared/dataflows/dataflow.js';
import { defineMapping, type Mapping } from '../../shared/mapping/mapping.js';
import { planCreates, type CreateBars, type ReferenceState } from '../../shared/sync/plan.js';
import type { CanonicalState, LinkState } from '../../shared/sync/state.js';
import { canonical, link, mappings } from './support.js';

const flow = (left: string, right: string, establish: Dataflow['establish'] = 'CREATE'): Dataflow => ({
  ...{ id: `${left}-${right}`, left: parseEntityKey(left), right: parseEntityKey(right), establish },
  ...{ match: [], properties: [], matchInOrder: true, deletes: 'tombstone', reflect: false, weakMatches: 'link' },
});

const flows = [flow('crm.Customer', 'shop.Customer'), flow('crm.Customer', 'pms.Customer')];
const bySlot = new Map<string, Mapping>(Object.values(mappings).map((mapping) => [entityKey(mapping), mapping]));
const there = (): ReferenceState => 'there';
const noBars: CreateBars = { taken: new Set(), represented: new Set() };
const state = canonical({ name: 'Fjord', email: 'post@fjord.no', phone: null });

interface Given {
  readonly state?: CanonicalState;
  readonly links?: readonly LinkState[];
  readonly flows?: readonly Dataflow[];
  readonly bars?: Partial<CreateBars>;
  readonly reference?: typeof there | (() => ReferenceState);
  readonly mappings?: ReadonlyMap<string, Mapping>;
}

const crm = (more: Partial<LinkState> = {}) =>
  link('crm', {}, { more: { origin: 'FIRST', externalId: '17', ...more } });

function planned(given: Given = {}) {
  const bars = { ...noBars, ...given.bars };
  const links = given.links ?? [crm()];
  return planCreates(
    given.state ?? state,
    links,
    given.flows ?? flows,
    given.mappings ?? bySlot,
    bars,
    given.reference ?? there,
  );
}

const slots = (given: Given = {}) => planned(given).map(entityKey);

describe('a create dataflow', () => {
  test('makes a counterpart in each of its systems, of the values that are known and not empty', () => {
    expect(planned()).toEqual([
      {
        ...{ dataflowId: 'crm.Customer-shop.Customer', demandedBy: 'crm-link', system: 'shop', entityType: 'Customer' },
        ...{ externalRef: 'crm.Customer:17', values: { name: 'Fjord', email: 'post@fjord.no' } },
      },
      {
        ...{ dataflowId: 'crm.Customer-pms.Customer', demandedBy: 'crm-link', system: 'pms', entityType: 'Customer' },
        ...{ externalRef: 'crm.Customer:17', values: { name: 'Fjord' } },
      },
    ]);
  });

  test('makes nothing where its slot holds, awaits or must not get a record', () => {
    expect(slots({ bars: { taken: new Set(['shop.Customer']) } })).toEqual(['pms.Customer']);
  });

  test('makes nothing from right to left', () => {
    expect(slots({ links: [link('shop', {})] })).toEqual([]);
  });

  test('makes one record for a slot that two dataflows ask for', () => {
    const two = [flow('crm.Customer', 'shop.Customer'), flow('ledger.Customer', 'shop.Customer')];
    expect(planned({ flows: two, links: [crm(), link('ledger', {})] }).map(({ demandedBy }) => demandedBy)).toEqual([
      'crm-link',
    ]);
  });

  test('that only matches makes nothing, ever', () => {
    expect(slots({ flows: [flow('crm.Customer', 'shop.Customer', 'MATCH')] })).toEqual([]);
  });

  test('into a system that is switched off makes nothing', () => {
    expect(slots({ mappings: new Map([['pms.Customer', mappings.pms]]) })).toEqual(['pms.Customer']);
  });

  test('makes nothing while a write is in doubt', () => {
    expect(slots({ links: [crm(), link('ledger', {}, { more: { inDoubt: true } })] })).toEqual([]);
  });

  test('leaves out fields under review, keys and what is read only', () => {
    const frozen = planned({ state: canonical({ ...state.fields }, { frozen: ['email'] }) });
    expect(frozen[0]?.values).toEqual({ name: 'Fjord' });
    const [ledger] = planned({
      flows: [flow('crm.Customer', 'ledger.Customer')],
      state: canonical({ name: 'A', website: 'a.no' }),
    });
    expect(ledger?.values).toEqual({ name: 'A' });
  });
});

describe('a record that the hub made itself', () => {
  const made = crm({ origin: 'CREATED' });

  test('demands nothing in a system that already represents the canonical record', () => {
    expect(slots({ links: [made], bars: { represented: new Set(['shop.Order']) } })).toEqual(['pms.Customer']);
  });

  test('demands one again where one was, once a person wants that: it is no reflection', () => {
    expect(slots({ links: [made], bars: { represented: new Set(['shop.Customer']) } })).toContain('shop.Customer');
  });

  test('demands a counterpart elsewhere like any other', () => {
    expect(slots({ links: [made] })).toEqual(['shop.Customer', 'pms.Customer']);
  });

  test('differs in that from a record a person made', () => {
    expect(slots({ bars: { represented: new Set(['shop.Order']) } })).toEqual(['shop.Customer', 'pms.Customer']);
  });
});

describe('a kind of customer', () => {
  const ofKind = (kind: 'CUSTOMER' | 'DEPARTMENT'): ReadonlyMap<string, Mapping> =>
    new Map([['shop.Customer', defineMapping({ ...mappings.shop, kind })]]);

  test.each([
    ['a customer', 'CUSTOMER', 'CUSTOMER', ['shop.Customer']],
    ['a department', 'DEPARTMENT', 'CUSTOMER', []],
    ['one whose kind is not known', null, 'CUSTOMER', ['shop.Customer']],
  ] as const)('%s becomes a record of the fitting kind only', (_case, kind, mapped, expected) => {
    expect(slots({ state: canonical(state.fields, { kind }), mappings: ofKind(mapped) })).toEqual(expected);
  });

  test('may be either where the entity type has none', () => {
    expect(slots({ state: canonical(state.fields, { kind: 'DEPARTMENT' }) })).toHaveLength(2);
  });
});

describe('a reference in a new record', () => {
  const project = canonical({ number: '17', name: 'Bro', manager: 'person-1' }, { type: 'Project' });
  const given: Given = { state: project, flows: [flow('crm.Customer', 'works.Project')] };

  test('is given where its target is there', () => {
    expect(planned(given).map(({ values }) => values)).toEqual([{ name: 'Bro', manager: 'person-1' }]);
  });

  test('delays the creation while its target is coming', () => {
    expect(planned({ ...given, reference: () => 'coming' })).toEqual([]);
  });

  test('is left out where its target never comes', () => {
    expect(planned({ ...given, reference: () => 'never' }).map(({ values }) => values)).toEqual([{ name: 'Bro' }]);
  });
});
