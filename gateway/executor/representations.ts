import type { RequiresSelection } from '@graphql-hive/router-query-planner';
import { isData } from './data.js';
import type { Data } from './data.js';
import { placesAt } from './places.js';
import type { Place } from './places.js';
import type { Lookup } from './plan.js';
import { rewrite } from './rewrites.js';
import { isOfType } from './types.js';
import type { PossibleTypes } from './types.js';

/** The entities to ask for, each once, and per entity every place its answer belongs to. */
export interface Batch {
  readonly representations: readonly Data[];
  readonly places: readonly (readonly Place[])[];
}

/** Builds a lookup's representations out of the data so far; an object that lacks what they require is passed over. */
export function batchOf(data: Data, lookup: Lookup, types: PossibleTypes): Batch {
  const representations: Data[] = [];
  const places: Place[][] = [];
  const known = new Map<string, Place[]>();
  for (const place of lookup.paths.flatMap((path) => placesAt(data, path, types))) {
    const representation = represent(place.target, lookup.requires, types);
    if (!representation) continue;
    rewrite(representation, lookup.inputRewrites, types);
    const key = keyOf(representation);
    const sharing = known.get(key);
    if (sharing) sharing.push(place);
    else {
      const first = [place];
      known.set(key, first);
      representations.push(representation);
      places.push(first);
    }
  }
  return { representations, places };
}

/** The same for representations that are the same, and no others. Texts, which most keys are, are not written as JSON. */
function keyOf(representation: Data): string {
  let key = '';
  for (const name in representation) {
    const value = representation[name];
    key += typeof value === 'string' ? `${name}:${value.length}:${value}` : `${name}=${JSON.stringify(value)};`;
  }
  return key;
}

/** The selected part of an object; undefined where a selected field was never fetched or no selection is for its type. */
export function represent(
  source: Data,
  selections: readonly RequiresSelection[],
  types: PossibleTypes,
): Data | undefined {
  const representation: Data = {};
  return addSelected(representation, source, selections, types) && hasKeys(representation) ? representation : undefined;
}

function addSelected(
  into: Data,
  source: Data,
  selections: readonly RequiresSelection[],
  types: PossibleTypes,
): boolean {
  return selections.every((selection) => {
    if (selection.kind === 'InlineFragment') {
      const typename = source['__typename'];
      const applies = typeof typename !== 'string' || isOfType(typename, selection.typeCondition, types);
      return !applies || addSelected(into, source, selection.selections, types);
    }
    if (selection.kind === 'FragmentSpread') throw new Error('A representation is selected by a named fragment');
    const value = selectedValue(source[selection.name], selection.selections, types);
    into[selection.alias ?? selection.name] = value;
    return value !== undefined;
  });
}

function selectedValue(
  value: unknown,
  selections: readonly RequiresSelection[] | undefined,
  types: PossibleTypes,
): unknown {
  if (!selections) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => selectedValue(item, selections, types));
    return items.includes(undefined) ? undefined : items;
  }
  return isData(value) ? represent(value, selections, types) : value;
}

function hasKeys(data: Data): boolean {
  for (const _key in data) return true;
  return false;
}
