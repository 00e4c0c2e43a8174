import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { callerIn, type Authenticate } from '../../../gateway/access/caller.js';
import { hashOf, knownOperations } from '../../../gateway/guard/operations.js';
import { rateLimit } from '../../../gateway/guard/rate.js';
import type { RequestLine } from '../../../shared/log.js';
import { post, withServedGateway } from '../support/serving.js';

describe('the rate of a client', () => {
  test('is a minute’s worth at once, then evenly; others are not held up', () => {
    let now = 0;
    const limit = rateLimit(60, () => now);
    for (let request = 0; request < 60; request += 1) expect(limit.waitFor('kari')).toBe(0);
    expect(limit.waitFor('kari')).toBe(1000);
    expect(limit.waitFor('ola')).toBe(0);
    now += 1000;
    expect(limit.waitFor('kari')).toBe(0);
    expect(limit.waitFor('kari')).toBe(1000);
    now += 3_600_000;
    for (let request = 0; request < 60; request += 1) expect(limit.waitFor('kari')).toBe(0);
    expect(limit.waitFor('kari')).toBe(1000);
  });

  test('is answered with 429 and how long to wait', () =>
    withServedGateway(
      { requestsPerMinute: 2, authenticate: async () => callerIn('kari', ['admin']) },
      async ({ url }) => {
        const answers = [];
        for (let request = 0; request < 3; request += 1) answers.push(await post(url, { query: '{ now }' }));
        expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
        expect(Number(answers[2]?.headers.get('retry-after'))).toBeGreaterThan(0);
        expect(await answers[2]?.json()).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
      },
    ));

  const query = '{ now }';
  const limited = { extensions: { code: 'RATE_LIMITED', retryAfter: expect.any(Number) } };
  const kari = async () => callerIn('kari', ['admin'], [], null, 'token');

  /** A connection over a WebSocket, and the code that it was closed with, if it was. @param lazy opened for an operation only. */
  function connect(url: string, lazy: boolean) {
    const client = createClient({
      ...{ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0, lazy },
    });
    const closed: number[] = [];
    client.on('closed', (event) => void closed.push((event as { code: number }).code));
    return { closed, client, ask: async () => (await client.iterate({ query }).next()).value };
  }

  test('counts each operation over a WebSocket, and its opening; too many are answered an error, and the connection stays', () => {
    const told: RequestLine[] = [];
    const tellRequest = (line: RequestLine): void => void told.push(line);
    return withServedGateway({ requestsPerMinute: 3, authenticate: kari, tellRequest }, async ({ url }) => {
      const { client, closed, ask } = connect(url, false);
      for (let operation = 0; operation < 2; operation += 1)
        expect(await ask()).toMatchObject({ data: { now: expect.any(String) } });
      await expect(ask()).rejects.toMatchObject([limited]);
      await expect(ask()).rejects.toMatchObject([limited]);
      expect(closed).toEqual([]);
      expect((await post(url, { query })).status).toBe(429);
      expect(told.filter(({ method }) => method === 'WEBSOCKET').map(({ codes }) => codes)).toEqual([
        [],
        [],
        ['RATE_LIMITED'],
        ['RATE_LIMITED'],
      ]);
      await client.dispose();
    });
  });

  test('closes a WebSocket that one too many opens with «try again later»', () =>
    withServedGateway({ requestsPerMinute: 1, authenticate: kari }, async ({ url }) => {
      await post(url, { query });
      const { closed, ask } = connect(url, true);
      await expect(ask()).rejects.toMatchObject({ code: 1013 });
      expect(closed).toEqual([1013]);
    }));

  test('counts each operation by server-sent events', () =>
    withServedGateway({ requestsPerMinute: 2, authenticate: kari }, async ({ url }) => {
      const statuses = [];
      for (let request = 0; request < 3; request += 1) {
        const answer = await post(`${url}/stream`, { query }, { accept: 'text/event-stream' });
        await answer.text();
        statuses.push(answer.status);
      }
      expect(statuses).toEqual([200, 200, 429]);
    }));

  test('is apart for a key and for a token of one name', () => {
    const authenticate: Authenticate = async (authorization) =>
      callerIn('kari', ['admin'], [], null, authorization === 'Bearer key' ? 'key' : 'token');
    return withServedGateway({ requestsPerMinute: 1, authenticate }, async ({ url }) => {
      const statusOf = async (bearer: string) =>
        (await post(url, { query }, { authorization: `Bearer ${bearer}` })).status;
      expect([await statusOf('key'), await statusOf('key')]).toEqual([200, 429]);
      expect([await statusOf('token'), await statusOf('token')]).toEqual([200, 429]);
    });
  });
});

test('where the schema is not shown, neither introspection nor the page is answered, nothing is hinted at, and data is', () =>
  withServedGateway({ introspection: false }, async ({ url }) => {
    for (const query of ['{ __schema { types { name } } }', '{ now __type(name: "Query") { name } }'])
      expect(await (await post(url, { query })).json()).toMatchObject({
        errors: [{ extensions: { code: 'INTROSPECTION_DISABLED' } }],
      });
    expect(await (await post(url, { query: '{ __typename customers { totalCount } }' })).json()).not.toHaveProperty(
      'errors',
    );
    const { errors } = (await (await post(url, { query: '{ custmers { totalCount } }' })).json()) as {
      errors: object[];
    };
    const unhinted = [{ message: 'Cannot query field "custmers" on type "Query".' }];
    expect(errors).toMatchObject(unhinted);
    const client = createClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
    await expect(client.iterate({ query: '{ custmers { totalCount } }' }).next()).rejects.toMatchObject(unhinted);
    await client.dispose();
    const page = await fetch(url, { headers: { accept: 'text/html' } });
    expect(await page.text()).not.toContain('andbox');
  }));

describe('operations that clients were built with', () => {
  const known = '{ customers { totalCount } }';

  async function withFile(content: unknown, use: (file: string) => Promise<void>): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'samband-operations-'));
    try {
      const file = join(folder, 'operations.json');
      await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
      await use(file);
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  const manifest = {
    format: 'apollo-persisted-query-manifest',
    version: 1,
    operations: [{ id: 'x', name: 'C', type: 'query', body: known }],
  };

  test.each([
    ['a manifest', manifest],
    ['texts by hash', { [hashOf(known)]: known }],
  ])('from %s are taken by their text and by their hash, and no others where only they are', (_what, content) =>
    withFile(content, async (file) => {
      await withServedGateway({ operations: await knownOperations(file, true) }, async ({ url }) => {
        const byHash = { extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(known) } } };
        for (const body of [{ query: known }, byHash])
          expect(await (await post(url, body)).json()).toMatchObject({
            data: { customers: { totalCount: expect.any(Number) } },
          });
        for (const query of ['{ now }', `${known} `, '{ __schema { types { name } } }'])
          expect(await (await post(url, { query })).json()).toMatchObject({
            errors: [{ extensions: { code: 'OPERATION_NOT_KNOWN' } }],
          });
      });
      await withServedGateway({ operations: await knownOperations(file, false) }, async ({ url }) => {
        expect(await (await post(url, { query: '{ now }' })).json()).toHaveProperty('data');
      });
    }),
  );

  test.each([
    ['is no JSON', 'nonsense', /is neither a manifest/],
    ['is something else', [1], /is neither a manifest/],
    ['has what is no GraphQL', { a: '{ ' }, /has an operation that is no GraphQL/],
  ])('a file that %s is refused', (_what, content, reason) =>
    withFile(content, async (file) => {
      await expect(knownOperations(file, true)).rejects.toThrow(reason);
      await expect(knownOperations(`${file}.none`, true)).rejects.toThrow(/cannot be read/);
    }),
  );
});
