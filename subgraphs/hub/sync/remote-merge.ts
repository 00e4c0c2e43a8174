import { withdrawnRemovals } from '../../../shared/sync/carry-removal.js';
import type { Dossier } from '../../../shared/sync/dossier.js';
import type { Matter } from '../../../shared/sync/person.js';
import type { SyncPolicy, View } from '../../../shared/sync/policy.js';
import { reunited, suspectedIn } from '../../../shared/sync/successors.js';
import { joining } from './link.js';
import type { Decision } from './store.js';

type Decided = Omit<Decision<null>, 'answer'>;

/** Canonical records with a record that the removed one of a place may have gone into; none where no person is asked of it. */
export function successorsIn(dossier: Dossier, place: string): string[] {
  if (!suspectedIn(dossier).includes(place)) return [];
  return [...new Set(dossier.successors.flatMap((one) => (one.place === place ? [one.canonicalId] : [])))];
}

/**
 * A person says that a removed record went into another one: that one comes into the place, with all that it stands with, as
 * at a first contact. Null while a write to one of them is not answered.
 */
export function reunite(
  [own, other]: readonly [Dossier, Dossier],
  place: string,
  view: View,
  policy: SyncPolicy,
): Decided | null {
  const [survivor, loser] = [own.canonical.id, other.canonical.id];
  const ruling = { survivor, loser, rule: 'manual', origin: 'MANUAL' as const };
  const decision = joining([reunited(own, place), other], [ruling], view, policy);
  const one = decision.dossiers.find(({ canonical }) => canonical.id === survivor);
  if (!one || !decision.merged?.has(loser)) return null;
  return { ...decision, answered: [...mattersOf(survivor, place), ...withdrawnRemovals(one, place, view, policy)] };
}

/** What is put before a person of a removed record. */
function mattersOf(canonicalId: string, place: string): Matter[] {
  return (['REMOTE_MERGE', 'GONE'] as const).map((kind) => ({ kind, canonicalId, place, field: null }));
}
