import { GraphQLError, SchemaMetaFieldDef, TypeMetaFieldDef } from 'graphql';
import type { FieldNode, GraphQLField, GraphQLObjectType, GraphQLSchema } from 'graphql';
import { collectSubfields } from 'graphql/execution/collectFields.js';
import { inspect } from 'graphql/jsutils/inspect.js';
import type { CompiledField } from './field.js';
import { isPromise } from '../at-once.js';
import type { AskedField, At, Completer, Running, Source } from './running.js';

type FieldOf = (asked: AskedField) => CompiledField;
type Data = Record<string, unknown>;

/** Completes objects of one type with the fields asked for, which are worked out when the first object is met. */
export function objectCompleter({ of, nodes }: AskedField, type: GraphQLObjectType, fieldOf: FieldOf): Completer {
  let known: CompiledFields | undefined;
  const answer = (value: unknown, at: At, running: Running): unknown => {
    known ??= fieldsOf(of, type, collectSubfields(of.schema, of.fragments, of.conditions, type, nodes), fieldOf);
    return inParallel(known, value, at, running);
  };
  const answerIf = (isOne: unknown, value: unknown, at: At, running: Running): unknown => {
    if (isOne) return answer(value, at, running);
    throw new GraphQLError(`Expected value of type "${type.name}" but got: ${inspect(value)}.`, { nodes });
  };
  return {
    needsInfo: type.isTypeOf != null,
    complete(value, at, info, running) {
      if (value instanceof Error) throw value;
      if (value === null || value === undefined) return null;
      if (!type.isTypeOf || !info) return answer(value, at, running);
      const isOne = type.isTypeOf(value, running.context, info);
      if (isPromise(isOne)) return isOne.then((settled) => answerIf(settled, value, at, running));
      return answerIf(isOne, value, at, running);
    },
  };
}

/** The fields of an object as they are asked for. */
export interface CompiledFields {
  readonly all: readonly CompiledField[];
  /** An object that they can be set in: a field may be called `__proto__`, which a plain one takes for something else. */
  empty(): Data;
}

/** The fields in the order asked for, without those that the type does not have. */
export function fieldsOf(
  of: Source,
  parentType: GraphQLObjectType,
  collected: ReadonlyMap<string, readonly FieldNode[]>,
  fieldOf: FieldOf,
): CompiledFields {
  const all = [...collected].flatMap(([key, nodes]) => {
    const name = nodes[0]?.name.value ?? '';
    if (name === '__typename') return [{ key, valueOf: () => parentType.name }];
    const definition = definitionOf(of.schema, parentType, name);
    return definition ? [fieldOf({ of, key, nodes, parentType, definition })] : [];
  });
  return { all, empty: collected.has('__proto__') ? () => Object.create(null) as Data : () => ({}) };
}

function definitionOf(
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  const meta = [SchemaMetaFieldDef, TypeMetaFieldDef].find((field) => field.name === name);
  return meta && type === schema.getQueryType() ? meta : type.getFields()[name];
}

/** Every field at once: the object, or a promise of it where one of its fields is one. */
export function inParallel(fields: CompiledFields, source: unknown, at: At, running: Running): unknown {
  const data = fields.empty();
  let pending: string[] | undefined;
  try {
    for (const { key, valueOf } of fields.all) {
      const value = valueOf(source, at, running);
      data[key] = value;
      if (isPromise(value)) (pending ??= []).push(key);
    }
  } catch (error) {
    if (!pending) throw error;
    return settled(data, pending).finally(() => {
      throw error;
    });
  }
  return pending ? settled(data, pending) : data;
}

/** One field after another, each begun when the one before is done. */
export function inOrder(fields: CompiledFields, source: unknown, running: Running): unknown {
  return fields.all.reduce((before: unknown, field) => {
    if (isPromise(before)) return before.then((data) => withField(data as Data, field, source, running));
    return withField(before as Data, field, source, running);
  }, fields.empty());
}

function withField(data: Data, { key, valueOf }: CompiledField, source: unknown, running: Running): unknown {
  const value = valueOf(source, undefined, running);
  data[key] = value;
  return isPromise(value) ? settled(data, [key]) : data;
}

function settled(data: Data, pending: readonly string[]): Promise<Data> {
  return Promise.all(pending.map((key) => data[key])).then((values) => {
    pending.forEach((key, index) => (data[key] = values[index]));
    return data;
  });
}
