import { createTestGateway } from './support/gateway.js';

test('mutations run in order, each with all it asks for before the next one starts', async () => {
  const gateway = createTestGateway();
  const answer = await gateway.ask(`mutation {
    a: updateKunde(id: "1", must: "first") { must customer { name } }
    b: updateCustomer(id: "c1", name: "Renamed") { customer { name tidsbankenKunde { must } } }
    c: updateKunde(id: "1", must: "second") { must }
    rebuild
  }`);
  expect(answer).toEqual({
    data: {
      a: { must: 'first', customer: { name: 'Customer 1' } },
      b: { customer: { name: 'Renamed', tidsbankenKunde: { must: 'first' } } },
      c: { must: 'second' },
      rebuild: true,
    },
  });
  expect(
    gateway.calls.map(({ subgraph, query }) => `${subgraph} ${query.startsWith('mutation') ? 'writes' : 'reads'}`),
  ).toEqual([
    'tidsbanken writes',
    'hub reads',
    'hub writes',
    'tidsbanken reads',
    'tidsbanken writes',
    'tidsbanken writes',
  ]);
});

test('selections of one mutation, given twice, are one call', async () => {
  const gateway = createTestGateway();
  const query =
    'mutation { linkCustomer(id: "c1") { name } ...F } fragment F on Mutation { linkCustomer(id: "c1") { kind } }';
  expect(await gateway.ask(query)).toEqual({ data: { linkCustomer: { name: 'Customer 1', kind: 'CUSTOMER' } } });
  expect(gateway.calls).toHaveLength(1);
});

test('a skipped mutation does not run', async () => {
  const gateway = createTestGateway();
  const query = 'mutation ($s: Boolean!) { linkCustomer(id: "c1") @skip(if: $s) { name } rebuild }';
  expect(await gateway.ask(query, { s: true })).toEqual({ data: { rebuild: true } });
  expect(gateway.calls).toHaveLength(1);
});

test('after a nullable mutation failed the next one runs', async () => {
  const gateway = createTestGateway({ pms: () => Promise.reject(new Error('down')) });
  const answer = await gateway.ask('mutation { touchPms(id: "7") { label } rebuild }');
  expect(answer.data).toEqual({ touchPms: null, rebuild: true });
  expect(answer.errors?.map(({ path }) => path)).toEqual([['touchPms']]);
});

test('after a mutation that may not be null failed, and the answer with it, none runs', async () => {
  const gateway = createTestGateway({ hub: () => Promise.reject(new Error('down')) });
  const answer = await gateway.ask('mutation { updateCustomer(id: "c1", name: "x") { customer { name } } rebuild }');
  expect(answer.data).toBeNull();
  expect(answer.errors).toHaveLength(1);
  expect(gateway.calls).toEqual([]);
});
