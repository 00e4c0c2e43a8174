import { getNullableType, GraphQLError, isLeafType, isListType, isNonNullType, isObjectType } from 'graphql';
import type { GraphQLLeafType, GraphQLOutputType } from 'graphql';
import { inspect } from 'graphql/jsutils/inspect.js';
import { abstractCompleter } from './abstract.js';
import { compiledField, leafProperty, settling, type CompiledField } from './field.js';
import { objectCompleter } from './object.js';
import { isProperty } from './resolver.js';
import { isPromise } from '../at-once.js';
import type { AskedField, Completer } from './running.js';

/** Completes values of a type as graphql-js does. */
export function completerOf(asked: AskedField, type: GraphQLOutputType): Completer {
  if (isNonNullType(type)) return nonNull(asked, completerOf(asked, type.ofType));
  if (isListType(type)) return list(asked, type.ofType);
  if (isLeafType(type)) return leaf(type);
  if (isObjectType(type)) return objectCompleter(asked, type, fieldOf);
  return abstractCompleter(asked, type, (runtimeType) => objectCompleter(asked, runtimeType, fieldOf));
}

/** The field with the completer that its type calls for. */
export function fieldOf(asked: AskedField): CompiledField {
  const { type } = asked.definition;
  const [completer, nullable] = [completerOf(asked, type), getNullableType(type)];
  return isLeafType(nullable) && isProperty(asked)
    ? leafProperty(asked, nullable, completer)
    : compiledField(asked, completer);
}

function nonNull({ parentType, definition }: AskedField, { needsInfo, complete }: Completer): Completer {
  return {
    needsInfo,
    complete(value, at, info, running) {
      const completed = complete(value, at, info, running);
      if (completed !== null) return completed;
      throw new Error(`Cannot return null for non-nullable field ${parentType.name}.${definition.name}.`);
    },
  };
}

function leaf(type: GraphQLLeafType): Completer {
  return {
    needsInfo: false,
    complete(value) {
      if (value instanceof Error) throw value;
      if (value === null || value === undefined) return null;
      const serialized: unknown = type.serialize(value);
      if (serialized !== null && serialized !== undefined) return serialized;
      const call = `${inspect(type)}.serialize(${inspect(value)})`;
      throw new Error(`Expected \`${call}\` to return non-nullable value, returned: ${inspect(serialized)}`);
    },
  };
}

function list(asked: AskedField, itemType: GraphQLOutputType): Completer {
  const { parentType, definition } = asked;
  const item = completerOf(asked, itemType);
  const settle = settling(asked, item, !isNonNullType(itemType));
  return {
    needsInfo: item.needsInfo,
    complete(value, prev, info, running) {
      if (value instanceof Error) throw value;
      if (value === null || value === undefined) return null;
      if (!isIterable(value)) {
        const field = `${parentType.name}.${definition.name}`;
        throw new GraphQLError(`Expected Iterable, but did not find one for field "${field}".`);
      }
      const completed: unknown[] = [];
      let isPending = false;
      try {
        for (const each of value) {
          const settled = settle(each, { prev, key: completed.length, typename: undefined }, info, running);
          isPending ||= isPromise(settled);
          completed.push(settled);
        }
      } catch (error) {
        // The list is lost, and nobody waits any more for what of it is under way.
        void Promise.allSettled([...completed, ...value]);
        throw error;
      }
      return isPending ? Promise.all(completed) : completed;
    },
  };
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return (
    typeof value === 'object' && typeof (value as Partial<Iterable<unknown>> | null)?.[Symbol.iterator] === 'function'
  );
}
