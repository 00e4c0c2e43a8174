import { createTestGateway } from './support/gateway.js';

const gateway = createTestGateway();

const cases: [name: string, query: string, variables?: Record<string, unknown>][] = [
  [
    'a list that fans out to every system',
    '{ customers(first: 2) { edges { node { name tidsbankenKunde { navn adresse { gate by { navn } } } pmsCustomer { label price } } } } }',
  ],
  [
    'a null along the way',
    '{ customers { edges { node { pmsCustomer { label } tidsbankenKunde { adresse { gate } } } } } }',
  ],
  ['two aliases of one field', '{ a: customer(id: "c1") { name } b: customer(id: "c2") { tidsbankenKunde { navn } } }'],
  ['an alias that is the name of a key', '{ kunder { id: navn customer { id: name } shipping } }'],
  ['an alias that is the name of a required field', '{ kunder { weight: must shipping } }'],
  ['an alias that is __typename', '{ node(id: "c1") { __typename: id ... on Customer { tidsbankenKunde { navn } } } }'],
  ['an alias that is the field itself', '{ customer(id: "c1") { name } customer: customer(id: "c1") { kind } }'],
  ['a field with different arguments', '{ kunder { a: navn(lang: "no") b: navn navn(lang: "en") } }'],
  [
    'named fragments',
    '{ ...Q } fragment Q on Query { now ...R } fragment R on Query { kunder { ...K } } fragment K on TidsbankenKunde { navn customer { name } }',
  ],
  [
    'an interface, by type',
    '{ a: node(id: "c1") { ...N } b: node(id: "p11") { ...N } } fragment N on Node { __typename id ... on Customer { tidsbankenKunde { navn } } ... on Project { title customer { name } } }',
  ],
  [
    'a union of stubs',
    '{ records { __typename ... on TidsbankenKunde { navn customer { name } } ... on PmsCustomer { label cost: price } } }',
  ],
  [
    'an interface entity with fields added to it',
    '{ medias { __typename title reviews score(scale: 3) ... on Book { pages } ... on Film { minutes } } }',
  ],
  ['an interface object as the way in', '{ media { __typename id title reviews } }'],
  ['the fields of an interface object by type', '{ media { ... on Book { reviews } ... on Film { id score } } }'],
  [
    'what must be of an interface object by type',
    '{ media { __typename ... on Book { a: id } ... on Film { score } } }',
  ],
  ['one type of an interface object', '{ media { reviews ... on Book { title } } }'],
  [
    'members of a union through an interface object',
    '{ things { __typename ... on Media { reviews title } ... on PmsCustomer { customer { name } } } }',
  ],
  [
    'one field of an interface object with different arguments by type',
    '{ medias { ... on Book { score(scale: 3) } ... on Film { score(scale: 2) } } }',
  ],
  [
    'one alias for different fields of an interface object by type',
    '{ things { ... on Book { id: score } ... on Film { id: score(scale: 2) } } }',
  ],
  [
    'the same field twice, its arguments in another order',
    '{ customers(first: 1, filter: { name: "Customer 1", active: true }) { totalCount } customers(filter: { active: true, name: "Customer 1" }, first: 1) { edges { cursor } } }',
  ],
  ['@requires with nested fields', '{ pmsCustomers { price } }'],
  ['@provides', '{ ratings { rating label } }'],
  [
    'the way back and forth',
    '{ kunder { customer { parent { tidsbankenKunde { customer { pmsCustomer { label } } } } } } }',
  ],
  ['a record that is not there', '{ customer(id: "none") { name tidsbankenKunde { navn } } }'],
  ['__typename at the root among data', '{ __typename now kind: __typename }'],
  [
    'introspection among data',
    '{ __schema { queryType { name } } now type: __type(name: "Customer") { fields { name } } }',
  ],
  [
    'introspection behind a fragment',
    '{ ...S customer(id: "c1") { name } } fragment S on Query { __type(name: "Kind") { enumValues { name } } }',
  ],
  [
    'variables, with a default and one left out',
    'query ($id: ID!, $lang: String = "no", $gone: String) { kunde(id: $id) { navn(lang: $lang) b: navn(lang: $gone) } }',
    { id: '1' },
  ],
  [
    'an input object',
    'query ($name: String) { customers(filter: { name: $name, active: false }) { totalCount } }',
    { name: 'Customer 1' },
  ],
];

test.each(cases.map(([name, query, variables = {}]) => ({ name, query, variables })))(
  '$name',
  async ({ query, variables }) => {
    const answer = await gateway.ask(query, variables);
    expect(answer).toEqual(await gateway.askMonolith(query, variables));
    expect(answer.errors).toBeUndefined();
  },
);

test('fields come in the order they were asked for', async () => {
  const query = '{ version kunder { customer { name } id navn: must shipping } now a: __typename }';
  expect(JSON.stringify(await gateway.ask(query))).toBe(JSON.stringify(await gateway.askMonolith(query)));
});

test('a field may be called as what every object has', async () => {
  const query = '{ __proto__: __typename customer(id: "c1") { __proto__: name constructor: __typename } }';
  const answer = JSON.stringify(await gateway.ask(query));
  expect(answer).toContain('"__proto__":"Customer 1"');
  expect(answer).toBe(JSON.stringify(await gateway.askMonolith(query)));
});

test('one of several operations is picked by its name', async () => {
  const query = 'query A { now } query B { version }';
  expect(await gateway.ask(query, {}, 'B')).toEqual({ data: { version: '1' } });
});

describe('@skip and @include', () => {
  const query = `query ($s: Boolean!, $t: Boolean = true) {
    now @skip(if: $s)
    customer(id: "c1") @include(if: $t) {
      name @skip(if: $s)
      tidsbankenKunde @include(if: $s) { navn }
      ... @skip(if: $s) { tidsbankenKunde { must } }
      ...F @include(if: $t)
      pmsCustomer { label @include(if: $s) }
    }
  }
  fragment F on Customer { kind @skip(if: $s) pmsCustomer { price @skip(if: $s) } }`;

  test.each([{ s: true, t: true }, { s: true, t: false }, { s: false, t: true }, { s: false, t: false }, { s: false }])(
    'decide as in a monolith for %j',
    async (variables) => {
      expect(await gateway.ask(query, variables)).toEqual(await gateway.askMonolith(query, variables));
    },
  );

  test('may leave nothing at all', async () => {
    expect(await gateway.ask('{ now @skip(if: true) version @include(if: false) }')).toEqual({ data: {} });
  });

  test('may leave an object without fields', async () => {
    expect(await gateway.ask('{ customer(id: "c1") { tidsbankenKunde { navn @skip(if: true) } } }')).toEqual({
      data: { customer: { tidsbankenKunde: {} } },
    });
  });
});
