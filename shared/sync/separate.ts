import type { Value } from '../canonical/field.js';
import { allNotes, blank, isOpen, isUnderWay, type Dossier, type Journal } from './dossier.js';
import { firstBases } from './join.js';
import type { SyncPolicy, View } from './policy.js';
import { restoring, type EditSince } from './restore.js';
import { settle } from './settle.js';
import { slotOf, type LinkState } from './state.js';

/** What a record held before it was linked with others, and what was edited from then on. */
export interface Past {
  readonly before: Readonly<Record<string, Value | null>>;
  readonly since: readonly EditSince[];
}

/** How a record is taken out. */
export interface Separating {
  /** Whether dataflows may make either part a new counterpart in place of the other. */
  readonly allowNewCounterpart: boolean;
  /** Null: both parts keep what they hold. */
  readonly past: Past | null;
}

/** The two parts of what was one, and the pairs of records (by `recordId`) that no rule is to link again. */
export interface Separated {
  readonly left: Dossier;
  readonly apart: Dossier;
  readonly journal: Journal;
  readonly exclusions: readonly (readonly [string, string])[];
}

/**
 * Takes a record out of its canonical record, to stand as one of its own. Nothing is planned to be written, unless values are
 * to be restored. Null while a write to the record is not answered.
 */
export function separate(
  dossier: Dossier,
  link: LinkState,
  { allowNewCounterpart, past }: Separating,
  view: View,
  policy: SyncPolicy,
): Separated | null {
  const own = dossier.writes.filter((write) => write.linkId === link.id && isOpen(write));
  if (own.some(isUnderWay)) return null;
  const others = dossier.links.filter(({ id }) => id !== link.id);
  const place = slotOf(link);
  const left: Dossier = {
    ...{ ...dossier, links: others, former: [...dossier.former, place] },
    tombstones: allowNewCounterpart ? dossier.tombstones : [...new Set([...dossier.tombstones, place])],
    writes: dossier.writes.map((write) => (own.includes(write) ? { ...write, ...notNeeded } : write)),
  };
  const apart = settle(alone(link, allowNewCounterpart ? [] : others.map(slotOf), view), view, policy);
  const exclusions = others.map(({ recordId }) => [recordId, link.recordId] as const);
  if (!past) return { left, apart: apart.dossier, journal: apart.journal, exclusions };
  const values = restoring(dossier.canonical, link, past.before, past.since);
  const [remaining, separated] = [
    settle(left, view, policy, { values: values.remaining, at: view.now }),
    settle(apart.dossier, view, policy, { values: values.separated, at: view.now }),
  ];
  const journal = allNotes([apart.journal, remaining.journal, separated.journal]);
  return { left: remaining.dossier, apart: separated.dossier, journal, exclusions };
}

const notNeeded = { status: 'CANCELLED', code: 'UNLINKED', message: 'A person took the record out.' } as const;

/** The record with a canonical record of its own, as if it were seen for the first time. */
function alone(link: LinkState, tombstones: readonly string[], { newId }: Pick<View, 'newId'>): Dossier {
  const first: LinkState = {
    ...{ ...link, id: newId(), state: 'ACTIVE', origin: 'FIRST', rule: null, rank: 0 },
    ...{ bases: firstBases(link), effort: {}, inDoubt: false },
  };
  return { ...blank(newId(), link.mapping.canonicalType, link.mapping.kind ?? null), links: [first], tombstones };
}
