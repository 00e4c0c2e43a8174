import { defaultTypeResolver, GraphQLError, isObjectType } from 'graphql';
import type { GraphQLAbstractType, GraphQLObjectType } from 'graphql';
import { inspect } from 'graphql/jsutils/inspect.js';
import { isPromise } from '../at-once.js';
import type { AskedField, At, Completer, Info, Running } from './running.js';

/** Completes values of an interface or a union by the type that each turns out to be. */
export function abstractCompleter(
  asked: AskedField,
  type: GraphQLAbstractType,
  completerFor: (runtimeType: GraphQLObjectType) => Completer,
): Completer {
  const known = new Map<unknown, Completer>();
  const resolve = type.resolveType ?? defaultTypeResolver;
  const as = (name: unknown, value: unknown, at: At, info: Info, running: Running): unknown => {
    const completer = known.get(name) ?? completerFor(runtimeType(asked, type, name, value));
    known.set(name, completer);
    return completer.complete(value, at, info, running);
  };
  return {
    needsInfo: true,
    complete(value, at, info, running) {
      if (value instanceof Error) throw value;
      if (value === null || value === undefined) return null;
      if (!info) throw new TypeError('An abstract type is resolved with an info');
      const name: unknown = resolve(value, running.context, info, type);
      if (isPromise(name)) return name.then((settled) => as(settled, value, at, info, running));
      return as(name, value, at, info, running);
    },
  };
}

/** The object type of that name, which must be one that the abstract type may be. */
function runtimeType(
  { of: { schema }, nodes, parentType, definition }: AskedField,
  { name: abstract }: GraphQLAbstractType,
  name: unknown,
  value: unknown,
): GraphQLObjectType {
  const unresolved = `Abstract type "${abstract}" must resolve to an Object type at runtime for field "${parentType.name}.${definition.name}"`;
  if (name === null || name === undefined) {
    const either = `Either the "${abstract}" type should provide a "resolveType" function or each possible type should provide an "isTypeOf" function.`;
    throw new GraphQLError(`${unresolved}. ${either}`, { nodes });
  }
  if (isObjectType(name)) {
    const removed = 'Support for returning GraphQLObjectType from resolveType was removed in graphql-js@16.0.0';
    throw new GraphQLError(`${removed} please return type name instead.`);
  }
  if (typeof name !== 'string')
    throw new GraphQLError(`${unresolved} with value ${inspect(value)}, received "${inspect(name)}".`);
  const type = schema.getType(name);
  if (!type)
    throw new GraphQLError(
      `Abstract type "${abstract}" was resolved to a type "${name}" that does not exist inside the schema.`,
      { nodes },
    );
  if (!isObjectType(type))
    throw new GraphQLError(`Abstract type "${abstract}" was resolved to a non-object type "${name}".`, { nodes });
  return type;
}
