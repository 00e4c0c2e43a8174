import { buildSubgraphSchema } from '@apollo/subgraph';
import { GraphQLError, parse, type GraphQLSchema } from 'graphql';
import { createClient as createStreamClient } from 'graphql-sse';
import { createClient as createSocketClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { callerIn } from '../../gateway/access/caller.js';
import { composeSupergraph } from '../../gateway/compose.js';
import { remoteSubgraph } from '../../gateway/remote/client.js';
import { subgraphListener } from '../../gateway/remote/server.js';
import type { GatewayOptions } from '../../gateway/server.js';
import { localSubgraph, type Subgraph } from '../../gateway/subgraph.js';
import { polled } from '../../shared/polled.js';
import { eventually } from '../support/eventually.js';
import { secret, serveOn } from './remote/support.js';
import { withServedGateway, type Logged } from './support/serving.js';

const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: ["@key"])
  type Query { hello: String } type Subscription { news: Int }`;
const query = 'subscription { news }';
const everyMs = 5;

interface News {
  readonly subgraph: Subgraph;
  readonly schema: GraphQLSchema;
}

function newsSubgraph(subscribe: () => AsyncIterable<object>): News {
  const resolvers = { Query: { hello: () => 'hello' }, Subscription: { news: { subscribe } } };
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers }]);
  return { schema, subgraph: localSubgraph('news', { schema, sdl }) };
}

/** A subgraph that looks for news again and again for as long as `use` takes, and finds some at its first look only. */
async function withLooking(use: (news: News, looks: () => number) => Promise<void>): Promise<void> {
  let [looks, over] = [0, false];
  const look = async () => ({ values: (looks += 1) === 1 ? [{ news: 1 }] : [], over });
  try {
    await use(
      newsSubgraph(() => polled(look, everyMs)),
      () => looks,
    );
  } finally {
    over = true;
  }
}

function withNews(
  subgraph: Subgraph,
  options: Partial<GatewayOptions>,
  use: (url: string, logged: Logged) => Promise<void>,
): Promise<void> {
  const supergraphSdl = composeSupergraph([{ name: 'news', sdl }]);
  return withServedGateway({ ...options, supergraphSdl, subgraphs: [subgraph] }, ({ url }, logged) => use(url, logged));
}

/** The same news from elsewhere. */
async function withElsewhere({ subgraph, schema }: News, use: (remote: Subgraph) => Promise<void>): Promise<void> {
  const served = await serveOn(subgraphListener(subgraph, schema, secret, () => undefined));
  const remote = remoteSubgraph({ name: 'news', url: served.url, secret });
  try {
    await use(remote);
    await remote.close();
  } finally {
    await served.stop();
  }
}

/** Ends as soon as no look comes while somebody who looks as often looks twenty times. */
async function untilNobodyLooks(looks: () => number): Promise<void> {
  await eventually(async () => {
    const before = looks();
    let others = 0;
    const other = async () => ({ values: [], over: (others += 1) === 20 });
    for await (const _ of polled(other, everyMs));
    expect(looks()).toBe(before);
  }, 3000);
}

/** Follows by server-sent events, and has had the first news. */
async function followNews(url: string) {
  const client = createStreamClient({ url: `${url}/stream`, retryAttempts: 0 });
  const events = client.iterate({ query });
  expect(await events.next()).toMatchObject({ value: { data: { news: 1 } } });
  return { events, leave: () => client.dispose() };
}

describe('nobody looks for news any more', () => {
  test('once who followed by server-sent events has left', () =>
    withLooking(({ subgraph }, looks) =>
      withNews(subgraph, {}, async (url) => {
        const { leave } = await followNews(url);
        leave();
        await untilNobodyLooks(looks);
      }),
    ));

  test('once the token of who follows by server-sent events is over', () =>
    withLooking(({ subgraph }, looks) => {
      const authenticate = async () => callerIn('kari', ['viewer'], [], Date.now() + 500);
      return withNews(subgraph, { authenticate }, async (url) => {
        const { events } = await followNews(url);
        await expect(events.next()).rejects.toThrow();
        await untilNobodyLooks(looks);
      });
    }));

  test('in a subgraph elsewhere, once who followed has left the gateway', () =>
    withLooking((news, looks) =>
      withElsewhere(news, (remote) =>
        withNews(remote, {}, async (url) => {
          const { leave } = await followNews(url);
          leave();
          await untilNobodyLooks(looks);
        }),
      ),
    ));
});

/** All that comes of the subscription, as each way brings it. */
const ways = {
  async WebSocket(url: string): Promise<unknown[]> {
    const client = createSocketClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
    const seen: unknown[] = [];
    for await (const answer of client.iterate({ query })) seen.push(answer);
    await client.dispose();
    return seen;
  },
  async 'server-sent events'(url: string): Promise<unknown[]> {
    const client = createStreamClient({ url: `${url}/stream`, retryAttempts: 0 });
    const seen: unknown[] = [];
    for await (const answer of client.iterate({ query })) seen.push(answer);
    client.dispose();
    return seen;
  },
};

describe.each(Object.entries(ways))('a subscription by %s that fails midway', (_way, follow) => {
  /** News that end so. */
  const failing = (failure: Error): News =>
    newsSubgraph(async function* () {
      yield { news: 1 };
      throw failure;
    });
  const told = async (subgraph: Subgraph) => {
    const found: { seen: unknown[]; logged: Logged }[] = [];
    await withNews(subgraph, {}, async (url, logged) => void found.push({ seen: await follow(url), logged }));
    return found[0] ?? { seen: [], logged: [] };
  };
  const masked = { code: 'INTERNAL_SERVER_ERROR', service: 'news', requestId: expect.stringMatching(/^[\w-]{36}$/) };
  const idIn = (answer: unknown): unknown =>
    (answer as { errors: { extensions: { requestId: string } }[] }).errors[0]?.extensions.requestId;

  test('tells an error that was not meant for clients by the id alone that the log has', async () => {
    const failure = new Error('row 4711 of Ola Nordmann');
    const { seen, logged } = await told(failing(failure).subgraph);
    expect(seen).toEqual([
      { data: { news: 1 } },
      { data: { news: null }, errors: [{ message: 'Internal error', path: ['news'], extensions: masked }] },
    ]);
    expect(logged).toEqual([{ error: failure, requestId: idIn(seen[1]) }]);
  });

  test('does the same where a subgraph throws that is none of ours', async () => {
    const failure = new Error('row 4711 of Ola Nordmann');
    const events = async function* () {
      yield { data: { news: 1 } };
      throw failure;
    };
    const { seen, logged } = await told({ ...failing(failure).subgraph, subscribe: async () => events() });
    expect(seen).toMatchObject([
      { data: { news: 1 } },
      { errors: [{ message: 'Internal error', extensions: masked }] },
    ]);
    expect(logged).toEqual([{ error: failure, requestId: idIn(seen[1]) }]);
  });

  test('does the same where the subgraph is elsewhere', () =>
    withElsewhere(failing(new Error('row 4711 of Ola Nordmann')), async (remote) => {
      const { seen, logged } = await told(remote);
      expect(seen).toMatchObject([
        { data: { news: 1 } },
        { errors: [{ message: 'Internal error', extensions: masked }] },
      ]);
      expect(logged).toMatchObject([{ requestId: idIn(seen[1]) }]);
    }));

  test('tells an error with a code as it is', async () => {
    const failure = new GraphQLError('There is no such run.', { extensions: { code: 'NOT_FOUND' } });
    const { seen, logged } = await told(failing(failure).subgraph);
    const error = { message: failure.message, path: ['news'], extensions: { code: 'NOT_FOUND', service: 'news' } };
    expect(seen).toEqual([{ data: { news: 1 } }, { data: { news: null }, errors: [error] }]);
    expect(logged).toEqual([]);
  });
});

test('what is no GraphQL ends its operation over a WebSocket, and not the connection', () =>
  withLooking(({ subgraph }) =>
    withNews(subgraph, {}, async (url) => {
      const closed: unknown[] = [];
      const client = createSocketClient({
        ...{ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0, lazy: false },
      });
      client.on('closed', (event) => closed.push(event));
      await expect(client.iterate({ query: 'subscription { news' }).next()).rejects.toMatchObject([
        { message: expect.stringContaining('Syntax Error') },
      ]);
      expect((await client.iterate({ query: '{ hello }' }).next()).value).toEqual({ data: { hello: 'hello' } });
      expect(closed).toEqual([]);
      await client.dispose();
    }),
  ));

test('a WebSocket whose caller cannot be found out about is closed without a word of why', () => {
  const failure = new Error('row 4711 of Ola Nordmann');
  const { subgraph } = newsSubgraph(() => polled(async () => ({ values: [], over: true }), everyMs));
  return withNews(subgraph, { authenticate: () => Promise.reject(failure) }, async (url, logged) => {
    await expect(ways.WebSocket(url)).rejects.toMatchObject({ code: 4500, reason: 'Internal error' });
    expect(logged).toMatchObject([{ error: failure }]);
  });
});

describe('the stream of server-sent events', () => {
  const ask = (url: string, method: string, headers: Record<string, string>) =>
    fetch(`${url}/stream`, {
      ...{ method, headers: { 'content-type': 'application/json', ...headers } },
      ...(method === 'POST' ? { body: JSON.stringify({ query: '{ hello }' }) } : {}),
    });
  const { subgraph } = newsSubgraph(() => polled(async () => ({ values: [], over: true }), everyMs));

  test.each([
    ['PUT', { accept: '*/*' }, 405],
    ['DELETE', { accept: '*/*' }, 405],
    ['POST', { accept: 'application/json' }, 406],
    ['GET', { accept: '*/*' }, 406],
  ])(
    'has a connection for each operation, and keeps none for later: %s of %j is answered %i',
    (method, headers, status) =>
      withNews(subgraph, {}, async (url) => {
        const answer = await ask(url, method, headers);
        expect(answer.status).toBe(status);
        expect(await answer.json()).toMatchObject({
          errors: [{ message: expect.stringContaining('text/event-stream'), extensions: { code: 'BAD_REQUEST' } }],
        });
        if (status === 405) expect(answer.headers.get('allow')).toBe('GET, POST');
      }),
  );
});
