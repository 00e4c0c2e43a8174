import fc from 'fast-check';
import { parse } from 'graphql';
import { createClient } from 'graphql-ws';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { WebSocket } from 'ws';
import { composeSupergraph } from '../../../gateway/compose.js';
import { remoteSubgraph } from '../../../gateway/remote/client.js';
import { subgraphDirectory } from '../../../gateway/remote/directory.js';
import { subgraphListener } from '../../../gateway/remote/server.js';
import { isAsyncIterable } from '../../../shared/polled.js';
import { startGateway } from '../../../gateway/server.js';
import { createSupergraph } from '../../../gateway/supergraph.js';
import { eventually } from '../../support/eventually.js';
import { createTestGateway, gatewayContext } from '../support/gateway.js';
import { randomQuery } from '../support/random-query.js';
import { helloSubgraph, secret, serveOn, withCounting, withElsewhere } from './support.js';

const query = '{ hello }';
const asked = (text = query, context = gatewayContext()) => ({
  query: text,
  document: parse(text),
  variables: {},
  context,
});

test('a subgraph gives the same answers over HTTP as in process, to the byte', async () => {
  await withElsewhere(async ({ supergraphSdl }) => {
    const local = createTestGateway();
    const directory = subgraphDirectory(secret, 10_000);
    const remote = createSupergraph(supergraphSdl, directory.of(supergraphSdl));
    const variables = fc.record(
      { s: fc.boolean(), t: fc.boolean(), l: fc.constantFrom('no', null) },
      { requiredKeys: ['s'] },
    );
    await fc.assert(
      fc.asyncProperty(randomQuery(local.apiSchema), variables, async (text, given) => {
        fc.pre(local.isValid(text));
        const request = { document: parse(text), variables: given, context: gatewayContext() };
        expect(JSON.stringify(await remote.execute(request))).toBe(JSON.stringify(await local.ask(text, given)));
      }),
      { numRuns: 60, interruptAfterTimeLimit: 4000 },
    );
    await directory.close();
  });
});

test('a subgraph answers the gateway that knows its secret, and nobody else', async () => {
  const { subgraph, schema } = helloSubgraph('hello');
  const calls: string[] = [];
  const watched = {
    ...subgraph,
    execute: (request: Parameters<typeof subgraph.execute>[0]) => (calls.push('called'), subgraph.execute(request)),
  };
  const served = await serveOn(subgraphListener(watched, schema, secret, () => undefined));
  const post = (headers: Record<string, string>) =>
    fetch(served.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query: '{ _service { sdl } }' }),
    });
  for (const headers of [
    {},
    { authorization: 'Bearer another' },
    { authorization: 'Bearer another', 'x-samband-scopes': 'admin' },
  ])
    expect((await post(headers as Record<string, string>)).status).toBe(401);
  expect((await fetch(served.url, { headers: { accept: 'text/event-stream' } })).status).toBe(401);
  expect(calls).toEqual([]);
  const known = remoteSubgraph({ name: 'hello', url: served.url, secret });
  expect(await known.execute(asked())).toMatchObject({ data: { hello: 'hello' } });
  await known.close();
  await served.stop();
});

test('a subgraph learns of the request its id and scopes, and nothing of the client', async () => {
  let headers: Record<string, unknown> = {};
  await withCounting(
    (request) => {
      ({ headers } = request);
      return (_, response) => response.end('{"data":{"hello":"x"},"extensions":{"stale":[1]}}');
    },
    async (url) => {
      const subgraph = remoteSubgraph({ name: 'hello', url, secret });
      const context = { ...gatewayContext('r7'), scopes: new Set(['read', 'national-id']) };
      await subgraph.execute(asked(query, context));
      expect(headers).toMatchObject({
        'x-request-id': 'r7',
        'x-samband-scopes': 'read national-id',
        authorization: `Bearer ${secret}`,
      });
      expect(context.notes.get('stale')).toEqual([1]);
      await subgraph.close();
    },
  );
});

describe('when a connection breaks', () => {
  const breaking =
    (_: unknown, count: number) => (request: { socket: { destroy(): void } }, response: { end(text: string): void }) =>
      count === 1 ? request.socket.destroy() : response.end('{"data":{"hello":"again","set":"again"}}');

  test('a query is sent once more', async () => {
    await withCounting(breaking, async (url, count) => {
      const subgraph = remoteSubgraph({ name: 'hello', url, secret: null });
      expect(await subgraph.execute(asked())).toMatchObject({ data: { hello: 'again' } });
      expect(count()).toBe(2);
      await subgraph.close();
    });
  });

  test('a mutation is not: it may have been done', async () => {
    await withCounting(breaking, async (url, count) => {
      const subgraph = remoteSubgraph({ name: 'hello', url, secret: null });
      await expect(subgraph.execute(asked('mutation { set }'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      expect(count()).toBe(1);
      await subgraph.close();
    });
  });
});

test('a subgraph that fails every request is left alone, and one that hangs is given up at the deadline', async () => {
  await withCounting(
    () => (_request, response) => void response.writeHead(503).end('busy'),
    async (url, count) => {
      const subgraph = remoteSubgraph({ name: 'hello', url, secret: null });
      for (let time = 0; time < 20; time += 1)
        await expect(subgraph.execute(asked())).rejects.toMatchObject({
          code: 'UNAVAILABLE',
          details: { system: 'hello' },
        });
      expect(count()).toBeLessThanOrEqual(6);
      const context = gatewayContext();
      for (let time = 0; time < 2; time += 1) await subgraph.execute(asked(query, context)).catch(() => undefined);
      expect(context.notes.get('systems')).toEqual([{ system: 'hello', state: 'DOWN', since: expect.any(String) }]);
      await subgraph.close();
    },
  );
  await withCounting(
    () => () => undefined,
    async (url, count) => {
      const subgraph = remoteSubgraph({ name: 'hello', url, secret: null, deadlineMs: 200 });
      await expect(subgraph.execute(asked())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      expect(count()).toBe(1);
      void subgraph.close();
    },
  );
});

test('no client waits to find out whether a subgraph answers again, and once it does all is as before', async () => {
  let isBack = false;
  await withCounting(
    () => (_request, response) =>
      isBack ? void response.end('{"data":{"hello":"again"}}') : void response.writeHead(503).end('busy'),
    async (url, count) => {
      const subgraph = remoteSubgraph({ name: 'hello', url, secret: null });
      const ask = () => subgraph.execute(asked()).catch(({ code }: { code: string }) => code);
      while (subgraph.outage() === null) expect(await ask()).toBe('UNAVAILABLE');
      const sent = count();
      isBack = true;
      await eventually(async () => expect(await ask()).toEqual({ data: { hello: 'again' } }));
      // The one that found out, whose answer nobody waited for, and the first that was sent again.
      expect(count()).toBe(sent + 2);
      expect(subgraph.outage()).toBeNull();
      await subgraph.close();
    },
  );
});

test('a subscription comes through as it is', async () => {
  const { subgraph, schema } = helloSubgraph('hello');
  const served = await serveOn(subgraphListener(subgraph, schema, secret, () => undefined));
  const remote = remoteSubgraph({ name: 'hello', url: served.url, secret });
  const events = await remote.subscribe?.(asked('subscription { tick }'));
  if (!events || !isAsyncIterable<object>(events)) throw new Error('no events came');
  const seen: unknown[] = [];
  for await (const { data } of events as AsyncIterable<{ data: unknown }>) seen.push(data);
  expect(seen).toEqual([{ tick: 1 }, { tick: 2 }, { tick: 3 }]);
  await remote.close();
  await served.stop();
});

test('a gateway shares its subgraphs with another that knows the secret, beside the graph', async () => {
  const { subgraph, schema, sdl } = helloSubgraph('hello');
  const { url, stop } = await startGateway({
    ...{ port: 0, firstQuery: '', authenticate: async () => null, subgraphs: [subgraph] },
    ...{
      supergraphSdl: composeSupergraph([{ name: 'hello', sdl }]),
      shared: { secret, subgraphs: [{ subgraph, schema }] },
    },
  });
  const at = (name: string): string => new URL(`/subgraphs/${name}`, url).href;
  const known = remoteSubgraph({ name: 'hello', url: at('hello'), secret });
  expect(await known.execute(asked())).toMatchObject({ data: { hello: 'hello' } });
  const stranger = remoteSubgraph({ name: 'hello', url: at('hello'), secret: 'another-secret-than-this' });
  expect(await stranger.execute(asked())).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  expect((await fetch(at('nobody'))).status).toBe(404);
  await Promise.all([known.close(), stranger.close()]);
  await stop();
});

test('a subgraph learns the headers that are passed on, of a request and of a socket, and no other of the client’s', async () => {
  const seen: Record<string, unknown>[] = [];
  const listening = (request: IncomingMessage) => {
    seen.push(request.headers);
    return (_: IncomingMessage, response: ServerResponse) => response.end('{"data":{"hello":"x"}}');
  };
  await withCounting(listening, async (elsewhere) => {
    const { sdl } = helloSubgraph('hello');
    const subgraph = remoteSubgraph({ name: 'hello', url: elsewhere, secret });
    const { url, stop } = await startGateway({
      ...{
        port: 0,
        firstQuery: '',
        authenticate: null,
        subgraphs: [subgraph],
        passedOn: ['accept-language', 'x-team'],
      },
      supergraphSdl: composeSupergraph([{ name: 'hello', sdl }]),
    });
    const headers = { 'accept-language': 'nb', 'x-secret': 'of the client', authorization: 'Bearer client' };
    const body = JSON.stringify({ query });
    await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
    const client = createClient({ url: url.replace('http', 'ws'), webSocketImpl: socketWith(headers), lazy: true });
    await client.iterate({ query }).next();
    await client.dispose();
    for (const learned of seen) {
      expect(learned).toMatchObject({ 'accept-language': 'nb', authorization: `Bearer ${secret}` });
      expect(learned).not.toHaveProperty('x-secret');
      expect(learned).not.toHaveProperty('x-team');
    }
    expect(seen).toHaveLength(2);
    await Promise.all([subgraph.close(), stop()]);
  });
});

/** A socket as a client that is no browser opens it, with headers. */
function socketWith(headers: Record<string, string>) {
  return class extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols, { headers });
    }
  };
}
