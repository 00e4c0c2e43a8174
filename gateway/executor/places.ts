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

type Segments = readonly FlattenNodePathSegment[];

/** Every object a plan's path leads to; lists are spread, nulls and objects of other types are passed over. */
export function placesAt(root: Data, path: Segments, types: PossibleTypes): Place[] {
  const places: Place[] = [];
  follow({ segments: path, types, places }, 0, root, undefined);
  return places;
}

interface Way {
  readonly segments: Segments;
  readonly types: PossibleTypes;
  readonly places: Place[];
}

/** Goes on from a value that the first `done` segments have led to. */
function follow(way: Way, done: number, value: unknown, path: Path): void {
  const segment = way.segments[done];
  if (segment === undefined) {
    if (isData(value)) way.places.push({ target: value, path });
  } else if (segment === '@') {
    if (Array.isArray(value)) spreadList(way, done + 1, value, path);
  } else if (!isData(value)) return;
  else if ('Field' in segment) {
    const child = value[segment.Field];
    if (child !== null && child !== undefined) follow(way, done + 1, child, { parent: path, key: segment.Field });
  } else if (satisfies(value, segment.TypeCondition, way.types)) follow(way, done + 1, value, path);
}

/** To the innermost items: the planner has one `@` for a list, however many lists are in it. */
function spreadList(way: Way, done: number, list: readonly unknown[], path: Path): void {
  for (let key = 0; key < list.length; key++) {
    const item = list[key];
    const at: Path = { parent: path, key };
    if (Array.isArray(item)) spreadList(way, done, item, at);
    else if (item !== null) follow(way, done, item, at);
  }
}

/** The planner leaves `__typename` out where the schema knows the type, and then every condition holds. */
function satisfies(value: Data, conditions: readonly string[], types: PossibleTypes): boolean {
  const typename = value['__typename'];
  return typeof typename !== 'string' || conditions.some((condition) => isOfType(typename, condition, types));
}
