import { accessTo, keysOf } from '../../access.js';
import { gatewayOptions } from '../../gateway-options.js';
import { loadGuard } from '../../gateway/guard/load.js';
import { Env } from '../../shared/config.js';
import type { Log } from '../../shared/log.js';
import { readSettings } from '../../shared/settings.js';
import { withGraph, type Graph } from './graphql-support.js';

const quiet: Log = { fault: () => undefined, request: null };

const access = (graph: Graph, variables: Record<string, string>) =>
  accessTo(readSettings(new Env(variables)), keysOf(graph.hub), 'the secret of the installation', quiet);

interface Made {
  readonly apiKey: { readonly id: string } | null;
  readonly key: string | null;
  readonly userErrors: readonly object[];
}

async function make(graph: Graph, input: object): Promise<Made> {
  const mutation = `
    mutation ($input: CreateApiKeyInput!) {
      createApiKey(input: $input) { apiKey { id name role nationalIds } key userErrors { field code } }
    }
  `;
  return (await graph.data<{ createApiKey: Made }>(mutation, { input })).createApiKey;
}

const change = (graph: Graph, what: 'rotate' | 'revoke', id: string | undefined) =>
  graph.data<Record<string, { key?: string; userErrors: object[] }>>(
    `mutation { ${what}ApiKey(input: { id: "${id}" }) { ${what === 'rotate' ? 'key' : 'apiKey { revokedAt }'} userErrors { field code } } }`,
  );

test('a key is shown once, kept as a digest, good for what its role may, and its use is noted', () =>
  withGraph(async (graph) => {
    const { apiKey, key } = await make(graph, { name: 'Reports', role: 'VIEWER', nationalIds: true });
    expect(key).toMatch(/^smb_[\w-]{43}$/);
    const { authenticate } = await access(graph, {});
    const caller = await authenticate(`Bearer ${key}`);
    expect([caller?.name, [...(caller?.scopes ?? [])].sort()]).toEqual(['Reports', ['national-id', 'read']]);
    expect(await authenticate(`Bearer ${key}x`)).toBeNull();
    const stored = JSON.stringify(await graph.sql('select * from api_key'));
    expect(stored).not.toContain(key);
    const { apiKeys } = await graph.data<{ apiKeys: object[] }>('{ apiKeys { id name role lastUsedAt expiresAt } }');
    expect(apiKeys).toEqual([
      { id: apiKey?.id, name: 'Reports', role: 'VIEWER', lastUsedAt: expect.any(String), expiresAt: null },
    ]);
  }));

test('a key that was rotated, revoked or is over lets nobody in', () =>
  withGraph(async (graph) => {
    const one = await make(graph, { name: 'One', role: 'ADMIN' });
    const rotated = await change(graph, 'rotate', one.apiKey?.id);
    const { authenticate } = await access(graph, {});
    const knows = async (key: string | null | undefined) => (await authenticate(`Bearer ${key}`))?.name ?? null;
    const second = rotated['rotateApiKey']?.key;
    expect([await knows(one.key), await knows(second)]).toEqual([null, 'One']);
    await change(graph, 'revoke', one.apiKey?.id);
    expect((await (await access(graph, {})).authenticate(`Bearer ${second}`))?.name).toBeUndefined();
    expect(await change(graph, 'rotate', one.apiKey?.id)).toEqual({
      rotateApiKey: { key: null, userErrors: [{ field: ['id'], code: 'NOT_FOUND' }] },
    });
    const short = await make(graph, { name: 'Short', role: 'VIEWER', expiresAt: new Date(Date.now() + 60_000) });
    expect(await knows(short.key)).toBe('Short');
    await graph.sql(`update api_key set expires_at = now() - interval '1 second' where name = 'Short'`);
    expect((await (await access(graph, {})).authenticate(`Bearer ${short.key}`))?.name).toBeUndefined();
  }));

test('a key without a name, or that is over already, is not made', () =>
  withGraph(async (graph) => {
    expect(await make(graph, { name: ' ', role: 'VIEWER' })).toMatchObject({
      key: null,
      userErrors: [{ code: 'INVALID' }],
    });
    const expiresAt = new Date(Date.now() - 1000);
    expect(await make(graph, { name: 'Late', role: 'VIEWER', expiresAt })).toMatchObject({ key: null });
    expect(await graph.sql('select 1 from api_key')).toEqual([]);
  }));

describe('who is let in, by how the hub is set up:', () => {
  test('nothing is set: one token for whoever sits at the machine, the same after every start', () =>
    withGraph(async (graph) => {
      const { token, authenticate } = await access(graph, {});
      expect(token).toMatch(/^[\w-]{43}$/);
      expect((await access(graph, {})).token).toBe(token);
      const caller = await authenticate(`Bearer ${token}`);
      expect(caller?.scopes.has('admin')).toBe(true);
      expect(caller?.scopes.has('national-id')).toBe(false);
    }));

  test('a proxy serves it under other names: others see the page, which has no token then', () =>
    withGraph(async (graph) => {
      const pageToken = async (variables: Record<string, string>): Promise<unknown> => {
        const settings = readSettings(new Env(variables));
        const load = loadGuard(settings.load);
        const options = await gatewayOptions(settings, await access(graph, variables), load, quiet);
        load.stop();
        return options.pageToken;
      };
      expect(await pageToken({})).toBe((await access(graph, {})).token);
      expect(await pageToken({ SAMBAND_HOSTS: 'hub.example' })).toBeNull();
    }));

  test('an issuer is set: its tokens only, unless a token is set as well', () =>
    withGraph(async (graph) => {
      const jwt = { SAMBAND_JWT_ISSUER: 'https://id.example', SAMBAND_JWT_AUDIENCE: 'samband' };
      expect((await access(graph, jwt)).token).toBeNull();
      expect((await access(graph, { ...jwt, SAMBAND_TOKEN: 'abcdefghijklmnop' })).token).toBe('abcdefghijklmnop');
    }));

  test('others reach it and nobody could sign in: it refuses to start, with what to do', () =>
    withGraph(async (graph) => {
      const host = { SAMBAND_HOST: '0.0.0.0' };
      await expect(access(graph, host)).rejects.toThrow(/SAMBAND_HOST is 0\.0\.0\.0.*SAMBAND_JWT_ISSUER.*API key/);
      await expect(access(graph, { ...host, SAMBAND_TOKEN: 'abcdefghijklmnop' })).rejects.toThrow(
        /nobody could sign in/,
      );
      await make(graph, { name: 'Reports', role: 'VIEWER' });
      expect((await access(graph, { ...host, SAMBAND_TOKEN: 'abcdefghijklmnop' })).token).toBeNull();
    }));
});

test('what is wrong with the variables is said', () => {
  const env = new Env({ SAMBAND_TOKEN: 'short', SAMBAND_JWT_ISSUER: 'https://id.example', SAMBAND_JWT_JWKS_URL: 'no' });
  readSettings(env);
  expect(env.faults).toEqual([
    'SAMBAND_TOKEN must have at least 16 letters, digits or .~+/=-_ and nothing else',
    'SAMBAND_JWT_AUDIENCE is not set',
    'SAMBAND_JWT_JWKS_URL is not an http(s) address',
  ]);
});
