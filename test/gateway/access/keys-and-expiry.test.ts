import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { callerIn, type Authenticate } from '../../../gateway/access/caller.js';
import { doorFor, isRefusal, whileKnown } from '../../../gateway/access/door.js';
import { jwtAuthentication } from '../../../gateway/access/jwt.js';
import { tokenAuthentication } from '../../../gateway/access/token.js';
import { ask, audience, issuer, withGuarded, withIssuer } from './support.js';

test('a key that the issuer has changed counts, the one before it no more, and keys are asked for only when one is not known', () =>
  withIssuer(async (by) => {
    const options = { issuer, audience, jwksUrl: by.jwksUrl, cooldownMs: 0, onFault: () => undefined };
    const authenticate = jwtAuthentication(options);
    const knows = async (token: string) => (await authenticate(`Bearer ${token}`))?.name ?? null;
    const first = await by.token();
    for (let time = 0; time < 5; time += 1) expect(await knows(first)).toBe('kari');
    expect(by.asked()).toBe(1);
    await by.rotate();
    expect(await knows(await by.token())).toBe('kari');
    expect(by.asked()).toBe(2);
    expect(await knows(first)).toBeNull();
  }));

test('roles and scopes come from the token; a role that there is not gives nothing', () =>
  withIssuer(async (by) => {
    const authenticate = jwtAuthentication({ issuer, audience, jwksUrl: by.jwksUrl, onFault: () => undefined });
    const scopes = async (claims: Record<string, unknown>) =>
      [...((await authenticate(`Bearer ${await by.token(claims)}`))?.scopes ?? [])].sort();
    expect(await scopes({ roles: ['editor'] })).toEqual(['edit', 'read']);
    expect(await scopes({ roles: ['admin'], scope: 'national-id' })).toEqual([
      'admin',
      'edit',
      'national-id',
      'operate',
      'read',
    ]);
    expect(await scopes({ scp: ['read'] })).toEqual(['read']);
    expect(await scopes({ roles: ['owner', 'constructor'], scope: 7 })).toEqual([]);
  }));

test('where the issuer’s keys cannot be had nobody comes in, and whoever runs the hub is told', () =>
  withIssuer(async (by) => {
    const faults: unknown[] = [];
    const jwksUrl = 'http://127.0.0.1:1/jwks.json';
    const authenticate = jwtAuthentication({ issuer, audience, jwksUrl, onFault: (error) => void faults.push(error) });
    expect(await authenticate(`Bearer ${await by.token()}`)).toBeNull();
    expect(faults).toHaveLength(1);
    expect(await authenticate('Bearer a.b.c')).toBeNull();
  }));

test('the token of the machine is taken whole and as it is, and no other', async () => {
  const authenticate = tokenAuthentication('abcdefghijklmnop', callerIn('this machine', ['admin']));
  expect((await authenticate('Bearer abcdefghijklmnop'))?.name).toBe('this machine');
  expect((await authenticate('bearer abcdefghijklmnop'))?.name).toBe('this machine');
  for (const wrong of ['abcdefghijklmno', 'abcdefghijklmnopq', 'ABCDEFGHIJKLMNOP', ''])
    expect(await authenticate(`Bearer ${wrong}`)).toBeNull();
  for (const wrong of [undefined, 'abcdefghijklmnop', 'Basic abcdefghijklmnop'])
    expect(await authenticate(wrong)).toBeNull();
});

test('a subscription ends when what its caller came with does', async () => {
  const authenticate: Authenticate = async () => callerIn('kari', ['viewer'], [], Date.now() + 300);
  await withGuarded(authenticate, async ({ url }) => {
    const closed = await new Promise<{ code: number }>((resolve) => {
      const client = createClient({
        url: url.replace('http', 'ws'),
        webSocketImpl: WebSocket,
        retryAttempts: 0,
        lazy: false,
        onNonLazyError: () => undefined,
      });
      client.on('closed', (event) => resolve(event as { code: number }));
    });
    expect(closed.code).toBe(4403);
  });
});

test('what is open under a key ends some time after the key was revoked, and not before', async () => {
  let isGood = true;
  const door = doorFor(async () => (isGood ? callerIn('reports', ['viewer']) : null));
  const entered = await door.enter({ authorization: 'Bearer x' });
  if (isRefusal(entered)) throw new Error('nobody was let in');
  const ended = new Promise<boolean>((resolve) => {
    const off = whileKnown(door, 'Bearer x', entered.caller, () => (off(), resolve(isGood)), 5);
  });
  await door.knows('Bearer x');
  isGood = false;
  expect(await ended).toBe(false);
});

describe('whoever comes without a token', () => {
  const nobody: Authenticate = async () => null;

  test('gets the page of the Sandbox in a browser, and no data with it', () =>
    withGuarded(nobody, async ({ url, calls }) => {
      const page = await fetch(`${url}?query=${encodeURIComponent('{ person { name } }')}`, {
        headers: { accept: 'text/html' },
      });
      expect(page.status).toBe(200);
      expect(await page.text()).not.toContain('Kari');
      expect(page.headers.get('content-type')).toBe('text/html');
      expect(calls).toEqual([]);
    }));

  test.each(['application/json, text/html', 'text/html;q=0.1, */*'])(
    'is answered no query because of a page that it would take too: %s',
    (accept) =>
      withGuarded(nobody, async ({ url, calls }) => {
        const asked = await fetch(`${url}?query=${encodeURIComponent('{ open known __schema { types { name } } }')}`, {
          headers: { accept, 'apollo-require-preflight': '1' },
        });
        expect([asked.status, calls]).toEqual([401, []]);
        expect(await asked.text()).not.toContain('"data"');
      }),
  );

  test('is answered no query where no page is shown', () =>
    withGuarded(
      nobody,
      async ({ url, calls }) => {
        const asked = await fetch(`${url}?query=${encodeURIComponent('{ open known }')}`, {
          headers: { accept: 'text/html', 'apollo-require-preflight': '1' },
        });
        expect([asked.status, calls]).toEqual([401, []]);
      },
      { introspection: false },
    ));

  test('is told how to sign in', () =>
    withGuarded(nobody, async ({ url }) => {
      const answer = await fetch(url, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      expect(await ask(url, null, '{ open }')).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    }));
});

test('a request for another host is refused: somebody’s page may have had its own name lead here', () =>
  withGuarded(
    async () => callerIn('kari', ['admin']),
    async ({ url, calls }) => {
      const { port } = new URL(url);
      const status = (host: string): Promise<number> =>
        new Promise((resolve, reject) => {
          import('node:http').then(({ request }) => {
            const headers = { host, 'content-type': 'application/json' };
            const asking = request({ host: '127.0.0.1', port, path: '/graphql', method: 'POST', headers }, (answer) => {
              answer.resume();
              resolve(answer.statusCode ?? 0);
            });
            asking.on('error', reject);
            asking.end(JSON.stringify({ query: '{ open }' }));
          }, reject);
        });
      expect(await status(`attacker.example:${port}`)).toBe(421);
      expect(await status('127.0.0.1.attacker.example')).toBe(421);
      expect(calls).toEqual([]);
      expect(await status(`localhost:${port}`)).toBe(200);
      expect(await status(`127.0.0.1:${port}`)).toBe(200);
    },
  ));
