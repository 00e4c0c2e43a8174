import fc from 'fast-check';
import { GraphQLError, parse, type ExecutionResult } from 'graphql';
import { composeSupergraph } from '../../../gateway/compose.js';
import { remoteSubgraph } from '../../../gateway/remote/client.js';
import { subgraphDirectory } from '../../../gateway/remote/directory.js';
import { subgraphListener } from '../../../gateway/remote/server.js';
import { createSupergraph, type LogError } from '../../../gateway/supergraph.js';
import { startGateway } from '../../../gateway/server.js';
import { Env } from '../../../shared/config.js';
import { RateLimited, Unavailable } from '../../../shared/errors.js';
import { createLog } from '../../../shared/log.js';
import { createTestGateway, gatewayContext, raise, refused, spoil } from '../support/gateway.js';
import { randomQuery } from '../support/random-query.js';
import { helloSubgraph, secret, serveOn, withElsewhere } from './support.js';

const rowOfOla = 'row 4711 of Ola Nordmann';

/** A field of each type fails, each in a way of its own. */
function spoilAll(rows: Parameters<typeof spoil>[0]): void {
  spoil(rows, 'TidsbankenKunde', '2', 'navn', raise(new TypeError(rowOfOla)));
  spoil(rows, 'TidsbankenKunde', '1', 'must', raise(new RateLimited('Later', { system: 'tidsbanken', retryAfter: 5 })));
  spoil(rows, 'Customer', 'c2', 'name', refused());
  spoil(rows, 'Customer', 'c3', 'parent', raise(new GraphQLError(rowOfOla, { extensions: { row: 4711 } })));
  spoil(rows, 'Project', 'p11', 'title', raise(new Unavailable('Not there', { system: 'pms', ambiguous: true })));
  spoil(rows, 'PmsCustomer', '7', 'label', raise(new Error(rowOfOla)));
}

/** Whoever answers first tells its errors first. */
const inOrder = ({ data, errors = [] }: ExecutionResult) => ({
  data: JSON.stringify(data),
  errors: errors.map((error) => JSON.stringify(error)).sort(),
});

test('fields that fail, on purpose or not, are answered over HTTP as in process, errors in any order', async () => {
  await withElsewhere(async ({ company, supergraphSdl, logged }) => {
    const local = createTestGateway();
    for (const rows of [local, { company }]) spoilAll(rows);
    const directory = subgraphDirectory(secret, 10_000);
    const remote = createSupergraph(supergraphSdl, directory.of(supergraphSdl));
    const codes = new Set<unknown>();
    const answerAlike = async (text: string, variables = {}): Promise<void> => {
      const answer = await remote.execute({ document: parse(text), variables, context: gatewayContext() });
      expect(inOrder(answer)).toEqual(inOrder(await local.ask(text, variables)));
      for (const { extensions } of answer.errors ?? []) codes.add(extensions['code']);
    };
    await answerAlike(
      '{ customers { edges { node { name parent { id } projects { title } tidsbankenKunde { navn } } } } }',
    );
    await answerAlike('{ kunder { navn } pmsCustomers { label } } ');
    await answerAlike('{ customer(id: "c1") { tidsbankenKunde { must } } }');
    await fc.assert(
      fc.asyncProperty(randomQuery(local.apiSchema), fc.record({ s: fc.boolean() }), async (text, given) => {
        fc.pre(local.isValid(text));
        await answerAlike(text, given);
      }),
      { numRuns: 60, interruptAfterTimeLimit: 4000 },
    );
    expect([...codes].sort()).toEqual(['FORBIDDEN', 'INTERNAL_SERVER_ERROR', 'RATE_LIMITED', 'UNAVAILABLE']);
    expect(new Set(logged.map(({ error }) => (error as Error).message))).toEqual(new Set([rowOfOla]));
    await directory.close();
  });
});

test('what a subgraph throws instead of an answer is told alike, too', async () => {
  const { subgraph, sdl, schema } = helloSubgraph('hello');
  for (const thrown of [new Unavailable('Not there', { system: 'hello' }), new Error(rowOfOla)]) {
    const failing = { ...subgraph, execute: () => Promise.reject(thrown) };
    const served = await serveOn(subgraphListener(failing, schema, secret, () => undefined));
    const remote = remoteSubgraph({ name: 'hello', url: served.url, secret });
    const supergraphSdl = composeSupergraph([{ name: 'hello', sdl }]);
    const [here, there] = await Promise.all(
      [failing, remote].map((one) => {
        const { execute } = createSupergraph(supergraphSdl, [one]);
        return execute({ document: parse('{ hello }'), context: gatewayContext() });
      }),
    );
    expect(JSON.stringify(there)).toBe(JSON.stringify(here));
    await remote.close();
    await served.stop();
  }
});

test('the events of a subscription tell errors as a client may see them', async () => {
  const { subgraph, schema } = helloSubgraph('hello');
  async function* events(): AsyncGenerator<object> {
    yield { data: { tick: null }, errors: [new GraphQLError(rowOfOla, { path: ['tick'] })] };
    yield { data: { tick: null }, errors: [new GraphQLError('Later', { originalError: new RateLimited('Later') })] };
  }
  const logged: unknown[] = [];
  const failing = { ...subgraph, subscribe: async () => events() };
  const served = await serveOn(subgraphListener(failing, schema, secret, (...told) => logged.push(told)));
  const remote = remoteSubgraph({ name: 'hello', url: served.url, secret });
  const text = 'subscription { tick }';
  const context = gatewayContext('r9');
  const seen: unknown[] = [];
  const told = await remote.subscribe?.({ query: text, document: parse(text), variables: {}, context });
  for await (const { errors } of told as AsyncIterable<{ errors: object[] }>) seen.push(errors);
  expect(seen).toEqual([
    [{ message: 'Internal error', path: ['tick'], extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'r9' } }],
    [{ message: 'Later', extensions: { code: 'RATE_LIMITED' } }],
  ]);
  expect(logged).toEqual([[expect.objectContaining({ message: rowOfOla }), 'r9', 'hello']]);
  await remote.close();
  await served.stop();
});

test('a fault of a subgraph that a hub shares is in the log of the hub, and of the gateway, by the id of the one request', async () => {
  const lines: Record<string, string[]> = { hub: [], gateway: [] };
  const logOf = (where: string): LogError => {
    const log = createLog(new Env({}), { write: (line: string) => void lines[where]?.push(line) });
    return (error, requestId, subgraph) => log.fault('A request failed.', error, { requestId, subgraph });
  };
  const { subgraph, sdl, schema } = helloSubgraph('hello');
  const errors = [new GraphQLError(rowOfOla, { path: ['hello'], originalError: new TypeError(rowOfOla) })];
  const failing = { ...subgraph, execute: () => ({ data: { hello: null }, errors }) };
  const supergraphSdl = composeSupergraph([{ name: 'hello', sdl }]);
  const hub = await startGateway({
    ...{ port: 0, firstQuery: '', authenticate: async () => null, subgraphs: [failing], supergraphSdl },
    ...{ shared: { secret, subgraphs: [{ subgraph: failing, schema }] }, logError: logOf('hub') },
  });
  const remote = remoteSubgraph({ name: 'hello', url: new URL('/subgraphs/hello', hub.url).href, secret });
  const { execute } = createSupergraph(supergraphSdl, [remote], logOf('gateway'));
  await execute({ document: parse('{ hello }'), context: gatewayContext('r8') });
  const [ofHub, ofGateway] = [lines['hub'], lines['gateway']].map((told) =>
    told?.map((line) => JSON.parse(line) as object),
  );
  expect(ofHub).toMatchObject([{ requestId: 'r8', subgraph: 'hello', kind: 'TypeError', at: expect.any(Array) }]);
  expect(ofGateway).toMatchObject([
    { requestId: 'r8', subgraph: 'hello', kind: 'AnsweredFault', code: 'INTERNAL_SERVER_ERROR' },
  ]);
  expect(JSON.stringify(lines)).not.toContain('Ola');
  await Promise.all([remote.close(), hub.stop()]);
});
