import { parse, type ExecutionResult } from 'graphql';
import type { ServerResponse } from 'node:http';
import { remoteSubgraph, type RemoteSubgraph } from '../../../gateway/remote/client.js';
import { subgraphListener } from '../../../gateway/remote/server.js';
import { isAsyncIterable } from '../../../shared/polled.js';
import { eventually } from '../../support/eventually.js';
import { gatewayContext } from '../support/gateway.js';
import { helloSubgraph, secret, serveOn, withCounting } from './support.js';

const asked = (query: string) => ({ query, document: parse(query), variables: {}, context: gatewayContext() });
const unavailable = { errors: [{ originalError: { code: 'UNAVAILABLE', details: { system: 'hello' } } }] };

async function follow(subgraph: RemoteSubgraph): Promise<AsyncIterator<ExecutionResult>> {
  const events = await subgraph.subscribe?.(asked('subscription { tick }'));
  if (!events || !isAsyncIterable<ExecutionResult>(events)) throw new Error('no events came');
  return events[Symbol.asyncIterator]();
}

async function allOf(events: AsyncIterator<ExecutionResult>): Promise<ExecutionResult[]> {
  const seen: ExecutionResult[] = [];
  for (let next = await events.next(); !next.done; next = await events.next()) seen.push(next.value);
  return seen;
}

const begin = (response: ServerResponse): ServerResponse =>
  response.writeHead(200, { 'content-type': 'text/event-stream' });

test.each([
  ['does not begin to answer', () => undefined],
  ['answers that it is busy', (response: ServerResponse) => void response.writeHead(503).end()],
])('a subscription of a subgraph that %s is given up, and after five it is left alone', (_what, answer) =>
  withCounting(
    () => (_request, response) => answer(response),
    async (url, count) => {
      const subgraph = remoteSubgraph({ name: 'hello', url, secret: null, deadlineMs: 300 });
      for (let time = 0; time < 5; time += 1) expect(await allOf(await follow(subgraph))).toMatchObject([unavailable]);
      await expect(follow(subgraph)).rejects.toMatchObject({ code: 'UNAVAILABLE', details: { system: 'hello' } });
      expect(count()).toBeLessThanOrEqual(5);
      await subgraph.close();
    },
  ),
);

test('a subscription that breaks off ends with the error that its subgraph is unavailable', () =>
  withCounting(
    () => (_request, response) =>
      begin(response).write('event: next\ndata: {"data":{"tick":1}}\n\n', () => response.destroy()),
    async (url) => {
      const subgraph = remoteSubgraph({ name: 'hello', url, secret: null });
      const events = await follow(subgraph);
      expect((await events.next()).value).toEqual({ data: { tick: 1 } });
      expect(await allOf(events)).toMatchObject([unavailable]);
      await subgraph.close();
    },
  ));

test('that clients leave before a subscription begins does not count against its subgraph, and it learns that they have', () => {
  const held: ServerResponse[] = [];
  let left = 0;
  return withCounting(
    () => (_request, response) => void (held.push(response), response.once('close', () => (left += 1))),
    async (url) => {
      const subgraph = remoteSubgraph({ name: 'hello', url, secret: null });
      const following = await Promise.all(Array.from({ length: 6 }, () => follow(subgraph)));
      await eventually(async () => expect(held).toHaveLength(6));
      for (const events of following) await events.return?.();
      for (const response of held) begin(response).write(':\n\n');
      await eventually(async () => expect(left).toBe(6));
      expect(subgraph.outage()).toBeNull();
      await subgraph.close();
    },
  );
});

test('however many subscriptions go on, queries need not wait for a connection, and they go on while it is closed', async () => {
  const { subgraph, schema } = helloSubgraph('hello', new Promise(() => undefined));
  const served = await serveOn(subgraphListener(subgraph, schema, secret, () => undefined));
  const remote = remoteSubgraph({ name: 'hello', url: served.url, secret, connections: 1 });
  const following = await Promise.all([1, 2, 3].map(() => follow(remote)));
  for (const events of following) await events.next();
  expect(await remote.execute(asked('{ hello }'))).toMatchObject({ data: { hello: 'hello' } });
  const closed = remote.close();
  for (const events of following) {
    expect((await events.next()).value).toMatchObject({ data: { tick: 2 } });
    await events.return?.();
  }
  await closed;
  await served.stop();
});
