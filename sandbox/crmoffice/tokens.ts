import { randomBytes } from 'node:crypto';
import type { Answer, Call } from '../http.js';

/** What a client proves itself with at the token address. */
export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
}

/** Gives out access tokens and knows which are good. Tokens die with the server, as after a key change at the vendor. */
export interface Tokens {
  /** Answers the token address: RFC 6749's refresh grant. */
  grant(call: Call): Answer;
  /** Whether the Authorization header carries a token that was given out and has not expired. */
  isGood(authorization: string | undefined): boolean;
}

/** Seconds a token lives: the one thing known about them. */
const lifetime = 3600;

/** Tokens for one client, by this clock. @param rotates whether each refresh token is good for one use; else it stays the same. */
export function createTokens(credentials: Credentials, now: () => Date, rotates: boolean): Tokens {
  const expiries = new Map<string, number>();
  let { refreshToken } = credentials;
  const issue = (): string => {
    for (const [token, expiry] of expiries) if (expiry <= now().getTime()) expiries.delete(token);
    const expiry = now().getTime() + lifetime * 1000;
    const token = jwt({ client_id: credentials.clientId, scope: ['crmoffice'], exp: Math.floor(expiry / 1000) });
    expiries.set(token, expiry);
    return token;
  };
  return {
    grant(call) {
      const fault = faultOf(call, { ...credentials, refreshToken });
      if (fault) return { status: 400, body: { error: fault } };
      if (rotates) refreshToken = randomBytes(32).toString('base64url');
      const body = { access_token: issue(), token_type: 'Bearer', expires_in: lifetime, refresh_token: refreshToken };
      return { status: 200, headers: { 'cache-control': 'no-store' }, body };
    },
    isGood(authorization) {
      const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? '';
      return (expiries.get(token) ?? 0) > now().getTime();
    },
  };
}

function faultOf(call: Call, credentials: Credentials): string | null {
  const isForm = (call.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  const form = new URLSearchParams(isForm ? call.text : '');
  if (form.get('grant_type') !== 'refresh_token') return 'unsupported_grant_type';
  const isClient =
    form.get('client_id') === credentials.clientId && form.get('client_secret') === credentials.clientSecret;
  if (!isClient) return 'invalid_client';
  return form.get('refresh_token') === credentials.refreshToken ? null : 'invalid_grant';
}

/** Looks like a JWT; the signature is random, which makes each token its own. */
function jwt(claims: object): string {
  const part = (content: object): string => Buffer.from(JSON.stringify(content)).toString('base64url');
  return [part({ alg: 'RS256', typ: 'at+jwt' }), part(claims), randomBytes(32).toString('base64url')].join('.');
}
