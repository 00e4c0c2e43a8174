import { same } from '../canonical/same.js';
import { fieldOf } from '../canonical/types.js';
import type { Observed, Value } from '../canonical/field.js';
import { canSay, imageOf, isWritable, type Mapping } from '../mapping/mapping.js';
import { outOfUse, removalOf, withRemoval } from './carry-removal.js';
import { isUnderWay, linkIn, nothingToNote, type Dossier, type Journal, type Sighting, type Write } from './dossier.js';
import type { SyncPolicy, View } from './policy.js';
import { separate } from './separate.js';
import { settle } from './settle.js';
import { withoutKey } from './sight.js';
import { slotOf, type LinkState } from './state.js';
import { confirmUpdate } from './update.js';

type Values = Readonly<Record<string, Value | null>>;

/** What the hub has sent to a record that it made. */
export interface Sent {
  /** By field, what was sent last. */
  readonly values: Values;
  /** The record's version after the last of it; null: unknown. */
  readonly version: string | null;
}

/** What was sent to a record by its writes that took effect, the oldest first; null: what it was made with is not known. */
export function sentBy(
  writes: readonly Pick<Write, 'kind' | 'values' | 'attempts' | 'answeredVersion'>[],
): Sent | null {
  const [first] = writes;
  if (first?.kind !== 'CREATE' || first.attempts === 0) return null;
  const values = Object.fromEntries(writes.flatMap((write) => Object.entries(write.values)));
  return { values, version: writes.at(-1)?.answeredVersion ?? null };
}

/** Whether a record holds all that was sent to it and has, where both are known, the version that it had then. */
export function isUntouched(mapping: Mapping, { values, version }: Sent, seen: Sighting): boolean {
  const isSameVersion = version === null || seen.version === null || version === seen.version;
  return isSameVersion && holds(mapping, seen.observed, values);
}

/** Whether a record holds values, in the form in which its system hands them back. */
export function holds(mapping: Mapping, observed: Readonly<Record<string, Observed>>, values: Values): boolean {
  return Object.entries(values).every(([field, value]) => {
    const [mapped, now] = [mapping.fields[field], observed[field]];
    if (!mapped || mapped.key) return true;
    return now !== undefined && same(fieldOf(mapping.canonicalType, field).type, now, imageOf(mapped, value));
  });
}

/** What puts a record out of use in a system that removes none; null: nothing does. */
export function retirement(mapping: Mapping): Values | null {
  const values = Object.entries(outOfUse(mapping)).filter(([field, value]) => {
    const mapped = mapping.fields[field];
    return mapped !== undefined && isWritable(mapped) && canSay(mapped, value);
  });
  return values.length > 0 ? Object.fromEntries(values) : null;
}

export interface TakenBack {
  readonly dossier: Dossier;
  /** `UNDER_WAY`: ask again later. `CHANGED_SINCE`: it is somebody else's by now. Null: it is planned. */
  readonly fault: 'GONE' | 'UNDER_WAY' | 'CHANGED_SINCE' | null;
  readonly write: Write | null;
}

/**
 * Plans that a record which the hub made goes away again, if nobody has touched it since: it is removed or, by `values`, put
 * out of use. Nothing else of the canonical record is. @param seen the record as just read.
 */
export function takeBack(
  dossier: Dossier,
  linkId: string,
  { seen, sent, values }: { readonly seen: Sighting; readonly sent: Sent; readonly values: Values },
  view: View,
): TakenBack {
  const not = (fault: TakenBack['fault']): TakenBack => ({ dossier, fault, write: null });
  const link = linkIn(dossier, linkId);
  if (link?.state !== 'ACTIVE' || link.externalId !== seen.externalId) return not('GONE');
  const open = dossier.writes.filter((write) => write.linkId === linkId);
  if (open.some((write) => isUnderWay(write) || (write.kind === 'REMOVE' && write.status === 'PLANNED')))
    return not('UNDER_WAY');
  if (!isUntouched(link.mapping, sent, seen)) return not('CHANGED_SINCE');
  const asSeen: LinkState = { ...link, observed: withoutKey(link.mapping, seen.observed), version: seen.version };
  const write = { ...removalOf(dossier, asSeen, [slotOf(link)], view), values };
  return { dossier: withRemoval(dossier, write), fault: null, write };
}

/** Whether a write takes a record away by putting it out of use, in a system that removes none. */
export function isRetiring({ kind, values }: Pick<Write, 'kind' | 'values'>): boolean {
  return kind === 'REMOVE' && Object.keys(values).length > 0;
}

export interface PutOutOfUse {
  readonly dossiers: readonly Dossier[];
  readonly journal: Journal;
  readonly exclusions: readonly (readonly [string, string])[];
}

/**
 * A record was put out of use as a person had asked: it stands alone from here on, no dataflow leads to it, and its place stays
 * empty until a person decides. Where it stood alone before, it goes on to.
 */
export function putOutOfUse(
  dossier: Dossier,
  write: Write,
  answer: Sighting,
  view: View,
  policy: SyncPolicy,
): PutOutOfUse {
  const confirmed = confirmUpdate(dossier, write, answer, policy);
  const link = linkIn(confirmed, write.linkId);
  if (confirmed === dossier || !link) return { dossiers: [dossier], journal: nothingToNote, exclusions: [] };
  const parts = separate(confirmed, link, { allowNewCounterpart: false, past: null }, view, policy);
  if (confirmed.links.length === 1 || !parts) {
    const settled = settle(confirmed, view, policy);
    return { dossiers: [settled.dossier], journal: settled.journal, exclusions: [] };
  }
  const { left, apart, journal, exclusions } = parts;
  const about = { canonicalId: dossier.canonical.id, place: slotOf(link), field: null, open: false };
  const message = 'The hub put the record out of use, as a person had said; one can be made again.';
  const reviews = [...journal.reviews, { ...about, kind: 'GONE' as const, message }];
  return { dossiers: [left, apart], journal: { ...journal, reviews }, exclusions };
}
