import { isObjectType } from 'graphql';
import type { GraphQLFieldResolver, GraphQLResolveInfo, GraphQLSchema } from 'graphql';
import { isPromise } from '../at-once.js';
import type { AskedField } from './running.js';

type Resolve = GraphQLFieldResolver<unknown, unknown>;
type Reference = Readonly<Record<string, unknown>>;
type ResolveReference = (reference: Reference, context: unknown, info: GraphQLResolveInfo) => unknown;

/**
 * The resolver of `_entities`, without the promise that `@apollo/subgraph` makes for every entity: what is there at once
 * is answered at once. References to anything but object types that tell how to resolve them are left to the field's own
 * resolver. Undefined for every other field.
 */
export function entityResolver({ of: { schema }, parentType, definition }: AskedField): Resolve | undefined {
  const own = definition.resolve;
  if (!own || definition.name !== '_entities' || parentType !== schema.getQueryType()) return undefined;
  const known = new Map<unknown, ResolveReference>();
  const resolverOf = ({ __typename: name }: Reference): ResolveReference | undefined => {
    const present = known.get(name);
    if (present) return present;
    const resolver = referenceResolver(schema, name);
    if (resolver) known.set(name, resolver);
    return resolver;
  };
  return (source, args, context, info) => {
    const { representations } = args as { representations: readonly Reference[] };
    if (!representations.every(resolverOf)) return own(source, args, context, info);
    const entities: unknown[] = [];
    try {
      for (const reference of representations)
        entities.push(named(resolverOf(reference)?.(reference, context, info), String(reference['__typename'])));
    } catch (error) {
      // None of them is answered, and nobody waits any more for those that are under way.
      void Promise.allSettled(entities);
      throw error;
    }
    return entities;
  };
}

function referenceResolver(schema: GraphQLSchema, typename: unknown): ResolveReference | undefined {
  const type = schema.getType(String(typename));
  if (!isObjectType(type)) return undefined;
  const { apollo } = type.extensions as { apollo?: { subgraph?: { resolveReference?: ResolveReference } } };
  return apollo?.subgraph?.resolveReference;
}

/** The entity with its type's name, which `_Entity` is told apart by; what cannot be given one is rejected alone. */
function named(entity: unknown, typename: string): unknown {
  try {
    if (isPromise(entity)) return entity.then((settled) => withTypename(settled, typename));
    return withTypename(entity, typename);
  } catch (error) {
    return Promise.reject(error as Error);
  }
}

function withTypename(entity: unknown, typename: string): unknown {
  if (typeof entity !== 'object' || entity === null) return entity;
  const own = (entity as Reference)['__typename'];
  if (own === typename) return entity;
  if (own !== undefined || '__typename' in entity) return { ...entity, __typename: typename };
  return Object.defineProperty(entity, '__typename', { value: typename });
}
