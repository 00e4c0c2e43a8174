import {
  getVariableValues,
  isInputType,
  isLeafType,
  isListType,
  isNonNullType,
  typeFromAST,
  valueFromAST,
} from 'graphql';
import type { GraphQLInputType, GraphQLSchema, VariableDefinitionNode } from 'graphql';

type Values = Record<string, unknown>;

/** The values of an operation's variables out of those given, or what is wrong with them. */
export type Variables = (given: Readonly<Values>) => ReturnType<typeof getVariableValues>;

/** In place of a value that graphql-js must look at: it may be wrong, and then it says how. */
const unclear = Symbol('unclear');

/** Answers what `getVariableValues` of graphql-js does. */
export function compiledVariables(schema: GraphQLSchema, definitions: readonly VariableDefinitionNode[]): Variables {
  const readers = definitions.map((definition) => readerOf(schema, definition));
  return (given) => {
    const coerced: Values = {};
    if (readers.every((read) => read(given, coerced))) return { coerced };
    return getVariableValues(schema, definitions, given, { maxErrors: 50 });
  };
}

/** Puts a variable among the coerced; false where it takes graphql-js to tell. */
type Reader = (given: Readonly<Values>, coerced: Values) => boolean;

function readerOf(schema: GraphQLSchema, { variable, type: node, defaultValue }: VariableDefinitionNode): Reader {
  const name = variable.name.value;
  const type = typeFromAST(schema, node as Parameters<typeof typeFromAST>[1]);
  if (!isInputType(type)) return () => false;
  return (given, coerced) => {
    if (!Object.hasOwn(given, name)) {
      if (defaultValue) coerced[name] = valueFromAST(defaultValue, type);
      return defaultValue !== undefined || !isNonNullType(type);
    }
    const value = valueOf(type, given[name]);
    if (value === unclear) return false;
    coerced[name] = value;
    return true;
  };
}

function valueOf(type: GraphQLInputType, given: unknown): unknown {
  if (isNonNullType(type)) return given === null || given === undefined ? unclear : valueOf(type.ofType, given);
  if (given === null || given === undefined) return null;
  if (isListType(type)) return Array.isArray(given) ? listOf(type.ofType, given) : unclear;
  if (!isLeafType(type)) return unclear;
  try {
    return type.parseValue(given) ?? unclear;
  } catch {
    return unclear;
  }
}

function listOf(type: GraphQLInputType, given: readonly unknown[]): unknown {
  const values: unknown[] = [];
  for (const each of given) {
    const value = valueOf(type, each);
    if (value === unclear) return unclear;
    values.push(value);
  }
  return values;
}
