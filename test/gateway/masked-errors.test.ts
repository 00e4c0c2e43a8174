import { GraphQLError } from 'graphql';
import { Unavailable } from '../../shared/errors.js';
import { createTestGateway, raise, refused, spoil } from './support/gateway.js';

describe('what the client is told', () => {
  test('an error with a code passes as it is, with the subgraph named', async () => {
    const gateway = createTestGateway();
    spoil(gateway, 'TidsbankenKunde', '2', 'navn', refused());
    const { errors } = await gateway.ask('{ kunder { navn } }');
    expect(errors).toEqual([
      {
        message: 'Not for you',
        path: ['kunder', 1, 'navn'],
        extensions: { code: 'FORBIDDEN', scope: 'read', service: 'tidsbanken' },
      },
    ]);
    expect(gateway.logged).toEqual([]);
  });

  test('an error of the hub passes with its code and details', async () => {
    const gateway = createTestGateway();
    const failure = new Unavailable('Tidsbanken did not answer', { system: 'tidsbanken' });
    spoil(gateway, 'TidsbankenKunde', '1', 'navn', raise(failure));
    const { errors } = await gateway.ask('{ kunde(id: "1") { navn } }');
    expect(errors).toEqual([
      {
        message: 'Tidsbanken did not answer',
        path: ['kunde', 'navn'],
        extensions: { code: 'UNAVAILABLE', system: 'tidsbanken', service: 'tidsbanken' },
      },
    ]);
  });

  test('any other error is masked, and logged', async () => {
    const gateway = createTestGateway();
    const failure = new TypeError('row 4711 of Ola Nordmann');
    spoil(gateway, 'TidsbankenKunde', '1', 'navn', raise(failure));
    const { errors } = await gateway.ask('{ kunde(id: "1") { navn } }');
    expect(errors).toEqual([
      {
        message: 'Internal error',
        path: ['kunde', 'navn'],
        extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'request-1', service: 'tidsbanken' },
      },
    ]);
    expect(gateway.logged).toEqual([{ error: failure, requestId: 'request-1' }]);
  });

  test('an error a subgraph rejects with passes like one it answers', async () => {
    const busy = new GraphQLError('Try later', { extensions: { code: 'RATE_LIMITED' } });
    const gateway = createTestGateway({ rates: () => Promise.reject(busy) });
    const { errors } = await gateway.ask('{ version }');
    expect(errors).toEqual([
      { message: 'Try later', path: ['version'], extensions: { code: 'RATE_LIMITED', service: 'rates' } },
    ]);
  });

  test('a plain object, as it comes over the wire, is read as an error', async () => {
    const wire = {
      message: 'Try later',
      path: ['version'],
      extensions: { code: 'RATE_LIMITED' },
    } as unknown as GraphQLError;
    const gateway = createTestGateway({ rates: async () => ({ data: { version: null }, errors: [wire] }) });
    const { errors } = await gateway.ask('{ version }');
    expect(errors?.[0]).toMatchObject({ message: 'Try later', path: ['version'], extensions: { service: 'rates' } });
  });

  test('an error that a server elsewhere did not foresee is masked, and logged', async () => {
    const wire = {
      message: 'row 4711 of Ola Nordmann',
      path: ['version'],
      extensions: { code: 'INTERNAL_SERVER_ERROR', row: 4711, stacktrace: ['at of.rates'] },
    } as unknown as GraphQLError;
    const gateway = createTestGateway({ rates: async () => ({ data: { version: null }, errors: [wire] }) });
    const { errors } = await gateway.ask('{ version }');
    expect(errors).toEqual([
      {
        message: 'Internal error',
        path: ['version'],
        extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'request-1', service: 'rates' },
      },
    ]);
    const fault = { message: 'row 4711 of Ola Nordmann', code: 'INTERNAL_SERVER_ERROR' };
    expect(gateway.logged).toEqual([{ error: expect.objectContaining(fault), requestId: 'request-1' }]);
  });

  test('where an error was thrown is told to nobody', async () => {
    const extensions = { code: 'RATE_LIMITED', wait: 5, stacktrace: ['at of.rates'], exception: { stacktrace: [] } };
    const busy = new GraphQLError('Try later', { extensions });
    const gateway = createTestGateway({ rates: () => Promise.reject(busy) });
    const { errors } = await gateway.ask('{ version }');
    expect(errors?.[0]?.extensions).toEqual({ code: 'RATE_LIMITED', wait: 5, service: 'rates' });
  });

  test('an operation the planner cannot plan is masked, and logged', async () => {
    const gateway = createTestGateway();
    const answer = await gateway.ask('{ media { ... on Book { pages } } }');
    expect(answer).toEqual({
      data: null,
      errors: [{ message: 'Internal error', extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'request-1' } }],
    });
    expect(String(gateway.logged[0]?.error)).toContain('Failed to plan query');
  });
});
