import { isNonNullType, locatedError, responsePathAsArray } from 'graphql';
import type { GraphQLLeafType } from 'graphql';
import { infoOf, propertyIn, resolverOf } from './resolver.js';
import { isPromise } from '../at-once.js';
import type { AskedField, At, Completer, Info, Running } from './running.js';

/** One field of the objects of one type. */
export interface CompiledField {
  readonly key: string;
  /** The value in the answer, or a promise of it; throws, or rejects, where the object cannot be without it. */
  valueOf(source: unknown, parent: At, running: Running): unknown;
}

type Settle = (resolved: unknown, at: At, info: Info, running: Running) => unknown;
type Fail = (thrown: unknown, at: At, running: Running) => null;

/** What becomes of what went wrong at a place of the field: null and one error more, or thrown on where null may not be. */
function failing({ nodes }: AskedField, mayBeNull: boolean): Fail {
  return (thrown, at, running) => {
    const error = locatedError(thrown, nodes, at && responsePathAsArray(at));
    if (!mayBeNull) throw error;
    running.errors.add(error, at);
    return null;
  };
}

/** Completes what a field, or an item of its list, resolved to, and takes what goes wrong. */
export function settling(asked: AskedField, { complete }: Completer, mayBeNull: boolean): Settle {
  const fail = failing(asked, mayBeNull);
  return (resolved, at, info, running) => {
    try {
      const completed = isPromise(resolved)
        ? resolved.then((value) => complete(value, at, info, running))
        : complete(resolved, at, info, running);
      if (!isPromise(completed)) return completed;
      return completed.then(undefined, (thrown: unknown) => fail(thrown, at, running));
    } catch (thrown) {
      return fail(thrown, at, running);
    }
  };
}

/** Resolves and completes a field as graphql-js does. */
export function compiledField(asked: AskedField, completer: Completer): CompiledField {
  const { key, parentType, definition } = asked;
  const resolver = resolverOf(asked);
  const mayBeNull = !isNonNullType(definition.type);
  const [settle, fail] = [settling(asked, completer, mayBeNull), failing(asked, mayBeNull)];
  const needsInfo = resolver.needsInfo || completer.needsInfo;
  const typename = parentType.name;
  return {
    key,
    valueOf(source, prev, running) {
      const at: At = { prev, key, typename };
      const info = needsInfo ? infoOf(asked, at, running) : undefined;
      let resolved: unknown;
      try {
        resolved = resolver.resolve(source, at, info, running);
      } catch (thrown) {
        return fail(thrown, at, running);
      }
      return settle(resolved, at, info, running);
    },
  };
}

/**
 * The same for a leaf that is a property of its object. Most hold a plain value, which is answered without all that takes a
 * place in the answer to be told by.
 */
export function leafProperty(asked: AskedField, type: GraphQLLeafType, completer: Completer): CompiledField {
  const { key, parentType, definition } = asked;
  const { name } = definition;
  const mayBeNull = !isNonNullType(definition.type);
  const [settle, fail] = [settling(asked, completer, mayBeNull), failing(asked, mayBeNull)];
  const general = compiledField(asked, completer);
  const typename = parentType.name;
  return {
    key,
    valueOf(source, prev, running) {
      let value: unknown;
      try {
        value = propertyIn(source, name);
        const serialized: unknown = isPlain(value) ? type.serialize(value) : undefined;
        if (serialized !== undefined && serialized !== null) return serialized;
      } catch (thrown) {
        return fail(thrown, { prev, key, typename }, running);
      }
      if (typeof value === 'function') return general.valueOf(source, prev, running);
      return settle(value, { prev, key, typename }, undefined, running);
    },
  };
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
