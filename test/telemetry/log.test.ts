import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { callerIn } from '../../gateway/access/caller.js';
import { Env } from '../../shared/config.js';
import { createLog, type RequestLine } from '../../shared/log.js';
import { eventually } from '../support/eventually.js';
import { post, withServedGateway } from '../gateway/support/serving.js';

/** A gateway with what it tells of requests. */
function withTold(use: (url: string, told: RequestLine[]) => Promise<void>): Promise<void> {
  const told: RequestLine[] = [];
  const authenticate = async (authorization: string | undefined) =>
    authorization === undefined ? null : callerIn('kanari', ['admin'], [], null, 'token');
  return withServedGateway({ authenticate, tellRequest: (line) => void told.push(line) }, ({ url }) => use(url, told));
}

const signedIn = { authorization: 'Bearer kanari' };

test.each([
  [
    'a query is told of by its name',
    '/graphql?kanari',
    { query: 'query Names { kunder { navn } }' },
    { status: 200, route: '/graphql', operationType: 'query', operation: 'Names', codes: [] },
  ],
  [
    'what is no GraphQL is told of by its code',
    '/graphql',
    { query: 'query { kanari(' },
    { status: 200, operationType: null, operation: null, codes: ['GRAPHQL_PARSE_FAILED'] },
  ],
  [
    'what the schema does not have is told of by its code',
    '/graphql',
    { query: '{ kanari }' },
    { operationType: null, codes: ['GRAPHQL_VALIDATION_FAILED'] },
  ],
  ['what is not served is told of without its way', '/kanari/7', {}, { status: 404, route: null, requestId: null }],
])('%s', (_case, path: string, body: object, line: Partial<RequestLine>) =>
  withTold(async (url, told) => {
    await post(new URL(path, url).href, body, signedIn);
    await eventually(async () => expect(told).toHaveLength(1));
    expect(told[0]).toMatchObject({ method: 'POST', ...line });
    expect(JSON.stringify(told)).not.toContain('kanari');
    if (line.route !== null) expect(told[0]).toMatchObject({ caller: 'token', requestId: expect.any(String) });
  }),
);

test('who is not let in is told of, and who only looks whether the gateway is up is not', () =>
  withTold(async (url, told) => {
    await fetch(new URL('/healthz', url));
    await post(url, { query: '{ version }' });
    await eventually(async () => expect(told).toHaveLength(1));
    expect(told[0]).toMatchObject({ status: 401, route: '/graphql', caller: null, requestId: null });
  }));

test('an operation over a WebSocket is a line of its own', () =>
  withTold(async (url, told) => {
    const client = createClient({
      ...{ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, connectionParams: signedIn, retryAttempts: 0 },
    });
    for await (const { errors } of client.iterate({ query: 'query Names { kunder { navn } }' }))
      expect(errors).toBeUndefined();
    await client.dispose();
    expect(told).toMatchObject([{ method: 'WEBSOCKET', status: null, caller: 'token', operation: 'Names', codes: [] }]);
  }));

test('a fault outside GraphQL is told to the client by the id that the log has', () => {
  const fault = new Error('kanari');
  return withServedGateway({ authenticate: () => Promise.reject(fault) }, async ({ url }, logged) => {
    const answer = await post(url, { query: '{ version }' });
    const { errors } = (await answer.json()) as { errors: { message: string; extensions: { requestId: string } }[] };
    expect(errors).toMatchObject([{ message: 'Internal error', extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
    expect(logged).toEqual([{ error: fault, requestId: errors[0]?.extensions.requestId }]);
  });
});

test.each([
  [undefined, ['A fault.']],
  ['silent', []],
  ['info', ['A fault.', 'Request']],
])('with SAMBAND_LOG=%s the log says what it should', (level, messages) => {
  const said: string[] = [];
  const log = createLog(new Env({ SAMBAND_LOG: level }), { write: (line) => void said.push(line) });
  log.fault('A fault.', new Error('kanari'));
  log.request?.({
    ...{ requestId: 'r1', method: 'POST', route: '/graphql', status: 200, ms: 1.23, caller: null },
    ...{ operationType: null, operation: null, codes: [] },
  });
  expect(said.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(messages);
  expect(said.join('')).not.toContain('kanari');
});
