import { Field, ID, InputType } from 'type-graphql';
import type { FieldValues, Json } from '../connector.js';
import { nationalIdScope } from './context.js';
import { secretRefused } from './entity.js';
import { describeField, itemOf, wireFields, type WireClass, type WireField } from './wire.js';

/** An input as GraphQL hands it over: null clears, a field that is not there is left as it is. */
export type InputValue = Readonly<Record<string, unknown>>;

/** The input of a nested class is one and the same wherever the class stands. */
const nestedInputs = new WeakMap<WireClass, WireClass>();

export interface InputOptions {
  readonly description: string;
  /** What the `id` is of, where there is a use for one. */
  readonly idOf?: string;
  /** Whether a caller may give a key under which the same is made only once. */
  readonly isRepeatable?: boolean;
}

/** An input class with every writable field of `type`, all optional, a required `id`, and a key, where there is a use for them. */
export function inputType(name: string, type: WireClass, options: InputOptions): WireClass {
  const input = class {};
  const { description, idOf, isRepeatable = false } = options;
  if (idOf !== undefined) Field(() => ID, { description: idOf })(input.prototype, 'id');
  if (isRepeatable) {
    const repeat = 'Under the same key the same is made only once, however often it is asked for.';
    Field(() => String, { nullable: true, description: repeat })(input.prototype, 'idempotencyKey');
  }
  for (const field of writableFields(type)) {
    const fieldType = inputFieldType(field);
    Field(() => fieldType, { nullable: true, description: describeField(field) })(input.prototype, field.name);
  }
  InputType(name, { description })(input);
  return input;
}

/**
 * The given fields by wire path, those of nested objects one by one; a null object clears each of its fields.
 * @throws Forbidden for a secret field without the scope for it.
 */
export function fieldValues(
  type: WireClass,
  input: InputValue | null,
  scopes: ReadonlySet<string>,
  within = '',
): FieldValues {
  const result: Record<string, Json> = {};
  for (const field of writableFields(type)) {
    const value = input === null ? null : input[field.name];
    if (value === undefined) continue;
    if (field.secret && !scopes.has(nationalIdScope)) throw secretRefused(field);
    const path = within + field.path;
    const { wireClass } = itemOf(field);
    if (wireClass) Object.assign(result, fieldValues(wireClass, value as InputValue | null, scopes, `${path}.`));
    else result[path] = value as Json;
  }
  return result;
}

/** Lists of objects have no fields of their own to write. */
function writableFields(type: WireClass): readonly WireField[] {
  return wireFields(type).filter((field) => {
    if (field.key || field.readOnly) return false;
    const { wireClass, list } = itemOf(field);
    return !wireClass || (!list && writableFields(wireClass).length > 0);
  });
}

function inputFieldType(field: WireField): object {
  const { wireClass } = itemOf(field);
  if (!wireClass) return field.type() as object;
  const known = nestedInputs.get(wireClass);
  if (known) return known;
  const description = `What to write of ${wireClass.name}; null clears, what is left out stays.`;
  const input = inputType(`${wireClass.name}Input`, wireClass, { description });
  nestedInputs.set(wireClass, input);
  return input;
}
