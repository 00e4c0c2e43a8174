import type { GraphQLSchema } from 'graphql';
import type { Supergraph } from './supergraph.js';

/**
 * The supergraph that is served, which another may take the place of at any time. A request goes on with the one whose
 * schema it was validated against, and a subscription with the one it began with.
 */
export interface Serving {
  current(): Supergraph;
  of(schema: GraphQLSchema): Supergraph;
  swap(next: Supergraph): void;
  /** Tells of each that comes, the first one at once. */
  follow(tell: (supergraph: Supergraph) => void): void;
}

export function serving(first: Supergraph): Serving {
  let now = first;
  const bySchema = new WeakMap<GraphQLSchema, Supergraph>([[first.apiSchema, first]]);
  const followers: ((supergraph: Supergraph) => void)[] = [];
  return {
    current: () => now,
    of: (schema) => bySchema.get(schema) ?? now,
    swap(next) {
      bySchema.set(next.apiSchema, next);
      now = next;
      for (const tell of followers) tell(next);
    },
    follow(tell) {
      followers.push(tell);
      tell(now);
    },
  };
}
