import * as z from 'zod';
import type { Env } from '../../shared/config.js';
import { createHttpClient, type HttpClient } from '../../shared/http/client.js';
import type { Explanation } from '../../shared/http/request.js';
import { concurrency } from './capabilities.js';

/** A client with the three headers every request of API v3 needs; which database it reaches is up to `tb-key`. */
export function tidsbankenClient(env: Env): HttpClient {
  const headers = {
    'Ocp-Apim-Subscription-Key': env.text('TIDSBANKEN_SUBSCRIPTION_KEY'),
    'tb-key': env.text('TIDSBANKEN_KEY'),
    'x-api-version': '3.0',
  };
  return createHttpClient({
    system: 'tidsbanken',
    baseUrl: env.url('TIDSBANKEN_URL'),
    address: 'TIDSBANKEN_URL',
    credentials: 'TIDSBANKEN_KEY and TIDSBANKEN_SUBSCRIPTION_KEY',
    headers: () => headers,
    concurrency,
    explain,
  });
}

const refusal = z.object({ error: z.object({ message: z.string() }) });
const gatewayRefusal = z.object({ message: z.string() });

/** The error forms are assumed: OData's own and, from the gateway, `{ statusCode, message }`. */
function explain(json: unknown): Explanation {
  const own = refusal.safeParse(json);
  const gateway = gatewayRefusal.safeParse(json);
  const reason = own.success ? own.data.error.message : gateway.success ? gateway.data.message : undefined;
  return { reason, field: reason && /\bproperty '(\w+)'/i.exec(reason)?.[1] };
}
