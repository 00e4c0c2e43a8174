import { defaultFieldResolver } from 'graphql';
import type { FieldNode, GraphQLResolveInfo } from 'graphql';
import { compiledArguments } from './arguments.js';
import { entityResolver } from './entities.js';
import type { AskedField, At, Info, Running } from './running.js';

/** How a field comes by what it resolves to. */
export interface Resolver {
  /** Whether it must be given its info. */
  readonly needsInfo: boolean;
  resolve(source: unknown, at: At, info: Info, running: Running): unknown;
}

export function resolverOf(asked: AskedField): Resolver {
  const { definition, nodes } = asked;
  const { resolve: given = defaultFieldResolver } = definition;
  if (isProperty(asked)) return propertyOf(asked);
  const resolve = entityResolver(asked) ?? given;
  const argumentsOf = compiledArguments(definition, nodes[0] as FieldNode);
  return {
    needsInfo: true,
    resolve: (source, at, info, running) =>
      resolve(source, argumentsOf(running.variables), running.context, info ?? infoOf(asked, at, running)),
  };
}

/** Whether a field is what its object has under its name. */
export function isProperty({ definition: { resolve = defaultFieldResolver, args } }: AskedField): boolean {
  return resolve === defaultFieldResolver && args.length === 0;
}

/** What an object has under a name; undefined for what is no object. */
export function propertyIn(source: unknown, name: string): unknown {
  if (typeof source !== 'object' && typeof source !== 'function') return undefined;
  return (source as Record<string, unknown> | null)?.[name];
}

type Method = (args: object, context: unknown, info: GraphQLResolveInfo) => unknown;

/** The property of the field's name, or what the method of that name returns. */
function propertyOf(asked: AskedField): Resolver {
  const { name } = asked.definition;
  return {
    needsInfo: false,
    resolve(source, at, info, running) {
      const value = propertyIn(source, name);
      if (typeof value !== 'function') return value;
      return (source as Record<string, Method>)[name]?.({}, running.context, info ?? infoOf(asked, at, running));
    },
  };
}

/** What graphql-js tells a resolver of the execution. */
export function infoOf(asked: AskedField, at: At, running: Running): GraphQLResolveInfo {
  const { of, definition, nodes, parentType } = asked;
  return {
    fieldName: definition.name,
    fieldNodes: nodes,
    returnType: definition.type,
    parentType,
    path: at as NonNullable<At>,
    schema: of.schema,
    fragments: of.fragments,
    rootValue: running.root,
    operation: of.operation,
    variableValues: running.variables,
  };
}
