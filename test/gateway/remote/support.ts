import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { composeServices } from '@theguild/federation-composition';
import { subgraphListener } from '../../../gateway/remote/server.js';
import { localSubgraph, type Subgraph } from '../../../gateway/subgraph.js';
import type { LogError } from '../../../gateway/supergraph.js';
import { createCompany, type Company } from '../support/company.js';
import { companySubgraphs, subgraphNames, subgraphSdl, type Call } from '../support/subgraphs.js';

export const secret = 'the-secret-of-the-subgraphs';

/** A server of its own for as long as it is not stopped. */
export interface Served {
  readonly url: string;
  stop(): Promise<void>;
}

export async function serveOn(listener: RequestListener, port = 0): Promise<Served> {
  const server: Server = createServer(listener);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export interface Elsewhere {
  readonly company: Company;
  readonly calls: Call[];
  /** With the addresses of the subgraphs. */
  readonly supergraphSdl: string;
  readonly served: ReadonlyMap<string, Served>;
  /** What those that serve them would have written to their log. */
  readonly logged: { readonly error: unknown; readonly requestId: string; readonly subgraph: string | undefined }[];
}

/** The test subgraphs, each in a server of its own. */
export async function withElsewhere(use: (elsewhere: Elsewhere) => Promise<void>): Promise<void> {
  const company = createCompany();
  const calls: Call[] = [];
  const served = new Map<string, Served>();
  const logged: Elsewhere['logged'] = [];
  const log: LogError = (error, requestId, subgraph) => logged.push({ error, requestId, subgraph });
  try {
    for (const subgraph of companySubgraphs(company, calls))
      served.set(subgraph.name, await serveSubgraph(subgraph, log));
    const services = subgraphNames.map((name) => ({
      name,
      url: served.get(name)?.url ?? '',
      typeDefs: parse(subgraphSdl[name]),
    }));
    const { supergraphSdl } = composeServices(services);
    await use({ company, calls, served, logged, supergraphSdl: supergraphSdl ?? '' });
  } finally {
    for (const one of served.values()) await one.stop();
  }
}

function serveSubgraph(subgraph: Subgraph, log: LogError): Promise<Served> {
  const schema = buildSubgraphSchema([{ typeDefs: parse(subgraph.sdl) }]);
  return serveOn(subgraphListener(subgraph, schema, secret, log));
}

/** A subgraph that counts its askings, and says what it is told to. */
export async function withCounting(
  listener: (request: IncomingMessage, count: number) => RequestListener,
  use: (url: string, count: () => number) => Promise<void>,
): Promise<void> {
  let count = 0;
  const served = await serveOn((request, response) => {
    count += 1;
    listener(request, count)(request, response);
  });
  try {
    await use(served.url, () => count);
  } finally {
    await served.stop();
  }
}

/** One that answers `{ hello }` and tells of `tick` three times, the last time not before that is resolved. */
export function helloSubgraph(
  says: string,
  beforeLast: Promise<void> = Promise.resolve(),
): {
  subgraph: Subgraph;
  sdl: string;
  schema: ReturnType<typeof buildSubgraphSchema>;
} {
  const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: ["@key"])
    type Query { hello: String } type Mutation { set: String } type Subscription { tick: Int }`;
  async function* ticks(): AsyncGenerator<object> {
    yield { tick: 1 };
    yield { tick: 2 };
    await beforeLast;
    yield { tick: 3 };
  }
  const resolvers = {
    Query: { hello: () => says },
    Mutation: { set: () => says },
    Subscription: { tick: { subscribe: ticks } },
  };
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers }]);
  return { subgraph: localSubgraph('hello', { schema, sdl }), sdl, schema };
}

/** The command as a person starts it, with all it says. */
export function startCommand(file: string) {
  const args = [
    '--import',
    './test/support/typescript.mjs',
    'serve-supergraph.ts',
    '--supergraph',
    file,
    '--port',
    '0',
  ];
  const env = {
    PATH: process.env['PATH'] ?? '',
    SAMBAND_TOKEN: 'the-token-of-the-tests',
    SAMBAND_SUBGRAPH_SECRET: secret,
  };
  const child = spawn(process.execPath, args, { cwd: fileURLToPath(new URL('../../..', import.meta.url)), env });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return { child, said: () => said, url: () => /http:\S+\/graphql/.exec(said)?.[0] ?? '' };
}
