import { randomUUID } from 'node:crypto';
import type { Answer, Call } from '../http.js';

/** How long a token is good for, in seconds. */
export const TOKEN_SECONDS = 1200;

/** The tokens one token address has given out. */
export interface Tokens {
  /** Answers a token request with client credentials, or with an RFC 6749 error. */
  issue(call: Call): Answer;
  /** Whether the call bears a token from here that is still good. */
  admits(call: Call): boolean;
}

/** Tokens for whoever knows these two keys. */
export function createTokens(keys: { applicationKey: string; clientKey: string }, now: () => Date): Tokens {
  const expiry = new Map<string, number>();
  const basic = `Basic ${Buffer.from(`${keys.applicationKey}:${keys.clientKey}`).toString('base64')}`;
  return {
    issue(call) {
      const refusal = refusalOf(call, basic);
      if (refusal) return { status: 400, body: refusal };
      const token = `sandbox.${randomUUID()}`;
      expiry.set(token, now().getTime() + TOKEN_SECONDS * 1000);
      return { status: 200, body: { access_token: token, token_type: 'bearer', expires_in: TOKEN_SECONDS } };
    },
    admits(call) {
      const token = /^Bearer (.+)$/i.exec(call.headers['authorization'] ?? '')?.[1] ?? '';
      const until = expiry.get(token) ?? 0;
      if (until <= now().getTime()) expiry.delete(token);
      return expiry.has(token);
    },
  };
}

function refusalOf(call: Call, basic: string): { error: string; error_description: string } | null {
  const type = call.headers['content-type'] ?? '';
  if (!type.startsWith('application/x-www-form-urlencoded')) {
    return { error: 'invalid_request', error_description: 'Send a form, application/x-www-form-urlencoded.' };
  }
  if (new URLSearchParams(call.text).get('grant_type') !== 'client_credentials') {
    return { error: 'unsupported_grant_type', error_description: 'The grant_type must be client_credentials.' };
  }
  if (call.headers['authorization'] === basic) return null;
  return { error: 'invalid_client', error_description: 'The integration or the client is not known.' };
}
