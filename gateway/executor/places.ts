import type { FlattenNodePathSegment } from '@graphql-hive/router-query-planner';
import { isData } from './data.js';
import type { Data, Path } from './data.js';
import { isOfType } from './types.js';
import type { PossibleTypes } from './types.js';

/** An object of the answer and the way to it. */
export interface Place {
  readonly target: Data;
  readonly path: Path;
}

interface Reached {
  readonly value: unknown;
  readonly path: Path;
}

/** Every object a plan's path leads to; lists are spread, nulls and objects of other types are passed over. */
export function placesAt(root: Data, path: readonly FlattenNodePathSegment[], types: PossibleTypes): Place[] {
  let reached: Reached[] = [{ value: root, path: undefined }];
  for (const segment of path) {
    const next: Reached[] = [];
    for (const from of reached) follow(from, segment, types, next);
    reached = next;
  }
  return reached.flatMap(({ value, path }) => (isData(value) ? [{ target: value, path }] : []));
}

function follow(
  { value, path }: Reached,
  segment: FlattenNodePathSegment,
  types: PossibleTypes,
  into: Reached[],
): void {
  if (segment === '@') {
    if (Array.isArray(value)) spreadList(value, path, into);
  } else if (!isData(value)) return;
  else if ('Field' in segment) {
    const child = value[segment.Field];
    if (child !== null && child !== undefined) into.push({ value: child, path: { parent: path, key: segment.Field } });
  } else if (satisfies(value, segment.TypeCondition, types)) into.push({ value, path });
}

/** To the innermost items: the planner has one `@` for a list, however many lists are in it. */
function spreadList(list: readonly unknown[], path: Path, into: Reached[]): void {
  list.forEach((item, index) => {
    const at: Path = { parent: path, key: index };
    if (Array.isArray(item)) spreadList(item, at, into);
    else if (item !== null) into.push({ value: item, path: at });
  });
}

/** The planner leaves `__typename` out where the schema knows the type, and then every condition holds. */
function satisfies(value: Data, conditions: readonly string[], types: PossibleTypes): boolean {
  const typename = value['__typename'];
  return typeof typename !== 'string' || conditions.some((condition) => isOfType(typename, condition, types));
}
