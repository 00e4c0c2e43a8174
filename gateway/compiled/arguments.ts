import {
  getArgumentValues,
  isEnumType,
  isNonNullType,
  isScalarType,
  isSpecifiedScalarType,
  Kind,
  valueFromAST,
} from 'graphql';
import type { FieldNode, GraphQLArgument, GraphQLField, ValueNode } from 'graphql';

type Values = Record<string, unknown>;

/** The arguments of a field under the variables of a request; an object of its own at each call. */
export type Arguments = (variables: Values) => Values;

/** Puts one argument among the values; false where it takes graphql-js to say what it is, or what is wrong. */
type Put = (values: Values, variables: Values) => boolean;

/** Answers, and throws, what `getArgumentValues` of graphql-js does. */
export function compiledArguments(definition: GraphQLField<unknown, unknown>, node: FieldNode): Arguments {
  if (definition.args.length === 0) return () => ({});
  const puts = definition.args.map((argument) => putOf(argument, node));
  return (variables) => {
    const values: Values = {};
    for (const put of puts) if (!put(values, variables)) return getArgumentValues(definition, node, variables);
    return values;
  };
}

function putOf(argument: GraphQLArgument, node: FieldNode): Put {
  const given = node.arguments?.find(({ name }) => name.value === argument.name)?.value;
  if (!given) return putDefault(argument);
  if (given.kind === Kind.VARIABLE) return putVariable(argument, given.name.value);
  const value = isPlain(given, argument) ? valueFromAST(given, argument.type) : undefined;
  return value === undefined ? () => false : putValue(argument, value);
}

function putValue({ name }: GraphQLArgument, value: unknown): Put {
  return (values) => {
    values[name] = value;
    return true;
  };
}

function putDefault(argument: GraphQLArgument): Put {
  if (argument.defaultValue !== undefined) return putValue(argument, argument.defaultValue);
  return () => !isNonNullType(argument.type);
}

function putVariable({ name, type }: GraphQLArgument, variable: string): Put {
  const isRequired = isNonNullType(type);
  return (values, variables) => {
    const value = variables[variable];
    if (value === undefined || (value === null && isRequired)) return false;
    values[name] = value;
    return true;
  };
}

/** Whether a literal means the same, and nothing that could be changed, at each reading. */
function isPlain(node: ValueNode, { type }: GraphQLArgument): boolean {
  const named = isNonNullType(type) ? type.ofType : type;
  if (node.kind === Kind.OBJECT || node.kind === Kind.LIST) return false;
  if (isScalarType(named)) return isSpecifiedScalarType(named);
  return isEnumType(named) && named.getValues().every(({ value }) => typeof value !== 'object');
}
