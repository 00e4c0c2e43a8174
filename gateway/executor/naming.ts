import { Kind, print } from 'graphql';
import type { ArgumentNode, FieldNode, ObjectFieldNode, ValueNode } from 'graphql';

/** Names the fields of one operation in the data the subgraphs bring. */
export type Naming = (field: FieldNode) => string;

const given = /^_as\d+_/;

/** The name of a field in the answer. */
export function responseKeyOf(field: FieldNode): string {
  return field.alias?.value ?? field.name.value;
}

/** Whether a field is answered by the gateway itself: `__typename`, `__schema`, `__type`. */
export function isMeta(field: FieldNode): boolean {
  return field.name.value.startsWith('__');
}

/**
 * Gives every field that has an alias or arguments a name that no other field, nor the same one with other arguments, has
 * in this operation: `_as0_id` for the `id` of `{ kunde { id: navn } }`. Under the client's own names the planner mistakes
 * such a field for a key or a required field, and where the types of an interface object use one name for different
 * fields, it panics, which ends the process.
 */
export function createNaming(): Naming {
  const numbers = new Map<string, number>();
  return (field) => {
    const name = field.name.value;
    const responseKey = responseKeyOf(field);
    const hasArguments = (field.arguments ?? []).length > 0;
    if (isMeta(field) || (responseKey === name && !hasArguments)) return name;
    const signature = `${name}(${canonical(field.arguments ?? [])})`;
    const number = numbers.get(signature) ?? numbers.size;
    numbers.set(signature, number);
    return `_as${number}_${responseKey}`;
  };
}

/** The path a client sees for a path in the data. */
export function clientPath(path: readonly (string | number)[]): (string | number)[] {
  return path.map((key) => (typeof key === 'string' ? key.replace(given, '') : key));
}

/** Equal for what GraphQL holds equal: the order of arguments and of an object's fields does not count. */
function canonical(named: readonly (ArgumentNode | ObjectFieldNode)[]): string {
  return named
    .map(({ name, value }) => `${name.value}:${canonicalValue(value)}`)
    .sort()
    .join();
}

function canonicalValue(value: ValueNode): string {
  if (value.kind === Kind.OBJECT) return `{${canonical(value.fields)}}`;
  if (value.kind === Kind.LIST) return `[${value.values.map(canonicalValue).join()}]`;
  return print(value);
}
