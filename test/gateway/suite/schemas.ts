import { buildSubgraphSchema } from '@apollo/subgraph';
import { buildSchema, isAbstractType, isScalarType, Kind, parse } from 'graphql';
import type { DefinitionNode, GraphQLScalarType, GraphQLSchema, SelectionSetNode } from 'graphql';
import { composeSupergraph } from '../../../gateway/compose.js';
import { localSubgraph } from '../../../gateway/subgraph.js';
import type { Subgraph } from '../../../gateway/subgraph.js';
import type { Graph, Representation, Row, World } from './world.js';

/** @param urls where the subgraphs are reached, by name; left out: within this process. */
export function supergraphOf({ parts, mended }: World, urls: Readonly<Record<string, string>> = {}): string {
  const composed = composeSupergraph(
    Object.entries(parts).map(([name, sdl]) => ({ name, sdl, url: urls[name] ?? '' })),
  );
  return mended ? mended(composed) : composed;
}

/** The world as one schema; its root value is the graph's. */
export function monolithOf({ sdl, scalars = [] }: World): GraphQLSchema {
  const schema = buildSchema(sdl);
  for (const { name, serialize, parseValue, parseLiteral } of scalars) {
    const type = schema.getType(name);
    if (isScalarType(type)) Object.assign(type, { serialize, parseValue, parseLiteral });
  }
  return schema;
}

export interface Part {
  readonly subgraph: Subgraph;
  readonly schema: GraphQLSchema;
}

/** The subgraphs over one graph, so that what one of them writes the others read. */
export function partsOf(world: World, graph: Graph): Part[] {
  const monolith = monolithOf(world);
  return Object.entries(world.parts).map(([name, sdl]) => {
    const typeDefs = parse(sdl);
    const resolvers: Record<string, Record<string, unknown> | GraphQLScalarType> = {};
    for (const definition of typeDefs.definitions) {
      if (definition.kind === Kind.SCALAR_TYPE_DEFINITION) {
        const scalar = world.scalars?.find((one) => one.name === definition.name.value);
        if (scalar) resolvers[scalar.name] = scalar;
      } else Object.assign(resolvers, resolversOf(definition, name, graph, monolith));
    }
    const schema = buildSubgraphSchema([{ typeDefs, resolvers: resolvers as never }]);
    return { schema, subgraph: localSubgraph(name, { schema, sdl }) };
  });
}

function resolversOf(definition: DefinitionNode, subgraph: string, graph: Graph, monolith: GraphQLSchema) {
  if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) return {};
  const type = definition.name.value;
  if (type === 'Query' || type === 'Mutation') {
    const fields = (definition.fields ?? []).map(({ name }) => name.value);
    return { [type]: Object.fromEntries(fields.map((field) => [field, rootResolver(graph.root[field])])) };
  }
  const keys = keysOf(definition.directives ?? []);
  if (keys.length === 0) return {};
  const types = new Set(namesOf(monolith, type));
  const reference = graph.references?.[`${subgraph}.${type}`] ?? ((_of: Representation, row: Row | null) => row);
  const rowOf = (of: Representation): Row | null =>
    graph.rows.find((row) => types.has(row.__typename) && keys.some((key) => fits(key, of, row))) ?? null;
  return { [type]: { __resolveReference: (of: Representation) => reference(of, rowOf(of)) } };
}

function rootResolver(field: unknown): unknown {
  return (_root: unknown, args: object): unknown => (typeof field === 'function' ? field(args) : field);
}

type DirectiveNodes = NonNullable<Extract<DefinitionNode, { directives?: unknown }>['directives']>;

function keysOf(directives: DirectiveNodes): SelectionSetNode[] {
  return directives.flatMap((directive) => {
    const fields = directive.arguments?.find(({ name }) => name.value === 'fields')?.value;
    if (directive.name.value !== 'key' || fields?.kind !== Kind.STRING) return [];
    const [operation] = parse(`{ ${fields.value} }`).definitions;
    return operation?.kind === Kind.OPERATION_DEFINITION ? [operation.selectionSet] : [];
  });
}

/** The object types that a type may turn out to be. */
function namesOf(monolith: GraphQLSchema, type: string): string[] {
  const known = monolith.getType(type);
  return isAbstractType(known) ? monolith.getPossibleTypes(known).map(({ name }) => name) : [type];
}

/** Whether a representation has all of a key, as the row has it. */
function fits({ selections }: SelectionSetNode, of: unknown, row: unknown): boolean {
  return selections.every((selection) => {
    if (selection.kind !== Kind.FIELD) return false;
    const [asked, known] = [of, row].map((one) => (one as Row)[selection.name.value]);
    if (asked === undefined || asked === null) return false;
    return selection.selectionSet ? fits(selection.selectionSet, asked, known) : asked === known;
  });
}
