import {
  getVariableValues,
  isInputType,
  isLeafType,
  isListType,
  isNonNullType,
  typeFromAST,
  valueFromAST,
} from 'graphql';
import type {
  GraphQLInputType,
  GraphQLLeafType,
  GraphQLSchema,
  OperationDefinitionNode,
  VariableDefinitionNode,
} from 'graphql';

type Values = Record<string, unknown>;

/** The values of an operation's variables out of those given, or what is wrong with them. */
export type Variables = (given: Readonly<Values>) => ReturnType<typeof getVariableValues>;

/** In place of a value that graphql-js must look at: it may be wrong, and then it says how. */
const unclear = Symbol('unclear');

/** Answers, for each operation, what `getVariableValues` of graphql-js does, and works its types out once. */
export function variablesIn(schema: GraphQLSchema): (operation: OperationDefinitionNode) => Variables {
  const known = new WeakMap<OperationDefinitionNode, Variables>();
  return (operation) => {
    const present = known.get(operation);
    if (present) return present;
    const variables = compiledVariables(schema, operation.variableDefinitions ?? []);
    known.set(operation, variables);
    return variables;
  };
}

function compiledVariables(schema: GraphQLSchema, definitions: readonly VariableDefinitionNode[]): Variables {
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
  const valueOf = valueReader(type);
  return (given, coerced) => {
    if (!Object.hasOwn(given, name)) {
      if (defaultValue) coerced[name] = valueFromAST(defaultValue, type);
      return defaultValue !== undefined || !isNonNullType(type);
    }
    const value = valueOf(given[name]);
    if (value === unclear) return false;
    coerced[name] = value;
    return true;
  };
}

type ValueReader = (given: unknown) => unknown;

function valueReader(type: GraphQLInputType): ValueReader {
  if (isNonNullType(type)) {
    const valueOf = valueReader(type.ofType);
    return (given) => (given === null || given === undefined ? unclear : valueOf(given));
  }
  const valueOf = isListType(type) ? listReader(type.ofType) : isLeafType(type) ? leafReader(type) : () => unclear;
  return (given) => (given === null || given === undefined ? null : valueOf(given));
}

function leafReader(type: GraphQLLeafType): ValueReader {
  return (given) => {
    try {
      return type.parseValue(given) ?? unclear;
    } catch {
      return unclear;
    }
  };
}

function listReader(itemType: GraphQLInputType): ValueReader {
  const itemOf = valueReader(itemType);
  return (given) => {
    if (!Array.isArray(given)) return unclear;
    const values: unknown[] = [];
    for (const each of given) {
      const value = itemOf(each);
      if (value === unclear) return unclear;
      values.push(value);
    }
    return values;
  };
}
