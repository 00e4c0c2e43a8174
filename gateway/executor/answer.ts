import { GraphQLError } from 'graphql';
import { isData } from './data.js';
import type { Data } from './data.js';
import { isExplained } from './errors.js';
import type { Selection, Shape, ShapedFields } from './shape.js';

/** In place of a null that its parent may not hold, so that the parent becomes null in turn. */
const bubbled = Symbol('bubbled');

interface Completion {
  /** The way to the value at hand, as the client sees it. */
  readonly path: (string | number)[];
  /** What the subgraphs reported, and what is found wrong here. */
  readonly errors: GraphQLError[];
  readonly introspected: Data;
}

/**
 * The answer to an operation: exactly what was asked for, in that order, out of the data the subgraphs brought. A null
 * where the type forbids one bubbles up as the GraphQL specification has it, and is reported in `errors` unless an error
 * already there explains it. Returns null where everything bubbled away.
 */
export function answerOf(selection: Selection, data: Data, introspected: Data, errors: GraphQLError[]): Data | null {
  const fields = selection.fieldsOf(selection.type);
  if (!fields) throw new Error(`The API has no type ${selection.type}`);
  const answer = completeFields(fields, data, selection.type, { path: [], errors, introspected });
  return answer === bubbled ? null : answer;
}

function completeFields(
  fields: ShapedFields,
  data: Data,
  typename: string,
  completion: Completion,
): Data | typeof bubbled {
  const answer = fields.empty();
  for (const field of fields.all) {
    if (field.kind === 'typename') answer[field.to] = typename;
    else if (field.kind === 'introspection') answer[field.to] = completion.introspected[field.to];
    else {
      completion.path.push(field.to);
      const value = complete(field.shape, data[field.from], completion);
      completion.path.pop();
      if (value === bubbled) return bubbled;
      answer[field.to] = value;
    }
  }
  return answer;
}

function complete(shape: Shape, value: unknown, completion: Completion): unknown {
  if (value === null || value === undefined) return missing(shape, value, completion);
  const completed = completeValue(shape, value, completion);
  return completed === bubbled && !shape.nonNull ? null : completed;
}

/** Does not look at the shape's own nullability: a value that cannot be completed is `bubbled` here in either case. */
function completeValue(shape: Shape, value: unknown, completion: Completion): unknown {
  if (shape.kind === 'leaf') {
    if (!shape.values || shape.values.has(value)) return value;
    return broken(completion, `The value of ${shape.field} is not part of this API.`);
  }
  if (shape.kind === 'object') {
    if (isData(value)) return completeObject(shape.selection, shape.field, value, completion);
    return broken(completion, `Expected an object as the value of ${shape.field}.`);
  }
  if (Array.isArray(value)) return completeList(shape.item, value, completion);
  return broken(completion, `Expected Iterable, but did not find one for field "${shape.field}".`);
}

function completeObject(selection: Selection, field: string, value: Data, completion: Completion): unknown {
  const carried = value['__typename'];
  const typename = selection.onlyType ?? (typeof carried === 'string' ? carried : selection.type);
  const fields = selection.fieldsOf(typename);
  if (!fields) return broken(completion, `The value of ${field} is of a type that is not part of this API.`);
  return completeFields(fields, value, typename, completion);
}

function completeList(item: Shape, values: readonly unknown[], completion: Completion): unknown {
  const answer: unknown[] = [];
  for (let index = 0; index < values.length; index++) {
    completion.path.push(index);
    const value = complete(item, values[index], completion);
    completion.path.pop();
    if (value === bubbled) return bubbled;
    answer.push(value);
  }
  return answer;
}

/** A root field is undefined where its subgraph answered errors alone, which stand at whichever of its fields they came from. */
function missing(shape: Shape, value: null | undefined, completion: Completion): null | typeof bubbled {
  if (!shape.nonNull) return null;
  const { path, errors } = completion;
  if (value === undefined && path.length === 1 && errors.length > 0) return bubbled;
  return broken(completion, `Cannot return null for non-nullable field ${shape.field}.`);
}

function broken({ path, errors }: Completion, message: string): typeof bubbled {
  if (!isExplained(path, errors)) errors.push(new GraphQLError(message, { path: [...path] }));
  return bubbled;
}
