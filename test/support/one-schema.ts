import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  defaultFieldResolver,
  defaultTypeResolver,
  getNamedType,
  isAbstractType,
  isEnumType,
  isLeafType,
} from 'graphql';
import { isObjectType, isScalarType, parse, printSchema } from 'graphql';
import type {
  GraphQLAbstractType,
  GraphQLEnumType,
  GraphQLFieldResolver,
  GraphQLObjectType,
  GraphQLResolveInfo,
  GraphQLSchema,
  GraphQLTypeResolver,
} from 'graphql';

type Resolver = GraphQLFieldResolver<unknown, unknown>;

/** An object of the answer, as the subgraph made it that has it. */
interface Sourced {
  readonly schema: GraphQLSchema;
  readonly value: unknown;
}

/**
 * Subgraphs as one schema: the API with, for every field, the resolver of the subgraph that has it. Where an object came from
 * another one, its `id` is taken to the `__resolveReference` of that subgraph first.
 */
export function oneSchemaOf(api: GraphQLSchema, subgraphs: readonly GraphQLSchema[]): GraphQLSchema {
  const resolvers: Record<string, unknown> = {};
  for (const type of Object.values(api.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    const known = subgraphs.flatMap((schema) => schema.getType(type.name) ?? []);
    if (isScalarType(type)) resolvers[type.name] = known[0];
    else if (isEnumType(type)) resolvers[type.name] = Object.assign({}, ...known.filter(isEnumType).map(valuesOf));
    else if (isAbstractType(type)) resolvers[type.name] = { __resolveType: typeResolver(type.name) };
    else if (isObjectType(type)) resolvers[type.name] = fieldResolvers(type, subgraphs);
  }
  return buildSubgraphSchema([{ typeDefs: parse(printSchema(api)), resolvers: resolvers as never }]);
}

function valuesOf(type: GraphQLEnumType): Record<string, unknown> {
  return Object.fromEntries(type.getValues().map(({ name, value }) => [name, value as unknown]));
}

function fieldResolvers(type: GraphQLObjectType, subgraphs: readonly GraphQLSchema[]): Record<string, Resolver> {
  const isRoot = ['Query', 'Mutation', 'Subscription'].includes(type.name);
  return Object.fromEntries(
    Object.values(type.getFields()).map(({ name, type: fieldType }): [string, Resolver] => {
      const owners = subgraphs.filter((schema) => fieldOf(schema, type.name, name) !== undefined);
      const isLeaf = isLeafType(getNamedType(fieldType));
      const resolve: Resolver = async (source, args, context, info) => {
        const from = isRoot
          ? { schema: owners[0], value: source }
          : await owned(source as Sourced, owners, context, info);
        if (!from?.schema) return null;
        const found: unknown = await resolverOf(from.schema, type.name, name)(from.value, args, context, info);
        return isLeaf ? found : sourced(found, from.schema);
      };
      return [name, resolve];
    }),
  );
}

/** The object as one of the owners has it; null where that one has no such entity. */
async function owned(source: Sourced, owners: readonly GraphQLSchema[], context: unknown, info: GraphQLResolveInfo) {
  const [owner] = owners;
  if (!owner || owners.includes(source.schema)) return source;
  const { name } = info.parentType;
  const id: unknown = await resolverOf(source.schema, name, 'id')(source.value, {}, context, info);
  const { resolveReference } = (owner.getType(name)?.extensions as Extensions).apollo?.subgraph ?? {};
  if (!resolveReference) throw new RangeError(`No subgraph leads from one ${name} to its ${info.fieldName}`);
  const value = await resolveReference({ __typename: name, id: String(id) }, context, info);
  return value === null || value === undefined ? null : { schema: owner, value };
}

interface Extensions {
  readonly apollo?: {
    readonly subgraph?: { readonly resolveReference?: (of: object, context: unknown, info: unknown) => unknown };
  };
}

function fieldOf(schema: GraphQLSchema, type: string, field: string) {
  const known = schema.getType(type);
  return isObjectType(known) ? known.getFields()[field] : undefined;
}

function resolverOf(schema: GraphQLSchema, type: string, field: string): Resolver {
  return (
    fieldOf(schema, type, field)?.resolve ??
    ((source, args, context, info) => defaultFieldResolver(source, args, context, { ...info, fieldName: field }))
  );
}

/** A composite value, item by item, with the subgraph it came from. */
function sourced(value: unknown, schema: GraphQLSchema): unknown {
  if (value === null || value === undefined || value instanceof Error) return value;
  if (value instanceof Promise) return value.then((one: unknown) => sourced(one, schema));
  return Array.isArray(value) ? value.map((item: unknown) => sourced(item, schema)) : { schema, value };
}

/** Which type of an interface or union an object is: as its subgraph says. */
const typeResolver =
  (abstract: string): GraphQLTypeResolver<Sourced, unknown> =>
  ({ schema, value }, context, info) => {
    const type = schema.getType(abstract) as GraphQLAbstractType;
    return (type.resolveType ?? defaultTypeResolver)(value, context, info, type);
  };
