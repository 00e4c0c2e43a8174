import type { PossibleTypes } from './types.js';

/** A GraphQL object as it came from a subgraph. */
export type Data = Record<string, unknown>;

/** The way to a value from the root of the answer, last step first; undefined is the root itself. */
export type Path = { readonly parent: Path; readonly key: string | number } | undefined;

/** True for an object of an answer; false for null, a list and a leaf. */
export function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The path as GraphQL errors show it, first step first. */
export function pathToArray(path: Path): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let step = path; step; step = step.parent) keys.push(step.key);
  return keys.reverse();
}

/**
 * Adds what another fetch brought to an object already there: objects and lists are merged, a null never replaces a
 * value. What is nested in `incoming` may then be part of several targets. That is safe because a name in the data stands
 * for one field with one set of arguments (see `createNaming`), so whatever is added later fits every one of them.
 */
export function mergeInto(target: Data, incoming: Data, types: PossibleTypes): void {
  for (const key in incoming) {
    const value = incoming[key];
    const present = target[key];
    if (present === undefined || present === null) target[key] = value;
    else if (isData(present) && isData(value)) mergeInto(present, value, types);
    else if (Array.isArray(present) && Array.isArray(value)) mergeLists(present, value, types);
    else if (value !== null && !(key === '__typename' && types.has(String(value)))) target[key] = value;
  }
}

function mergeLists(target: unknown[], incoming: readonly unknown[], types: PossibleTypes): void {
  incoming.forEach((value, index) => {
    const present = target[index];
    if (isData(present) && isData(value)) mergeInto(present, value, types);
    else if (Array.isArray(present) && Array.isArray(value)) mergeLists(present, value, types);
    else if (value !== null || present === undefined) target[index] = value;
  });
}
