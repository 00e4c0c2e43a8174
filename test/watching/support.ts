import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { composeSupergraph } from '../../gateway/compose.js';
import { startGateway } from '../../gateway/server.js';
import { localSubgraph } from '../../gateway/subgraph.js';
import { buildHubSubgraph } from '../../subgraphs/hub/graphql/build.js';
import type { Graph } from '../hub/graphql-support.js';

/** A gateway over the hub's subgraph alone. */
export interface Watched {
  /** Of GraphQL over HTTP. */
  readonly url: string;
  readonly client: Client;
  stop(): Promise<void>;
}

export async function withWatched(graph: Graph, use: (watched: Watched) => Promise<void>): Promise<void> {
  const built = buildHubSubgraph(graph.hub, []);
  const faults: unknown[] = [];
  const { url, stop } = await startGateway({
    ...{
      port: 0,
      authenticate: null,
      firstQuery: '',
      logError: (error: unknown) => void faults.push(error),
      subgraphs: [localSubgraph('hub', built)],
    },
    supergraphSdl: composeSupergraph([{ name: 'hub', sdl: built.sdl }]),
  });
  const client = createClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
  try {
    await use({ url, client, stop });
  } finally {
    await client.dispose();
    await stop();
    expect(faults).toEqual([]);
  }
}

/** The values of the first so many events of a subscription's only field. */
export async function firstOf<T>(
  client: Client,
  query: string,
  count: number,
  variables: Record<string, unknown> = {},
): Promise<T[]> {
  const seen: T[] = [];
  if (count === 0) return seen;
  for await (const { data, errors } of client.iterate({ query, variables })) {
    expect(errors).toBeUndefined();
    seen.push(Object.values(data ?? {})[0] as T);
    if (seen.length === count) break;
  }
  return seen;
}
