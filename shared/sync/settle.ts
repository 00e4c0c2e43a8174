import { fieldOf } from '../canonical/types.js';
import { same } from '../canonical/same.js';
import { allNotes, isUnanswered, nothingToNote, type Dossier, type Journal, type Review } from './dossier.js';
import { heldLinks } from './held.js';
import { merge, type HubEdit, type Merged } from './merge.js';
import type { SyncPolicy, View } from './policy.js';
import { planWrites } from './plan-writes.js';
import { removedTargets } from './removed-targets.js';
import type { LinkState } from './state.js';
import { suspectedIn, suspicion } from './successors.js';
import { nobodyHolds } from './turns.js';

export interface Settled {
  readonly dossier: Dossier;
  readonly journal: Journal;
  /** How many updates are planned and not sent. */
  readonly updates: number;
}

/**
 * Merges a canonical record with what its systems were last seen to hold and plans the updates that follow; all from
 * state, so that settling twice plans nothing twice. While the outcome of an update is not known nothing is judged but a
 * person's edit, and the record stays due.
 */
export function settle(dossier: Dossier, view: View, policy: SyncPolicy, hub?: HubEdit): Settled {
  const all = dossier.links.map((link) => withDoubt(dossier, link));
  const held = heldLinks(dossier, view, policy);
  const live = all.filter(({ id, state }) => state === 'ACTIVE' && !held.has(id));
  const waits = policy.rules.waitForDoubt && live.some(({ inDoubt }) => inDoubt);
  const merged = merge(dossier.canonical, live, policy, hub);
  const links = all.map((link) => forgiven(rebased(link, merged), merged));
  const settled: Dossier = { ...dossier, canonical: merged.canonical, links, due: dossier.due && waits };
  const journal = asked(settled, journalOf(merged));
  if (waits) return { dossier: dueAfter(settled), journal, updates: 0 };
  const planned = planWrites(settled, view, policy, (other) => foreseen(other, view, policy));
  const reviews = removedTargets(merged, dossier.links, planned.dossier.links, view.reference);
  return { ...planned, journal: allNotes([journal, planned.journal, { ...nothingToNote, reviews }]) };
}

/** What it awaits from others is looked at once the outcome is known. */
function dueAfter(dossier: Dossier): Dossier {
  return dossier.awaits ? { ...dossier, due: true, awaits: null } : dossier;
}

/** What another canonical record is going to be, as if nobody bore what it wants. */
export function foreseen(dossier: Dossier, view: View, policy: SyncPolicy): Dossier {
  return settle(dossier, { ...view, newId: () => 'foreseen', holders: nobodyHolds }, policy).dossier;
}

/** The link with whether a write of it is unanswered; the very same one where that stands there already. */
function withDoubt(dossier: Dossier, link: LinkState): LinkState {
  const inDoubt = isUnanswered(dossier, link.id);
  return link.inDoubt === inDoubt ? link : { ...link, inDoubt };
}

function rebased(link: LinkState, merged: Merged): LinkState {
  const bases = merged.bases.get(link.id);
  if (!bases || sameBases(link, bases)) return link;
  return { ...link, bases };
}

function sameBases({ bases: before }: LinkState, after: LinkState['bases']): boolean {
  const fields = Object.keys(after);
  return (
    fields.length === Object.keys(before).length &&
    fields.every((field) => {
      const [a, b] = [before[field], after[field]];
      return a === b || (a?.c === b?.c && a?.m === b?.m && a?.pending === b?.pending && a?.apart === b?.apart);
    })
  );
}

/** A value that is new to a field begins the count of its writes anew. */
function forgiven(link: LinkState, { edits, canonical }: Merged): LinkState {
  const fresh = edits.filter(({ field, after }) => {
    const { type } = fieldOf(canonical.type, field);
    const [, ...older] = canonical.provenance[field]?.earlier ?? [];
    return link.effort[field] !== undefined && !older.some((one) => same(type, one, after));
  });
  if (fresh.length === 0) return link;
  const kept = Object.entries(link.effort).filter(([field]) => !fresh.some((edit) => edit.field === field));
  return { ...link, effort: Object.fromEntries(kept) };
}

/** With what a person is asked of removed records, once however often it is said. */
function asked(dossier: Dossier, journal: Journal): Journal {
  const suspicions = suspectedIn(dossier).map((place) => suspicion(dossier, place));
  return suspicions.length === 0 ? journal : { ...journal, reviews: [...journal.reviews, ...suspicions] };
}

function journalOf({ canonical, edits, conflicts, oscillating }: Merged): Journal {
  if (edits.length + conflicts.length + oscillating.length === 0) return nothingToNote;
  const canonicalId = canonical.id;
  const reviews = oscillating.map((field): Review => ({
    ...{ kind: 'OSCILLATION', canonicalId, place: '', field, open: true },
    message: 'Two systems push this field back and forth; it is frozen until a person decides.',
  }));
  return {
    edits: edits.map((edit) => ({ ...edit, canonicalId })),
    conflicts: conflicts.map((conflict) => ({ ...conflict, canonicalId })),
    reviews,
  };
}
