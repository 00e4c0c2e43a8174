import { Kind, type DocumentNode } from 'graphql';

/** A subgraph as a supergraph knows it. */
export interface Graph {
  readonly name: string;
  /** Empty where it has none. */
  readonly url: string;
}

/** The subgraphs of a supergraph, as `join__Graph` of the join specification has them. */
export function graphsIn({ definitions }: DocumentNode): Graph[] {
  return definitions.flatMap((definition) => {
    if (definition.kind !== Kind.ENUM_TYPE_DEFINITION || definition.name.value !== 'join__Graph') return [];
    return (definition.values ?? []).map(({ directives = [] }) => {
      const args = directives.flatMap(({ arguments: given = [] }) => given);
      const text = (name: string): string => {
        const value = args.find((arg) => arg.name.value === name)?.value;
        return value?.kind === Kind.STRING ? value.value : '';
      };
      return { name: text('name'), url: text('url') };
    });
  });
}
