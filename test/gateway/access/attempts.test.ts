import { generateKeyPair } from 'jose';
import { createClient as createStreamClient } from 'graphql-sse';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { jwtAuthentication } from '../../../gateway/access/jwt.js';
import { ask, audience, issuer, withGuarded, withIssuer, type Guarded, type Issuer } from './support.js';

async function withBoth(use: (guarded: Guarded, by: Issuer) => Promise<void>): Promise<void> {
  await withIssuer(async (by) => {
    const onFault = (error: unknown): never => {
      throw error;
    };
    const authenticate = jwtAuthentication({ issuer, audience, jwksUrl: by.jwksUrl, onFault });
    await withGuarded(authenticate, (guarded) => use(guarded, by));
  });
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const claims = { sub: 'kari', iss: issuer, aud: audience, scope: 'read edit admin', exp: 4_000_000_000 };

/** Tokens that are none. */
const tokens: readonly (readonly [what: string, token: (by: Issuer) => Promise<string | null>])[] = [
  ['no token', async () => null],
  ['a token of another issuer', (by) => by.token({ iss: 'https://other.example', scope: 'read' })],
  ['a token for somebody else', (by) => by.token({ aud: 'another', scope: 'read' })],
  ['the algorithm `none`', async () => `${encoded({ alg: 'none' })}.${encoded(claims)}.`],
  [
    'a secret where a key pair goes',
    (by) => by.token({ scope: 'read' }, { alg: 'HS256', key: new Uint8Array(32) as never }),
  ],
  ['an expired token', (by) => by.token({ scope: 'read' }, { expires: '-5m' })],
  [
    'a token signed with somebody else’s key',
    async (by) => by.token({ scope: 'read' }, { key: (await generateKeyPair('ES256')).privateKey }),
  ],
  [
    'a token with another’s claims',
    async (by) => {
      const [header, , signature] = (await by.token({ scope: 'read' })).split('.');
      return [header, encoded(claims), signature].join('.');
    },
  ],
  ['no token at all', async () => 'smb_nothing'],
];

test.each(tokens)('%s is refused, and nothing is fetched', (_what, token) =>
  withBoth(async ({ url, calls, faults }, by) => {
    const answer = await ask(url, await token(by), '{ open person { name } }');
    expect(answer).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    expect(answer.data).toBeUndefined();
    expect([calls, faults]).toEqual([[], []]);
  }),
);

/** What a caller with the scope `read` and no other may not have. */
const questions: readonly (readonly [what: string, query: string])[] = [
  ['a field', '{ person { nationalId } }'],
  ['a field under another name', '{ person { name: nationalId } }'],
  ['a field in a fragment', '{ person { ...Hidden } } fragment Hidden on Person { nationalId }'],
  [
    'a field in a fragment within a fragment',
    '{ ...A } fragment A on Query { person { ...B } } fragment B on Person { nationalId }',
  ],
  ['a field behind an interface', '{ anyone { ... on Person { nationalId } } }'],
  ['a field of another subgraph', '{ person { account } }'],
  ['a field whose type asks for more', '{ person { salary { amount } } }'],
  ['a field that is skipped only by a directive', '{ person { nationalId @include(if: true) } }'],
  ['one mutation among two', 'mutation { rename(name: "x") { name } }'],
  ['a policy', '{ office }'],
];

test.each(questions)(
  'with too few scopes %s is refused, with all else of the request, and nothing is fetched',
  (_what, query) =>
    withBoth(async ({ url, calls }, by) => {
      const answer = await ask(url, await by.token({ scope: 'read' }), query.replace('{', '{ __typename '));
      expect(answer).toMatchObject({ code: 'FORBIDDEN' });
      expect(answer.data ?? null).toBeNull();
      expect(calls).toEqual([]);
    }),
);

test.each(['_entities(representations: [{ __typename: "Person", id: "1" }]) { __typename }', '_service { sdl }'])(
  'there is no %s to ask for',
  (field) =>
    withBoth(async ({ url, calls }, by) => {
      const answer = await ask(url, await by.token({ roles: ['admin'] }), `{ ${field} }`);
      expect(answer).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
      expect(calls).toEqual([]);
    }),
);

test('with the scopes for it everything is answered', () =>
  withBoth(async ({ url, calls }, by) => {
    const token = await by.token({ scope: 'national-id pay', roles: ['admin'] });
    const answer = await ask(url, token, '{ open known office person { nationalId account salary { amount } } }');
    expect(answer).toMatchObject({ status: 200, data: { office: 'office', person: { account: '1234' } } });
    expect(calls.length).toBeGreaterThan(0);
  }));

test('one of several lists of scopes is enough', () =>
  withBoth(async ({ url }, by) => {
    const query = '{ person { account } }';
    for (const scope of ['read pay', 'read admin'])
      expect(await ask(url, await by.token({ scope }), query)).toMatchObject({ status: 200 });
    expect(await ask(url, await by.token({ scope: 'read edit' }), query)).toMatchObject({ code: 'FORBIDDEN' });
  }));

test('a subscription asks for a token and its scopes as well, by WebSocket and by server-sent events', () =>
  withBoth(async ({ url, calls }, by) => {
    const query = 'subscription { renamed { name } }';
    const bySocket = async (token: string | null): Promise<unknown> => {
      const connectionParams = token === null ? {} : { authorization: `Bearer ${token}` };
      const client = createClient({
        url: url.replace('http', 'ws'),
        webSocketImpl: WebSocket,
        retryAttempts: 0,
        connectionParams,
      });
      try {
        for await (const event of client.iterate({ query })) return event;
        return null;
      } finally {
        await client.dispose();
      }
    };
    const byStream = async (token: string | null): Promise<unknown> => {
      const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
      const client = createStreamClient({ url: `${url}/stream`, retryAttempts: 0, headers });
      for await (const event of client.iterate({ query })) return event;
      return null;
    };
    for (const follow of [bySocket, byStream]) {
      await expect(follow(null)).rejects.toBeDefined();
      await expect(follow(await by.token({ scope: 'read' }, { expires: '-5m' }))).rejects.toBeDefined();
      expect(
        JSON.stringify(await follow(await by.token({ scope: 'edit' })).catch((error: unknown) => error)),
      ).toContain('FORBIDDEN');
      expect(calls).toEqual([]);
      expect(await follow(await by.token({ scope: 'read' }))).toMatchObject({ data: { renamed: { name: 'Kari' } } });
      expect(calls.splice(0)).toEqual(['staff']);
    }
  }));
