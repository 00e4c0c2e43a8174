import type { FetchRewrite, RequiresSelection } from '@graphql-hive/router-query-planner';
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
  const known: Known = { places: [] };
  const besides = requiredBesides(lookup, types);
  const found = lookup.paths.flatMap((path) => placesAt(data, path, types));
  for (const place of found) {
    const representation = represent(place.target, lookup.requires, types) ?? represent(place.target, besides, types);
    if (!representation) continue;
    rewrite(representation, lookup.inputRewrites, types);
    const sharing = found.length > 1 ? knownAs(representation, known) : known;
    sharing.places.push(place);
    if (sharing.places.length > 1) continue;
    representations.push(representation);
    places.push(sharing.places);
  }
  return { representations, places };
}

const none: readonly RequiresSelection[] = [];

/**
 * What a lookup of interface objects requires of those that it has no requirement for. Where two types of an interface ask
 * for the fields of such an object, the planner makes one lookup of both, and keeps what it requires of one type alone.
 */
function requiredBesides({ requires, inputRewrites }: Lookup, types: PossibleTypes): readonly RequiresSelection[] {
  const interfaces = inputRewrites.flatMap(typenameSetBy);
  if (interfaces.length === 0) return none;
  return requires.flatMap((selection) => {
    if (selection.kind !== 'InlineFragment') return [];
    const typeCondition = interfaces.find((name) => isOfType(selection.typeCondition, name, types));
    return typeCondition === undefined ? [] : [{ ...selection, typeCondition }];
  });
}

function typenameSetBy(rewrite: FetchRewrite): string[] {
  if ('KeyRenamer' in rewrite) return [];
  const { path, setValueTo } = 'ValueSetter' in rewrite ? rewrite.ValueSetter : rewrite;
  const [, key] = path;
  return path.length === 2 && key && 'Key' in key && key.Key === '__typename' ? [setValueTo] : [];
}

/** Representations by their names and values, a step each, and their places: sooner done than writing each out as a key. */
interface Known {
  readonly places: Place[];
  next?: Map<unknown, Known>;
}

/** Stands before what is no plain value, and is known by its JSON. */
const json = Symbol('json');

/** One and the same for representations that are the same, and no others. */
function knownAs(representation: Data, all: Known): Known {
  let known = all;
  for (const name in representation) {
    const value = representation[name];
    known = after(known, name);
    known = typeof value === 'object' ? after(after(known, json), JSON.stringify(value)) : after(known, value);
  }
  return known;
}

function after(known: Known, step: unknown): Known {
  const steps = (known.next ??= new Map<unknown, Known>());
  const present = steps.get(step);
  if (present) return present;
  const next: Known = { places: [] };
  steps.set(step, next);
  return next;
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
  for (const selection of selections) {
    if (selection.kind === 'InlineFragment') {
      const typename = source['__typename'];
      const applies = typeof typename !== 'string' || isOfType(typename, selection.typeCondition, types);
      if (applies && !addSelected(into, source, selection.selections, types)) return false;
      continue;
    }
    if (selection.kind === 'FragmentSpread') throw new Error('A representation is selected by a named fragment');
    const value = selectedValue(source[selection.name], selection.selections, types);
    if (value === undefined) return false;
    into[selection.alias ?? selection.name] = value;
  }
  return true;
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
