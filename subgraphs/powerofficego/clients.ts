import * as z from 'zod';
import type { Env } from '../../shared/config.js';
import type { Host } from '../../shared/connector.js';
import { Unavailable } from '../../shared/errors.js';
import { keepToken, type AccessToken } from '../../shared/http/access-token.js';
import type { Budget } from '../../shared/http/budget.js';
import { createHttpClient, type HttpClient } from '../../shared/http/client.js';
import type { Explanation } from '../../shared/http/request.js';
import { perSecond } from './capabilities.js';

/** Both APIs of PowerOffice Go, each with tokens of its own. */
export interface Clients {
  readonly v2: HttpClient;
  readonly v1: HttpClient;
  close(): Promise<void>;
}

const system = 'powerofficego';
/** All three, for either API: they must belong to the same environment. */
const credentials = 'POWEROFFICEGO_APPLICATION_KEY, POWEROFFICEGO_CLIENT_KEY and POWEROFFICEGO_SUBSCRIPTION_KEY';

/** Clients that get their tokens when first used. */
export function powerofficegoClients(env: Env, { budgets }: Host): Clients {
  const application = env.text('POWEROFFICEGO_APPLICATION_KEY');
  const client = env.text('POWEROFFICEGO_CLIENT_KEY');
  const basic = `Basic ${Buffer.from(`${application}:${client}`).toString('base64')}`;
  const subscriptionKey = env.text('POWEROFFICEGO_SUBSCRIPTION_KEY');
  const subscription = { 'Ocp-Apim-Subscription-Key': subscriptionKey };
  const v2Url = env.url('POWEROFFICEGO_URL');
  const v1Url = env.url('POWEROFFICEGO_V1_URL');

  const v2 = api({
    baseUrl: v2Url,
    tokenBaseUrl: v2Url.replace(/\/v2$/i, ''),
    tokenHeaders: { ...subscription, authorization: basic },
    headers: subscription,
    address: 'POWEROFFICEGO_URL',
    budget: budgets.of({ system, secret: subscriptionKey, perSecond: perSecond.v2 }),
  });
  const v1 = api({
    baseUrl: v1Url,
    tokenBaseUrl: v1Url,
    tokenHeaders: { authorization: basic },
    headers: {},
    address: 'POWEROFFICEGO_V1_URL',
    budget: budgets.of({ system, secret: application, perSecond: perSecond.v1 }),
  });
  return { v2: v2.client, v1: v1.client, close: async () => void (await Promise.all([v2.close(), v1.close()])) };
}

interface Api {
  readonly baseUrl: string;
  readonly tokenBaseUrl: string;
  readonly tokenHeaders: Record<string, string>;
  readonly headers: Record<string, string>;
  readonly address: string;
  readonly budget: Budget;
}

function api(options: Api): { client: HttpClient; close(): Promise<void> } {
  const { tokenBaseUrl, tokenHeaders, headers, address, budget } = options;
  const tokens = createHttpClient({
    system,
    baseUrl: tokenBaseUrl,
    address,
    credentials,
    headers: () => tokenHeaders,
    budget,
  });
  const token = keepToken(() => fetchToken(tokens));
  const client = createHttpClient({
    system,
    baseUrl: options.baseUrl,
    address,
    credentials,
    headers: async (attempt) => ({ ...headers, authorization: `Bearer ${await token(attempt)}` }),
    budget,
    explain,
    isRefused: (json) => envelope.safeParse(json).data?.success === false,
  });
  return { client, close: async () => void (await Promise.all([client.close(), tokens.close()])) };
}

const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

async function fetchToken(tokens: HttpClient): Promise<AccessToken> {
  const form = { grant_type: 'client_credentials' };
  const { json } = await tokens.request({ method: 'POST', path: '/OAuth/Token', form, safeToRepeat: true });
  const read = tokenAnswer.safeParse(json);
  if (read.success) return { token: read.data.access_token, expiresInSeconds: read.data.expires_in };
  throw new Unavailable('powerofficego answers no access token at its token address: check its addresses', { system });
}

/** v1 answers a failure with status 200. */
const envelope = z.object({
  success: z.boolean(),
  validation: z.object({ summary: z.string().nullish() }).nullish(),
});
const problem = z.object({ Title: z.string().nullish(), Detail: z.string().nullish() });
const lowerProblem = z.object({ title: z.string().nullish(), detail: z.string().nullish() });

/** Reads the problem details of v2, in either case, and the validation of v1. A reason begins with the field's name. */
function explain(json: unknown): Explanation {
  const upper = problem.safeParse(json).data;
  const lower = lowerProblem.safeParse(json).data;
  const summary = envelope.safeParse(json).data?.validation?.summary;
  const reason = upper?.Detail ?? lower?.detail ?? upper?.Title ?? lower?.title ?? summary ?? undefined;
  return { reason, field: reason && /^([A-Za-z]+(?:\.[A-Za-z]+)?) (?:is|must|does)\b/.exec(reason)?.[1] };
}
