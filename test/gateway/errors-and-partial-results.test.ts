import type { ExecutionResult } from 'graphql';
import { createTestGateway, refused, spoil } from './support/gateway.js';

const down = () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.1'));
/** What must be the same as in a monolith: the data, and where the errors are. */
const outcome = ({ data, errors }: ExecutionResult) => ({ data, paths: errors?.map(({ path }) => path) });

describe('a subgraph that is down', () => {
  const query = '{ customers(first: 2) { edges { node { name tidsbankenKunde { id navn } pmsCustomer { label } } } } }';

  test('nulls its own fields, and is one error where they have their way in common', async () => {
    const gateway = createTestGateway({ tidsbanken: down });
    const node = (n: number) => ({
      node: {
        name: `Customer ${n}`,
        tidsbankenKunde: { id: `${n}`, navn: null },
        pmsCustomer: { label: `Label ${n + 6}` },
      },
    });
    expect(await gateway.ask(query)).toEqual({
      data: { customers: { edges: [node(1), node(2)] } },
      errors: [
        {
          message: 'Internal error',
          path: ['customers', 'edges'],
          extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'request-1', service: 'tidsbanken' },
        },
      ],
    });
  });

  test('is logged with the request id, whole', async () => {
    const gateway = createTestGateway({ tidsbanken: down });
    await gateway.ask(query);
    expect(gateway.logged).toEqual([{ error: new Error('connect ECONNREFUSED 10.0.0.1'), requestId: 'request-1' }]);
  });

  test('is an error at the one object it leaves incomplete', async () => {
    const gateway = createTestGateway({ tidsbanken: down });
    const { errors } = await gateway.ask('{ own: customer(id: "c1") { tidsbankenKunde { navn } } }');
    expect(errors?.map(({ path }) => path)).toEqual([['own', 'tidsbankenKunde']]);
  });

  test('nulls the nearest object that may be null, without a second error', async () => {
    const gateway = createTestGateway({ tidsbanken: down });
    const answer = await gateway.ask('{ customer(id: "c1") { name tidsbankenKunde { must } } }');
    expect(outcome(answer)).toEqual({
      data: { customer: { name: 'Customer 1', tidsbankenKunde: null } },
      paths: [['customer', 'tidsbankenKunde']],
    });
  });

  test('nulls everything where nothing may be null', async () => {
    const gateway = createTestGateway({ tidsbanken: down });
    expect(outcome(await gateway.ask('{ version kunder { id } }'))).toEqual({ data: null, paths: [['kunder']] });
  });

  test('leaves what others would look up from it null as well', async () => {
    const gateway = createTestGateway({ tidsbanken: down });
    const answer = await gateway.ask('{ customer(id: "c1") { name tidsbankenKunde { shipping } } }');
    expect(answer.data).toEqual({ customer: { name: 'Customer 1', tidsbankenKunde: { shipping: null } } });
    expect(gateway.calls.map(({ subgraph }) => subgraph)).toEqual(['hub']);
  });

  test('that answers neither data nor errors is an error too', async () => {
    const gateway = createTestGateway({ rates: async () => ({}) });
    const answer = await gateway.ask('{ version now }');
    expect(outcome(answer)).toEqual({ data: { version: null, now: '2026-11-20T12:00:00Z' }, paths: [['version']] });
  });
});

describe('errors of entities', () => {
  test('stand at every place the entity has in the answer', async () => {
    const gateway = createTestGateway();
    spoil(gateway, 'TidsbankenKunde', '1', 'navn', refused());
    const query = '{ customers { edges { node { own: tidsbankenKunde { text: navn } } } } }';
    const answer = await gateway.ask(query);
    expect(outcome(answer)).toEqual(outcome(await gateway.askMonolith(query)));
    expect(outcome(answer).paths).toEqual([0, 3].map((at) => ['customers', 'edges', at, 'node', 'own', 'text']));
  });

  test('stand at the entity of the alias they came for', async () => {
    const gateway = createTestGateway();
    spoil(gateway, 'TidsbankenKunde', '2', 'navn', refused());
    const query =
      '{ a: customer(id: "c1") { tidsbankenKunde { navn } } b: customer(id: "c2") { tidsbankenKunde { id: navn } } }';
    const answer = await gateway.ask(query);
    expect(outcome(answer)).toEqual(outcome(await gateway.askMonolith(query)));
    expect(outcome(answer).paths).toEqual([['b', 'tidsbankenKunde', 'id']]);
  });
});

describe('a null that is not allowed', () => {
  const lists = '{ customers { edges { node { id tidsbankenKunde { must } } } } kunder { id } }';

  test.each([
    ['the object that may be null', lists],
    [
      'the object above the one it came for',
      '{ pmsCustomers { customer { name tidsbankenKunde { customer { tidsbankenKunde { must } } } } } }',
    ],
    ['the whole answer', '{ now kunder { id must } }'],
  ])('bubbles up as in a monolith, to %s', async (_where, query) => {
    const gateway = createTestGateway();
    spoil(gateway, 'TidsbankenKunde', '2', 'must', refused());
    expect(outcome(await gateway.ask(query))).toEqual(outcome(await gateway.askMonolith(query)));
  });

  test('that no subgraph reported is reported here', async () => {
    const gateway = createTestGateway({ tidsbanken: async () => ({ data: { _entities: [null] } }) });
    expect(await gateway.ask('{ customer(id: "c1") { name tidsbankenKunde { must } } }')).toEqual({
      data: { customer: { name: 'Customer 1', tidsbankenKunde: null } },
      errors: [
        {
          message: 'Cannot return null for non-nullable field TidsbankenKunde.must.',
          path: ['customer', 'tidsbankenKunde', 'must'],
        },
      ],
    });
  });

  test('nulls a list whose items may not be null', async () => {
    const gateway = createTestGateway({ pms: async () => ({ data: { ratings: [{ id: '1' }, null] } }) });
    expect(outcome(await gateway.ask('{ ratings { id } }'))).toEqual({
      data: { ratings: null },
      paths: [['ratings', 1]],
    });
  });
});

describe('a value the API does not have', () => {
  test('of an enum does not reach the client', async () => {
    const gateway = createTestGateway();
    spoil(gateway, 'Customer', 'c1', 'kind', 'SECRET');
    const answer = await gateway.ask('{ customer(id: "c1") { kind } }');
    expect(outcome(answer)).toEqual({ data: { customer: null }, paths: [['customer', 'kind']] });
    expect(JSON.stringify(answer)).not.toContain('SECRET');
  });

  test.each([
    ['a list where an object belongs', { size: [] }, ['ratings', 0, 'size']],
    ['a text where an object belongs', { size: 'large' }, ['ratings', 0, 'size']],
  ])('%s is an error', async (_what, row, path) => {
    const gateway = createTestGateway({ pms: async () => ({ data: { ratings: [row] } }) });
    const answer = await gateway.ask('{ ratings { size { w } } }');
    expect(outcome(answer)).toEqual({ data: { ratings: [{ size: null }] }, paths: [path] });
  });

  test('an object where a list belongs is an error', async () => {
    const gateway = createTestGateway({ pms: async () => ({ data: { ratings: {} } }) });
    expect(outcome(await gateway.ask('{ ratings { id } }'))).toEqual({ data: { ratings: null }, paths: [['ratings']] });
  });
});
