import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Subgraph } from '../../gateway/subgraph.js';
import { createCompany } from './support/company.js';
import { firstQuery, post, withServedGateway } from './support/serving.js';
import { companySubgraphs } from './support/subgraphs.js';

const sandbox = 'https://sandbox.embed.apollographql.com';

function subgraphsWith(name: string, execute: Subgraph['execute']): Subgraph[] {
  return companySubgraphs(createCompany()).map((subgraph) =>
    subgraph.name === name ? { ...subgraph, execute } : subgraph,
  );
}

describe('a GraphQL client', () => {
  test.each(['/graphql', '/'])('gets its answer at %s', (path) =>
    withServedGateway({}, async ({ url }) => {
      const response = await post(new URL(path, url).href, {
        query: 'query ($id: ID!) { customer(id: $id) { name tidsbankenKunde { navn } } }',
        variables: { id: 'c1' },
      });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toContain('application/json');
      expect(await response.json()).toEqual({
        data: { customer: { name: 'Customer 1', tidsbankenKunde: { navn: 'Kunde 1' } } },
      });
    }),
  );

  test('may introspect', () =>
    withServedGateway({}, async ({ url }) => {
      const response = await post(url, { query: '{ __schema { queryType { name } } }' });
      expect(await response.json()).toEqual({ data: { __schema: { queryType: { name: 'Query' } } } });
    }));

  test.each([
    ['a syntax error', { query: '{ now' }, 'GRAPHQL_PARSE_FAILED'],
    ['a field that is not there', { query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
    ['a variable that does not fit', { query: 'query ($id: ID!) { kunde(id: $id) { navn } }' }, 'BAD_USER_INPUT'],
    [
      'an operation that is not there',
      { query: 'query A { now }', operationName: 'B' },
      'OPERATION_RESOLUTION_FAILURE',
    ],
    ['no query', {}, 'BAD_REQUEST'],
    ['no JSON', 'now', 'BAD_REQUEST'],
  ])('that sends %s gets 400 and the code for it', (_what, body, code) =>
    withServedGateway({}, async ({ url }, logged) => {
      const response = await post(url, body, { accept: 'application/graphql-response+json' });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code } }] });
      expect(logged).toEqual([]);
    }),
  );

  test('that sends more than 1 MiB gets 413', () =>
    withServedGateway({}, async ({ url }) => {
      const response = await post(url, { query: `{ now } #${'x'.repeat(1024 * 1024)}` });
      expect(response.status).toBe(413);
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'PAYLOAD_TOO_LARGE' } }] });
    }));

  test('that asks elsewhere gets 404', () =>
    withServedGateway({}, async ({ url }) => {
      const response = await fetch(new URL('/elsewhere', url));
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
    }));

  test('reads the id under which an error was logged, and nothing of the error', () => {
    const failure = new Error('password in clear');
    const subgraphs = subgraphsWith('rates', () => Promise.reject(failure));
    return withServedGateway({ subgraphs }, async ({ url }, logged) => {
      const response = await post(url, { query: '{ version now }' });
      expect(response.status).toBe(200);
      const requestId = logged[0]?.requestId;
      expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
      expect(await response.json()).toEqual({
        data: { version: null, now: '2026-11-20T12:00:00Z' },
        errors: [
          {
            message: 'Internal error',
            path: ['version'],
            extensions: { code: 'INTERNAL_SERVER_ERROR', requestId, service: 'rates' },
          },
        ],
      });
      expect(logged).toEqual([{ error: failure, requestId }]);
    });
  });
});

describe('a browser', () => {
  test.each(['/', '/graphql'])('gets the Sandbox with the first query in it at %s', (path) =>
    withServedGateway({}, async ({ url }) => {
      const response = await fetch(new URL(path, url), { headers: { accept: 'text/html,*/*;q=0.8' } });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toContain('text/html');
      const page = await response.text();
      expect(page).toContain('EmbeddedSandbox');
      expect(page).toContain(`"document":${JSON.stringify(firstQuery)}`);
      expect(page).toContain('"runTelemetry":false');
    }),
  );

  test('on a page of Apollo Sandbox may ask and read', () =>
    withServedGateway({}, async ({ url }) => {
      const asked = {
        origin: sandbox,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      };
      const preflight = await fetch(url, { method: 'OPTIONS', headers: asked });
      expect(preflight.status).toBe(204);
      expect(Object.fromEntries(preflight.headers)).toMatchObject({
        'access-control-allow-origin': sandbox,
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': 'content-type',
      });
      const response = await post(url, { query: '{ now }' }, { origin: sandbox });
      expect(response.headers.get('access-control-allow-origin')).toBe(sandbox);
    }));

  test('on any other page may not', () =>
    withServedGateway({}, async ({ url }) => {
      const headers = { origin: 'https://elsewhere.example', 'access-control-request-method': 'POST' };
      const preflight = await fetch(url, { method: 'OPTIONS', headers });
      expect(preflight.headers.has('access-control-allow-origin')).toBe(false);
      expect(preflight.headers.has('access-control-allow-methods')).toBe(false);
    }));

  test('cannot be made to ask without knowing', () =>
    withServedGateway({}, async ({ url }) => {
      const forged = await fetch(`${url}?query={now}`);
      expect(forged.status).toBe(400);
      expect(await forged.text()).toContain('Cross-Site Request Forgery');
      const meant = await fetch(`${url}?query={now}`, { headers: { 'apollo-require-preflight': 'true' } });
      expect(await meant.json()).toEqual({ data: { now: '2026-11-20T12:00:00Z' } });
    }));
});

describe('the server', () => {
  test('says which setting to change where its port is taken', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const { port } = holder.address() as AddressInfo;
    try {
      await expect(withServedGateway({ port }, async () => undefined)).rejects.toThrow(
        `PORT ${port} is taken on 127.0.0.1: stop what listens there, or set PORT to a free one`,
      );
    } finally {
      await new Promise((resolve) => holder.close(resolve));
    }
  });

  test('answers what is under way before it stops, and nothing after', async () => {
    let arrived = (): void => undefined;
    let release = (): void => undefined;
    const underWay = new Promise<void>((resolve) => (arrived = resolve));
    const released = new Promise<void>((resolve) => (release = resolve));
    const subgraphs = subgraphsWith('rates', async () => {
      arrived();
      await released;
      return { data: { version: 'late' } };
    });
    await withServedGateway({ subgraphs }, async (gateway) => {
      const answer = post(gateway.url, { query: '{ version }' });
      await underWay;
      const stopped = gateway.stop();
      release();
      expect(await (await answer).json()).toEqual({ data: { version: 'late' } });
      await stopped;
      await expect(post(gateway.url, { query: '{ version }' })).rejects.toThrow('fetch failed');
    });
  });

  test('keeps what belongs to one request apart from the next', () => {
    const seen: unknown[] = [];
    const subgraphs = subgraphsWith('rates', async ({ context }) => {
      seen.push(context.loaders, context.requestId);
      return { data: { version: String(context.scopes.size) } };
    });
    return withServedGateway({ subgraphs }, async ({ url }) => {
      await post(url, { query: '{ version }' });
      await post(url, { query: '{ version }' });
      expect(new Set(seen).size).toBe(4);
    });
  });
});
