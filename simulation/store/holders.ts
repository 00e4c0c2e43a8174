import type { Value } from '../../shared/canonical/field.js';
import { same } from '../../shared/canonical/same.js';
import { fieldOf } from '../../shared/canonical/types.js';
import { imageOf, isWritable } from '../../shared/mapping/mapping.js';
import type { Dossier } from '../../shared/sync/dossier.js';
import { placeAt, type SyncPolicy } from '../../shared/sync/policy.js';
import { slotOf } from '../../shared/sync/state.js';
import type { Holder, HolderLookup } from '../../shared/sync/turns.js';
import { load } from './load.js';
import type { Tables } from './tables.js';

/** A value of a field, and a place in which some record may come to be given it. */
interface Wanted {
  readonly place: string;
  readonly field: string;
  readonly value: Value;
}

/**
 * Who bears what the given dossiers' records may come to be given where no two may bear it, and what those may be given who
 * bear that, and so on; null for any other value: as in the product, it is looked up next time. None changes while a decision
 * is made.
 */
export function holdersNear(tables: Tables, policy: SyncPolicy, given: readonly Dossier[]): HolderLookup {
  let wanted: readonly Wanted[] | null = null;
  return (place, field, value) => {
    wanted ??= wantedNear(tables, policy, given);
    const asked = { place, field, value };
    return wanted.some((one) => isAlike(policy, one, asked)) ? bearing(tables, policy, asked) : null;
  };
}

function wantedNear(tables: Tables, policy: SyncPolicy, given: readonly Dossier[]): Wanted[] {
  const known = new Map(given.map((dossier) => [dossier.canonical.id, dossier]));
  const all: Wanted[] = [];
  for (const dossier of known.values()) {
    const wanted = wantedBy(dossier);
    all.push(...wanted);
    // A map is walked to its end, what was put into it meanwhile included.
    for (const holder of wanted.flatMap((one) => bearing(tables, policy, one)))
      if (!known.has(holder.dossier.canonical.id)) known.set(holder.dossier.canonical.id, holder.dossier);
  }
  return all;
}

/** What its canonical values, and those of its other records, would be in each of its records that bears something else. */
function wantedBy({ canonical, links }: Dossier): Wanted[] {
  return links.flatMap(({ mapping, observed, ...link }) =>
    Object.entries(mapping.fields).flatMap(([field, mapped]) => {
      if (!mapped.unique || !isWritable(mapped)) return [];
      const { type } = fieldOf(mapping.canonicalType, field);
      const values = [canonical.fields[field], ...links.map((one) => one.observed[field])];
      return values.flatMap((held) => {
        const value = imageOf(mapped, held ?? null);
        const isBorne = value === null || same(type, observed[field] ?? null, value);
        return isBorne ? [] : [{ place: slotOf(link), field, value }];
      });
    }),
  );
}

function isAlike(policy: SyncPolicy, one: Wanted, other: Wanted): boolean {
  if (one.place !== other.place || one.field !== other.field) return false;
  return same(typeIn(policy, one), one.value, other.value);
}

function typeIn(policy: SyncPolicy, { place, field }: Wanted) {
  return fieldOf(placeAt(policy, place).mapping.canonicalType, field).type;
}

/** The canonical records of which a record in the place was last seen to bear a value. */
function bearing(tables: Tables, policy: SyncPolicy, wanted: Wanted): Holder[] {
  const type = typeIn(policy, wanted);
  const ids = (tables.byPlace.get(wanted.place) ?? []).flatMap(({ holder, goneAt, told }): string[] => {
    const borne = told[wanted.field];
    if (holder?.state !== 'ACTIVE' || goneAt !== null || borne === undefined) return [];
    return same(type, borne, wanted.value) ? [holder.canonicalId] : [];
  });
  return [...new Set(ids)].flatMap((id) => {
    const dossier = load(tables, id);
    return dossier ? [{ dossier, isChanging: false }] : [];
  });
}
