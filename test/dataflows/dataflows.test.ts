import { entityKey, parseEntityKey, type Dataflow } from '../../shared/dataflows/dataflow.js';
import { dataflows } from '../../shared/dataflows/dataflows.js';
import { homeOf } from '../../shared/dataflows/homes.js';
import { conflictPolicy } from '../../shared/dataflows/policy.js';
import { connectors } from '../../subgraphs/registry.js';

type Pairs = readonly (readonly [left: string, right: string])[];

interface Fact {
  readonly left: string;
  readonly right: string;
  readonly establish: 'CREATE' | 'MATCH';
  /** Any one of these combinations being equal links two records. */
  readonly match: readonly Pairs[];
  /** Left, right and the right side's type. */
  readonly properties: readonly (readonly [left: string, right: string, type: string])[];
}

const create = (left: string, right: string, properties: Fact['properties'] = []): Fact => ({
  ...{ left, right, establish: 'CREATE', match: [], properties },
});
const match = (left: string, right: string, ...combinations: Pairs[]): Fact => ({
  ...{ left, right, establish: 'MATCH', match: combinations, properties: [] },
});

/** What the company asked for, written out once more. */
const facts: readonly Fact[] = [
  create('tidsbanken.Avdeling', 'custom-pms.Customer'),
  create('tidsbanken.Kunde', 'custom-pms.Customer'),
  create('tidsbanken.Prosjekt', 'custom-pms.Project'),
  create('customerp.Customer', 'tidsbanken.Kunde'),
  create('customerp.Employee', 'tidsbanken.Ansatt'),
  create('customerp.Project', 'tidsbanken.Prosjekt'),
  create('tidsbanken.Avdeling', 'custom-webshop.Customer'),
  create('tidsbanken.Kunde', 'custom-webshop.Customer'),
  create('tidsbanken.Ansatt', 'crmoffice.Contacts', [
    ['Etternavn', 'familyName', 'string'],
    ['Fornavn', 'givenName', 'string'],
    ['Mobil', 'mobilePhone', 'string'],
  ]),
  create('tidsbanken.Prosjekt', 'crmoffice.Activities', [
    ['AnsvarligId', 'ownerId', 'string'],
    ['FerdigDato', 'endsAt', 'string'],
    ['Navn', 'subject', 'string'],
    ['StartDato', 'startsAt', 'string'],
  ]),
  match(
    'tidsbanken.Ansatt',
    'powerofficego.Contactperson',
    [['Epost', 'emailAddress']],
    [['Personnummer', 'SocialSecurityNumber']],
  ),
  match('tidsbanken.Ansatt', 'powerofficego.Employees', [['Id', 'Number']]),
  match('tidsbanken.Kunde', 'powerofficego.Customers', [['Epost', 'EmailAddress']]),
];

function factOf(flow: Dataflow): Fact {
  const listed = flow.match.filter(({ origin }) => origin === 'LISTED');
  return {
    ...{ left: entityKey(flow.left), right: entityKey(flow.right), establish: flow.establish },
    match: listed.map(({ pairs }) => pairs.map(({ left, right }) => [left, right] as const)),
    properties: flow.properties.map(({ left, right, type }) => [left, right, type] as const),
  };
}

describe('the dataflows', () => {
  test('are the thirteen that the company asked for, to the letter', () => {
    expect(dataflows).toHaveLength(13);
    expect(dataflows.map(factOf)).toEqual(facts);
  });

  test('have ids of their own, made of their two sides', () => {
    expect(new Set(dataflows.map(({ id }) => id)).size).toBe(13);
    expect(dataflows[1]?.id).toBe('tidsbanken.Kunde-custom-pms.Customer');
  });

  test('that only match have no rules but the listed ones, any of which is enough', () => {
    const matching = dataflows.filter(({ establish }) => establish === 'MATCH');
    expect(matching.flatMap((flow) => flow.match.map(({ origin }) => origin))).toEqual(Array(4).fill('LISTED'));
    expect(matching.map(({ matchInOrder }) => matchInOrder)).toEqual([false, false, false]);
  });

  test('that create match first, by the hub’s own rules, strong ones before weak ones', () => {
    const creating = dataflows.filter(({ establish }) => establish === 'CREATE');
    for (const { match: rules, matchInOrder } of creating) {
      const strengths = rules.map(({ strength }) => strength);
      expect(rules.every(({ origin }) => origin === 'DEFAULT')).toBe(true);
      expect([matchInOrder, strengths]).toEqual([true, [...strengths].sort()]);
      expect(rules.length).toBeGreaterThan(0);
    }
  });

  test('call a match by e-mail or name weak, and one by a number strong', () => {
    const weak = /^(epost|email|emailaddress|navn|name|subject|fornavn)$/i;
    const rules = dataflows.flatMap(({ match: all }) => all).filter(({ by }) => by === 'properties');
    expect(rules.filter(({ pairs, strength }) => weak.test(pairs[0]!.left) !== (strength === 'weak'))).toEqual([]);
  });
});

describe('an entity type’s name', () => {
  test('is its system’s and its own', () => {
    expect(parseEntityKey('custom-pms.Customer')).toEqual({ system: 'custom-pms', entityType: 'Customer' });
    expect(entityKey(parseEntityKey('tidsbanken.Kunde'))).toBe('tidsbanken.Kunde');
  });

  test.each(['tidsbanken', '.Kunde', ''])('is not %p', (key) => {
    expect(() => parseEntityKey(key)).toThrow(RangeError);
  });
});

describe('the conflict policy', () => {
  test('puts every system in order, once', () => {
    expect([...conflictPolicy.systemOrder].sort()).toEqual(connectors.map(({ system }) => system).sort());
  });

  test('names as owners only entity types that there are', () => {
    const slots = connectors.flatMap(({ system, entityTypes }) => entityTypes.map(({ name }) => `${system}.${name}`));
    expect(
      Object.values(conflictPolicy.owners)
        .flat()
        .filter((slot) => !slots.includes(slot)),
    ).toEqual([]);
  });
});

test('what a person creates through the hub starts at the centre, from where dataflows lead on', () => {
  const homes = [
    homeOf('Customer', null),
    homeOf('Customer', 'CUSTOMER'),
    homeOf('Customer', 'DEPARTMENT'),
    homeOf('Employee', null),
    homeOf('Project', null),
  ];
  expect(homes.map((home) => home.replace('tidsbanken.', ''))).toEqual([
    'Kunde',
    'Kunde',
    'Avdeling',
    'Ansatt',
    'Prosjekt',
  ]);
  const lefts = new Set(dataflows.map(({ left }) => entityKey(left)));
  expect(homes.filter((home) => !lefts.has(home))).toEqual([]);
});
