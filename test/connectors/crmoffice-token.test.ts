import { Unauthenticated, Unavailable } from '../../shared/errors.js';
import { localVault } from '../../shared/vault.js';
import { keptRefreshToken } from '../../subgraphs/crmoffice/refresh-token.js';
import { accessToken, type AccessToken } from '../../subgraphs/crmoffice/token.js';
import { reply, withServer, type Answerer, type Seen } from '../http/server.js';

const client = { clientId: 'hub', clientSecret: 'secret' };

interface Hour {
  readonly token: AccessToken;
  readonly seen: readonly Seen[];
  pass(seconds: number): void;
}

function withToken(answer: Answerer, use: (hour: Hour) => Promise<void>): Promise<void> {
  return withServer(answer, async ({ client: http, seen }) => {
    let time = 0;
    const grant = { ...client, refreshToken: keptRefreshToken(localVault(), 'first') };
    const token = accessToken(http, grant, () => time);
    await use({ token, seen, pass: (seconds) => void (time += seconds * 1000) });
  });
}

const numbered: Answerer = (response, _seen, count) => {
  reply(response, 200, { access_token: `t${count}`, expires_in: 3600 });
};

test('the refresh token is traded for an access token, once for all who wait', () =>
  withToken(numbered, async ({ token, seen }) => {
    expect(await Promise.all([token(false), token(false), token(false)])).toEqual(['t1', 't1', 't1']);
    expect(await token(false)).toBe('t1');
    expect(seen).toHaveLength(1);
    expect(Object.fromEntries(new URLSearchParams(seen[0]?.body))).toEqual({
      grant_type: 'refresh_token',
      client_id: 'hub',
      client_secret: 'secret',
      refresh_token: 'first',
    });
  }));

test('a token is renewed five minutes before its hour is over', () =>
  withToken(numbered, async ({ token, pass }) => {
    await token(false);
    pass(3299);
    expect(await token(false)).toBe('t1');
    pass(1);
    expect(await token(false)).toBe('t2');
  }));

test('a token that was refused is renewed at once, once for all who were refused', () =>
  withToken(numbered, async ({ token, seen }) => {
    await token(false);
    expect(await Promise.all([token(true), token(true)])).toEqual(['t2', 't2']);
    expect(seen).toHaveLength(2);
  }));

test('while the token address is down the last token serves until it ends', () =>
  withToken(
    (response, seen, count) => (count === 1 ? numbered(response, seen, count) : reply(response, 503)),
    async ({ token, pass }) => {
      await token(false);
      pass(3400);
      expect(await token(false)).toBe('t1');
      await expect(token(true)).rejects.toThrow(Unavailable);
      pass(200);
      await expect(token(false)).rejects.toThrow(Unavailable);
    },
  ));

test('a new refresh token takes the place of the one that was used', () =>
  withToken(
    (response, _seen, count) => reply(response, 200, { access_token: `t${count}`, refresh_token: `next${count}` }),
    async ({ token, seen }) => {
      await token(false);
      await token(true);
      expect(seen.map(({ body }) => new URLSearchParams(body).get('refresh_token'))).toEqual(['first', 'next1']);
    },
  ));

test('a refused grant names the variables to check, and can be tried again', () =>
  withToken(
    (response, seen, count) =>
      count === 1 ? reply(response, 400, { error: 'invalid_grant' }) : numbered(response, seen, count),
    async ({ token }) => {
      const failure = await token(false).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(Unauthenticated);
      expect(String(failure)).toContain('ACME_KEY');
      expect(String(failure)).not.toContain('first');
      expect(await token(false)).toBe('t2');
    },
  ));

test('an answer without a token says which variable to check', () =>
  withToken(
    (response) => reply(response, 200, { hello: 'there' }),
    async ({ token }) => {
      await expect(token(false)).rejects.toThrow('CRMOFFICE_TOKEN_URL');
    },
  ));
