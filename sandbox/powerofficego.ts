import { serve, type Answer, type Around, type Call, type Route, type Served } from './http.js';
import { gatewayAnswer, Problem, problemAnswer } from './powerofficego/problem.js';
import { createRateLimit } from './powerofficego/rate-limit.js';
import { createTokens, type Tokens } from './powerofficego/tokens.js';
import { v1Routes } from './powerofficego/v1.js';
import { v2Routes } from './powerofficego/v2.js';
import type { Store } from './store.js';

/** What a stand-in for PowerOffice Go needs. */
export interface PowerofficegoOptions {
  port: number;
  store: Store;
  keys: { applicationKey: string; clientKey: string; subscriptionKey: string };
  /** Ten calls a second over v2, as the real one; true by default. */
  limitsRate?: boolean;
  /** Whether v1 shows every social security number as "hidden"; false by default. */
  masksNationalIds?: boolean;
  around?: Around;
}

const CALLS_PER_SECOND = 10;
const LONGEST_ADDRESS = 2000;

/** A stand-in for PowerOffice Go: customers and employees under /v2, contact persons under /v1, each with its own tokens. */
export function startPowerofficego(options: PowerofficegoOptions): Promise<Served> {
  const { store, keys, port } = options;
  const v2Tokens = createTokens(keys, () => store.now());
  const v1Tokens = createTokens(keys, () => store.now());
  const limit = createRateLimit(options.limitsRate === false ? Infinity : CALLS_PER_SECOND);
  return serve({
    port,
    around: options.around,
    before: (call) => refusalOf(call, v2Tokens, v1Tokens, keys.subscriptionKey, () => limit.admits()),
    routes: [
      tokenRoute(/^\/OAuth\/Token\/?$/i, v2Tokens),
      tokenRoute(/^\/v1\/OAuth\/Token\/?$/i, v1Tokens),
      ...v2Routes(store),
      ...v1Routes(store, options.masksNationalIds ?? false),
    ],
    notFound: (call) => problemAnswer(new Problem(404, 'Object(s) not found', `There is nothing at ${call.path}.`)),
    onError: problemAnswer,
  });
}

const tokenRoute = (path: RegExp, tokens: Tokens): Route => ({
  method: 'POST',
  path,
  handle: (call) => tokens.issue(call),
});

/** What the gateways in front of the two APIs refuse before the API sees the call. */
function refusalOf(call: Call, v2: Tokens, v1: Tokens, subscriptionKey: string, admits: () => boolean): Answer | null {
  const path = call.path.toLowerCase();
  if (path.startsWith('/v1/')) {
    if (path.startsWith('/v1/oauth/token') || v1.admits(call)) return null;
    return { status: 401, body: { message: 'Authorization has been denied for this request.' } };
  }
  const key = call.headers['ocp-apim-subscription-key'] ?? call.query.get('subscription-key');
  if (!key)
    return gatewayAnswer(
      401,
      'Access denied due to missing subscription key. Send it in the header Ocp-Apim-Subscription-Key.',
    );
  if (key !== subscriptionKey) return gatewayAnswer(401, 'Access denied due to invalid subscription key.');
  if (!path.startsWith('/v2/')) return null;
  if (!admits()) return gatewayAnswer(429, 'Rate limit is exceeded. Try again in 1 seconds.', { 'retry-after': '1' });
  if (call.path.length + call.query.toString().length > LONGEST_ADDRESS)
    return gatewayAnswer(404, 'Resource not found');
  return v2.admits(call) ? null : gatewayAnswer(401, 'Unauthorized. The access token is missing or no longer valid.');
}
