import { parse } from 'graphql';
import { ConfigInvalid } from '../../shared/errors.js';
import { graphsIn } from '../graphs.js';
import { remoteSubgraph, type RemoteSubgraph } from './client.js';

/** The subgraphs of supergraphs that come one after another; those at the same address are the same. */
export interface Directory {
  /** @throws ConfigInvalid for one without an address that can be asked. */
  of(supergraphSdl: string): RemoteSubgraph[];
  /** Closes all but these; operations under way may still ask those. */
  keepOnly(subgraphs: readonly RemoteSubgraph[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * @param secret what tells subgraphs that this gateway asks; null: they take anybody's word.
 * @param entitiesAtMost in one call; absent: any number.
 */
export function subgraphDirectory(secret: string | null, deadlineMs: number, entitiesAtMost?: number): Directory {
  const known = new Map<string, RemoteSubgraph>();
  const keepOnly = async (kept: readonly RemoteSubgraph[]): Promise<void> => {
    const left = [...known].filter(([, subgraph]) => !kept.includes(subgraph));
    for (const [key] of left) known.delete(key);
    await Promise.all(left.map(([, subgraph]) => subgraph.close()));
  };
  return {
    of: (supergraphSdl) =>
      graphsIn(parse(supergraphSdl)).map(({ name, url }) => {
        if (!/^https?:\/\//.test(url) || !URL.canParse(url))
          throw new ConfigInvalid(`The supergraph has no http address for the subgraph ${name}: ${url || 'none'}`);
        const key = `${name} ${url}`;
        const subgraph = known.get(key) ?? remoteSubgraph({ name, url, secret, deadlineMs, entitiesAtMost });
        known.set(key, subgraph);
        return subgraph;
      }),
    keepOnly,
    close: () => keepOnly([]),
  };
}
