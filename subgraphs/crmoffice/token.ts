import * as z from 'zod';
import { Unavailable } from '../../shared/errors.js';
import type { HttpClient } from '../../shared/http/client.js';
import { assumptions } from './assumptions.js';
import type { RefreshToken } from './refresh-token.js';

/** What the token address wants to know. */
export interface Grant {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: RefreshToken;
}

/** Answers an access token; `renew` asks for a new one although the last has not run out. */
export type AccessToken = (renew: boolean) => Promise<string>;

interface Token {
  readonly value: string;
  readonly renewAt: number;
  readonly endsAt: number;
}

/**
 * Access tokens by the refresh-token grant: one request at a time however many wait for it, ahead of the token's end,
 * and while the token address is down the last token serves until it ends. A new refresh token is kept before anything else.
 * @throws Unauthenticated when the grant is refused.
 */
export function accessToken(client: HttpClient, grant: Grant, now: () => number = Date.now): AccessToken {
  let last: Token | null = null;
  let underWay: Promise<Token> | null = null;

  const renewed = async (): Promise<Token> => {
    const asked = now();
    const answer = await grant.refreshToken.alone(() => trade(client, grant));
    const lifetime = answer.expires_in ?? assumptions.tokenLifetime;
    const renewAfter = Math.max(lifetime - assumptions.renewAhead, lifetime / 2);
    return { value: answer.access_token, renewAt: asked + renewAfter * 1000, endsAt: asked + lifetime * 1000 };
  };

  return async (renew) => {
    if (last && !renew && now() < last.renewAt) return last.value;
    underWay ??= renewed().finally(() => (underWay = null));
    try {
      last = await underWay;
    } catch (error) {
      if (renew || !last || now() >= last.endsAt || !(error instanceof Unavailable)) throw error;
    }
    return last.value;
  };
}

const tokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive().optional(),
  refresh_token: z.string().min(1).optional(),
});

type TokenAnswer = z.infer<typeof tokenAnswer>;

async function trade(client: HttpClient, grant: Grant): Promise<TokenAnswer> {
  const used = await grant.refreshToken.current();
  const answer = await ask(client, grant, used);
  const next = answer.refresh_token;
  if (next !== undefined && next !== used) await grant.refreshToken.keep(next);
  return answer;
}

async function ask(client: HttpClient, grant: Grant, refreshToken: string): Promise<TokenAnswer> {
  const form = {
    grant_type: 'refresh_token',
    client_id: grant.clientId,
    client_secret: grant.clientSecret,
    refresh_token: refreshToken,
  };
  const { json } = await client.request({ method: 'POST', path: '', form });
  const read = tokenAnswer.safeParse(json);
  if (read.success) return read.data;
  const message = 'crmoffice answers no access token at its token address: check CRMOFFICE_TOKEN_URL';
  throw new Unavailable(message, { system: 'crmoffice' });
}

const grantRefusal = z.object({ error: z.literal('invalid_grant') });

/** What to check after the token address refused us, by its answer (RFC 6749 5.2). */
export function variablesToCheck(json: unknown): string {
  if (!grantRefusal.safeParse(json).success) return 'CRMOFFICE_CLIENT_ID and CRMOFFICE_CLIENT_SECRET';
  return 'CRMOFFICE_REFRESH_TOKEN, which has run out or was withdrawn: sign in to CRM-Office again and set the token it gives';
}
