import type { FetchNodePathSegment, FetchRewrite } from '@graphql-hive/router-query-planner';
import { isData } from './data.js';
import type { Data } from './data.js';
import { isOfType } from './types.js';
import type { PossibleTypes } from './types.js';

/** Applies a plan's rewrites to an object in place: sets a value, or renames a key, wherever the rewrite's path leads. */
export function rewrite(data: Data, rewrites: readonly FetchRewrite[], types: PossibleTypes): void {
  for (const each of rewrites) {
    if ('KeyRenamer' in each) {
      const { path, renameKeyTo } = each.KeyRenamer;
      apply(data, path, types, (parent, key) => {
        if (!(key in parent)) return;
        parent[renameKeyTo] = parent[key];
        delete parent[key];
      });
    } else {
      const { path, setValueTo } = 'ValueSetter' in each ? each.ValueSetter : each;
      apply(data, path, types, (parent, key) => {
        parent[key] = setValueTo;
      });
    }
  }
}

function apply(
  value: unknown,
  [segment, ...rest]: readonly FetchNodePathSegment[],
  types: PossibleTypes,
  change: (parent: Data, key: string) => void,
): void {
  if (Array.isArray(value)) {
    for (const item of value) if (segment) apply(item, [segment, ...rest], types, change);
  } else if (!segment || !isData(value)) return;
  else if ('TypenameEquals' in segment) {
    const typename = value['__typename'];
    const matches =
      typeof typename === 'string' && segment.TypenameEquals.some((name) => isOfType(typename, name, types));
    if (matches) apply(value, rest, types, change);
  } else if (rest.length === 0) change(value, segment.Key);
  else apply(value[segment.Key], rest, types, change);
}
