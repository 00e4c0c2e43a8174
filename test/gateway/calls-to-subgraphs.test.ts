import { createTestGateway } from './support/gateway.js';
import type { TestGateway } from './support/gateway.js';

const callsOf = ({ calls }: TestGateway) => calls.map(({ subgraph }) => subgraph);

test('a list fans out in one call per subgraph and level, whatever its length', async () => {
  const gateway = createTestGateway();
  await gateway.ask('{ customers { edges { node { name tidsbankenKunde { navn } pmsCustomer { label } } } } }');
  expect(callsOf(gateway).sort()).toEqual(['hub', 'pms', 'tidsbanken']);
});

test('an entity met in several places is asked for once', async () => {
  const gateway = createTestGateway();
  const { data } = await gateway.ask('{ customers { edges { node { tidsbankenKunde { navn adresse { gate } } } } } }');
  expect(gateway.calls[1]?.variables).toEqual({
    representations: ['1', '2', '3'].map((id) => ({ __typename: 'TidsbankenKunde', id })),
  });
  const kunde = (navn: string, gate: string | null) => ({
    node: { tidsbankenKunde: { navn, adresse: gate && { gate } } },
  });
  expect(data).toEqual({
    customers: {
      edges: [
        kunde('Kunde 1', 'Gate 1'),
        kunde('Kunde 2', 'Gate 2'),
        kunde('Kunde 3', null),
        kunde('Kunde 1', 'Gate 1'),
      ],
    },
  });
});

test('aliases of one entity with different fields are one call', async () => {
  const gateway = createTestGateway();
  await gateway.ask(
    '{ a: customer(id: "c1") { tidsbankenKunde { navn } } b: customer(id: "c2") { tidsbankenKunde { must } } }',
  );
  expect(callsOf(gateway)).toEqual(['hub', 'tidsbanken']);
});

test('a representation carries what the field requires', async () => {
  const gateway = createTestGateway();
  await gateway.ask('{ pmsCustomers { price } }');
  expect(gateway.calls[1]).toMatchObject({
    subgraph: 'rates',
    variables: {
      representations: [
        { __typename: 'PmsCustomer', id: '7', label: 'Label 7', size: { w: 2, h: 7 } },
        { __typename: 'PmsCustomer', id: '8', label: 'Label 8', size: { w: 2, h: 8 } },
      ],
    },
  });
});

test('a type behind an interface object is represented as the interface', async () => {
  const gateway = createTestGateway();
  await gateway.ask('{ topBooks { reviews } }');
  expect(gateway.calls[1]?.variables).toEqual({ representations: [{ __typename: 'Media', id: 'm1' }] });
});

test('what a subgraph provides along the way is not asked for elsewhere', async () => {
  const gateway = createTestGateway();
  await gateway.ask('{ ratings { rating } }');
  expect(callsOf(gateway)).toEqual(['pms']);
});

test('a call gets the variables it uses, and no others', async () => {
  const gateway = createTestGateway();
  await gateway.ask('query ($id: ID!, $lang: String) { customer(id: $id) { tidsbankenKunde { navn(lang: $lang) } } }', {
    id: 'c1',
    lang: 'no',
    surplus: 1,
  });
  expect(gateway.calls.map(({ variables }) => variables)).toEqual([
    { id: 'c1' },
    { lang: 'no', representations: [{ __typename: 'TidsbankenKunde', id: '1' }] },
  ]);
});

test('nothing is called where there is nothing to look up', async () => {
  const gateway = createTestGateway();
  await gateway.ask('{ customer(id: "none") { tidsbankenKunde { navn } } }');
  expect(callsOf(gateway)).toEqual(['hub']);
});

test.each(['{ __typename }', '{ __schema { queryType { name } } }', '{ t: __type(name: "Customer") { name } }'])(
  '%s is answered without a call',
  async (query) => {
    const gateway = createTestGateway();
    expect(await gateway.ask(query)).toEqual(await gateway.askMonolith(query));
    expect(gateway.calls).toEqual([]);
  },
);

test('what is skipped is not called for', async () => {
  const gateway = createTestGateway();
  const query = 'query ($s: Boolean!) { customer(id: "c1") { name tidsbankenKunde @skip(if: $s) { navn } } }';
  await gateway.ask(query, { s: true });
  expect(callsOf(gateway)).toEqual(['hub']);
});

test('independent calls run side by side', async () => {
  let arrived = 0;
  let release = (): void => undefined;
  const both = new Promise<void>((resolve) => (release = resolve));
  const meet = async (data: Record<string, unknown>) => {
    if (++arrived === 2) release();
    await both;
    return { data };
  };
  const gateway = createTestGateway({ tidsbanken: () => meet({ now: 'x' }), rates: () => meet({ version: 'y' }) });
  expect(await gateway.ask('{ now version }')).toEqual({ data: { now: 'x', version: 'y' } });
});
