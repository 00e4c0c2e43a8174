import { startGateway } from '../../../gateway/server.js';
import type { Gateway, GatewayOptions } from '../../../gateway/server.js';
import { createCompany } from './company.js';
import { companySupergraph } from './gateway.js';
import { companySubgraphs } from './subgraphs.js';

export const firstQuery = '# What the company knows\nquery First { customers(first: 1) { edges { node { name } } } }';

/** What the served gateway would have written to its log. */
export type Logged = { error: unknown; requestId: string }[];

/** Serves the test subgraphs on a free port for as long as `use` takes. */
export async function withServedGateway(
  options: Partial<GatewayOptions>,
  use: (gateway: Gateway, logged: Logged) => Promise<void>,
): Promise<void> {
  const logged: Logged = [];
  const gateway = await startGateway({
    port: 0,
    supergraphSdl: companySupergraph,
    subgraphs: companySubgraphs(createCompany()),
    firstQuery,
    authenticate: null,
    logError: (error, requestId) => logged.push({ error, requestId }),
    ...options,
  });
  try {
    await use(gateway, logged);
  } finally {
    await gateway.stop();
  }
}

/** Posts a query; `headers` may add to and replace those of a GraphQL client. */
export function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: text });
}
