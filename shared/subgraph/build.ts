import { buildSubgraphSchema, printSubgraphSchema, type GraphQLResolverMap } from '@apollo/subgraph';
import { print, type GraphQLSchema } from 'graphql';
import { buildSchemaSync, createResolversMap, type NonEmptyArray, type PubSub } from 'type-graphql';
import type { Connection, Connector } from '../connector.js';
import { withAccess } from './access.js';
import type { RequestContext } from './context.js';
import { createResolver, updateResolver } from './mutations.js';
import { loadEntity, readResolver, type Patience, type ServedEntity } from './queries.js';
import { resourceOf, type Reads } from './reads.js';

/** A federation subgraph, to be composed by its SDL and executed in this process or behind HTTP. */
export interface BuiltSubgraph {
  readonly name: string;
  readonly sdl: string;
  readonly schema: GraphQLSchema;
}

/** Answers a representation: `id` is the key the gateway gives. */
export type ReferenceResolver = (reference: { readonly id: string }, context: RequestContext) => unknown;

/**
 * One system as a subgraph: per entity type the query by id, the list, the mutations it can do, and its entities by key.
 * `connection` is the one to write through; pass one that empties the cache of `reads`.
 * @param patience ten seconds, and nobody who remembers records, unless said otherwise.
 */
export function buildSystemSubgraph(
  connector: Connector,
  reads: Reads,
  connection: Connection,
  patience: Patience = usualPatience,
): BuiltSubgraph {
  const served = connector.entityTypes.map((entityType) => ({ system: connector.system, entityType, reads, patience }));
  const references = served.map((entity): [string, ReferenceResolver] => [
    entity.entityType.graph.type.name,
    (reference, context) => loadEntity(entity, String(reference.id), context),
  ]);
  const resolvers = served.flatMap((entity) => entityResolvers(entity, connection));
  return { name: connector.system, ...federate(resolvers, Object.fromEntries(references)) };
}

const usualPatience: Patience = { deadlineMs: 10_000, recall: null };

/** Every subscription brings its own events. */
const noTopics: PubSub = {
  publish: (topic) => {
    throw new RangeError(`nobody follows the topic ${topic}`);
  },
  subscribe: (topic) => {
    throw new RangeError(`nothing is published under the topic ${topic}`);
  },
};

/**
 * The schema of type-graphql resolver classes with federation's own fields, and its SDL; references by type name.
 * `imports` are the federation directives that the classes use.
 */
export function federate(
  resolvers: readonly (new () => object)[],
  references: Readonly<Record<string, ReferenceResolver>>,
  imports: readonly string[] = ['@key', '@shareable', '@requiresScopes'],
): Omit<BuiltSubgraph, 'name'> {
  const plain = buildSchemaSync({
    resolvers: [...resolvers] as unknown as NonEmptyArray<Function>,
    ...{ validate: false, pubSub: noTopics },
  });
  const imported = imports.map((directive) => `"${directive}"`).join(', ');
  const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: [${imported}])`;
  const document = withAccess(`${link}\n\n${printSubgraphSchema(plain)}`);
  const map = createResolversMap(plain) as GraphQLResolverMap;
  for (const [typeName, resolve] of Object.entries(references)) {
    map[typeName] = { ...map[typeName], __resolveReference: resolve } as GraphQLResolverMap[string];
  }
  return { sdl: print(document), schema: buildSubgraphSchema([{ typeDefs: document, resolvers: map }]) };
}

function entityResolvers(served: ServedEntity, connection: Connection): (new () => object)[] {
  const resource = resourceOf(connection, served.entityType.name);
  const resolvers = [readResolver(served), updateResolver(served, resource)];
  if (resource.create) resolvers.push(createResolver(served, resource));
  return resolvers;
}
