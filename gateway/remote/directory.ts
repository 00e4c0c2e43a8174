import { Kind, parse, type DocumentNode } from 'graphql';
import { ConfigInvalid } from '../../shared/errors.js';
import { remoteSubgraph, type RemoteSubgraph } from './client.js';

/** The subgraphs of supergraphs that come one after another; those at the same address are the same. */
export interface Directory {
  /** @throws ConfigInvalid for one without an address that can be asked. */
  of(supergraphSdl: string): RemoteSubgraph[];
  close(): Promise<void>;
}

/** @param secret what tells subgraphs that this gateway asks; null: they take anybody's word. */
export function subgraphDirectory(secret: string | null, deadlineMs: number): Directory {
  const known = new Map<string, RemoteSubgraph>();
  return {
    of: (supergraphSdl) =>
      addressesIn(parse(supergraphSdl)).map(([name, url]) => {
        if (!/^https?:\/\//.test(url) || !URL.canParse(url))
          throw new ConfigInvalid(`The supergraph has no http address for the subgraph ${name}: ${url || 'none'}`);
        const key = `${name} ${url}`;
        const subgraph = known.get(key) ?? remoteSubgraph({ name, url, secret, deadlineMs });
        known.set(key, subgraph);
        return subgraph;
      }),
    close: async () => void (await Promise.all([...known.values()].map((subgraph) => subgraph.close()))),
  };
}

/** Names and addresses, as `join__Graph` has them. */
function addressesIn({ definitions }: DocumentNode): [name: string, url: string][] {
  return definitions.flatMap((definition) => {
    if (definition.kind !== Kind.ENUM_TYPE_DEFINITION || definition.name.value !== 'join__Graph') return [];
    return (definition.values ?? []).flatMap(({ directives = [] }): [string, string][] => {
      const args = directives.flatMap(({ arguments: given = [] }) => given);
      const text = (name: string): string => {
        const value = args.find((arg) => arg.name.value === name)?.value;
        return value?.kind === Kind.STRING ? value.value : '';
      };
      return [[text('name'), text('url')]];
    });
  });
}
