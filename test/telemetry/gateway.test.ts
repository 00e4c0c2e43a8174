import { localSubgraph } from '../../gateway/subgraph.js';
import { subgraphDirectory } from '../../gateway/remote/directory.js';
import { createClient } from 'graphql-sse';
import { composeServices } from '@theguild/federation-composition';
import { GraphQLError, parse } from 'graphql';
import { codesIn } from '../../gateway/traced.js';
import { helloSubgraph, secret } from '../gateway/remote/support.js';
import { post, withServedGateway } from '../gateway/support/serving.js';
import { treeOf } from './collector.js';
import { withTracing } from './support.js';

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

test('a query is one trace: the request, the operation, its plan and what each subgraph is asked', () =>
  withTracing((collector) =>
    withServedGateway({}, async ({ url }) => {
      const query = 'query Names { kunder { navn customer { name } } }';
      expect((await post(url, { query })).status).toBe(200);
      const [request] = await collector.named('POST /graphql');
      expect(treeOf(collector.spans(), request?.traceId ?? '')).toBe(
        'POST /graphql(query(fetch hub, fetch tidsbanken, plan))',
      );
      expect(request).toMatchObject({
        ...{ parentSpanId: null, service: 'the-hub', isFailed: false },
        attributes: { 'http.request.method': 'POST', 'http.route': '/graphql', 'http.response.status_code': 200 },
      });
      const [operation] = await collector.named('query');
      expect(operation?.attributes).toMatchObject({
        'graphql.operation.type': 'query',
        'graphql.operation.name': 'Names',
      });
      const [fetched] = await collector.named('fetch tidsbanken');
      expect(fetched?.attributes).toEqual({ 'samband.subgraph': 'tidsbanken', 'samband.transport': 'in-process' });
    }),
  ));

test('a request goes on in the trace that its headers name, and leaves alone one whose spans are not wanted', () =>
  withTracing((collector) =>
    withServedGateway({}, async ({ url }) => {
      const unwanted = traceparent.replace('0af7', '1af7').replace(/-01$/, '-00');
      await post(url, { query: 'query Unwanted { version }' }, { traceparent: unwanted });
      await post(url, { query: 'query Wanted { version }' }, { traceparent });
      const [request, ...others] = await collector.named('POST /graphql');
      expect(others).toEqual([]);
      expect([request?.traceId, request?.parentSpanId]).toEqual([
        '0af7651916cd43dd8448eb211c80319c',
        'b7ad6b7169203331',
      ]);
    }),
  ));

test('what goes wrong marks the operation by its code, and nothing is told of what was asked', () =>
  withTracing((collector) =>
    withServedGateway({}, async ({ url }) => {
      const query = 'query Lost($id: ID!) { kunde(id: $id) { navn } other: kunde(id: "kanari-1") { nosuch } }';
      await post(`${url}?kanari=2`, { query, variables: { id: 'kanari-3' } }, { 'x-kanari': 'kanari-4' });
      await post(new URL('/kanari/5', url).href, {});
      const media = '{ media { ... on Book { pages } } kunde(id: "kanari-6") { navn } }';
      await post(url, { query: media });
      await collector.named('POST');
      const [operation] = await collector.named('query');
      expect(operation).toMatchObject({ isFailed: true, attributes: { 'error.type': 'INTERNAL_SERVER_ERROR' } });
      expect(collector.text()).not.toMatch(/kanari/i);
    }),
  ));

test('a subgraph elsewhere goes on in the trace of the query', () =>
  withTracing((collector) => {
    const { subgraph, sdl, schema } = helloSubgraph('hello');
    const shared = { secret, subgraphs: [{ subgraph, schema }] };
    return withServedGateway({ shared }, async (there) => {
      const url = new URL('/subgraphs/hello', there.url).href;
      const { supergraphSdl = '' } = composeServices([{ name: 'hello', url, typeDefs: parse(sdl) }]);
      const directory = subgraphDirectory(secret, 10_000);
      await withServedGateway({ supergraphSdl, subgraphs: directory.of(supergraphSdl) }, async (here) => {
        expect(await (await post(here.url, { query: '{ hello }' })).json()).toEqual({ data: { hello: 'hello' } });
        const [request] = await collector.named('POST /graphql');
        await collector.named('POST /subgraphs/{name}');
        expect(treeOf(collector.spans(), request?.traceId ?? '')).toBe(
          'POST /graphql(query(fetch hello(POST(POST /subgraphs/{name})), plan))',
        );
        const [fetched] = await collector.named('fetch hello');
        expect(fetched?.attributes['samband.transport']).toBe('http');
      });
      await directory.close();
    });
  }));

test('each event of a subscription is a trace of its own, linked to the one that it was begun in', () =>
  withTracing((collector) => {
    const { subgraph, sdl, schema } = helloSubgraph('hello');
    const { supergraphSdl = '' } = composeServices([{ name: 'hello', url: 'http://127.0.0.1', typeDefs: parse(sdl) }]);
    const subgraphs = [localSubgraph('hello', { schema, sdl: subgraph.sdl })];
    return withServedGateway({ supergraphSdl, subgraphs }, async ({ url }) => {
      const client = createClient({ url: `${url}/stream`, singleConnection: false });
      const ticks: unknown[] = [];
      for await (const { data } of client.iterate({ query: 'subscription { tick }' })) ticks.push(data);
      expect(ticks).toEqual([{ tick: 1 }, { tick: 2 }, { tick: 3 }]);
      const [begun] = await collector.named('subscription');
      await collector.named('POST /graphql/stream');
      const events = await collector.named('event');
      expect(new Set(events.map(({ traceId }) => traceId)).size).toBe(3);
      expect(events.map(({ links }) => links)).toEqual([[begun?.traceId], [begun?.traceId], [begun?.traceId]]);
    });
  }));

test('of what a subgraph calls a code only a code is told', () => {
  const errors = ['RATE_LIMITED', 'kanari@kanari.test', 7, undefined, 'RATE_LIMITED'].map(
    (code) => new GraphQLError('kanari', { extensions: { code } }),
  );
  expect(codesIn({ errors })).toEqual(['RATE_LIMITED', 'INTERNAL_SERVER_ERROR']);
  expect(codesIn({ data: {} })).toEqual([]);
});
