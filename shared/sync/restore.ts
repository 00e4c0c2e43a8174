import { same } from '../canonical/same.js';
import { fieldOf } from '../canonical/types.js';
import type { Value } from '../canonical/field.js';
import type { CanonicalState, LinkState } from './state.js';
import { undoing, type BookedEdit } from './undo.js';

type Values = Readonly<Record<string, Value | null>>;

/** An edit since a link, and who made it; `linkId` null: a person, through the hub's API. */
export interface EditSince extends BookedEdit {
  readonly linkId: string | null;
}

/** What both parts of a record that is taken apart are to hold again. */
export interface Restoring {
  readonly remaining: Values;
  readonly separated: Values;
}

/**
 * What a link brought to either side, taken back: what remains gives up the values that came from the separated record,
 * and that record gets back what the hub wrote over. A value that someone set since then stays where it is.
 * @param before what the record held before the link, by canonical field. @param since all edits from the link on.
 */
export function restoring(
  canonical: CanonicalState,
  link: LinkState,
  before: Values,
  since: readonly EditSince[],
): Restoring {
  const remaining = undoing(
    canonical,
    since.filter(({ linkId }) => linkId === link.id),
  ).values;
  const last = new Map(since.map(({ field, linkId }) => [field, linkId]));
  const taken = Object.entries(before).filter(([field, value]) => {
    const held = link.observed[field];
    const base = link.bases[field];
    const { type } = fieldOf(canonical.type, field);
    if (held === undefined || base?.c === undefined || last.get(field) === link.id) return false;
    return same(type, held, base.m) && !same(type, held, value);
  });
  return { remaining, separated: Object.fromEntries(taken) };
}
