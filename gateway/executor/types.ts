import { Kind } from 'graphql';
import type { DocumentNode } from 'graphql';

/** Every interface and union of the supergraph, hidden ones included, with the object types it may turn out to be. */
export type PossibleTypes = ReadonlyMap<string, ReadonlySet<string>>;

/** Reads the possible types out of a supergraph document. */
export function possibleTypes(supergraph: DocumentNode): PossibleTypes {
  const types = new Map<string, Set<string>>();
  const add = (abstract: string, concrete: string): void => {
    types.set(abstract, (types.get(abstract) ?? new Set()).add(concrete));
  };
  for (const definition of supergraph.definitions) {
    if (definition.kind === Kind.OBJECT_TYPE_DEFINITION) {
      for (const { name } of definition.interfaces ?? []) add(name.value, definition.name.value);
    } else if (definition.kind === Kind.UNION_TYPE_DEFINITION) {
      for (const { name } of definition.types ?? []) add(definition.name.value, name.value);
    }
  }
  return types;
}

/** Whether an object of type `typename` is a `condition`, a type of its own or one it belongs to. */
export function isOfType(typename: string, condition: string, types: PossibleTypes): boolean {
  return typename === condition || types.get(condition)?.has(typename) === true;
}
