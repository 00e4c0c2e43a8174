import { allNotes, type Dossier } from '../../shared/sync/dossier.js';
import { barOf } from '../../shared/sync/join.js';
import type { SyncPolicy, View } from '../../shared/sync/policy.js';
import { confirmRemoval } from '../../shared/sync/remove.js';
import { settle } from '../../shared/sync/settle.js';
import type { Engine } from '../../subgraphs/hub/sync/engine.js';
import { reunite, successorsIn } from '../../subgraphs/hub/sync/remote-merge.js';
import type { Decision } from '../../subgraphs/hub/sync/store.js';
import type { MemoryStore } from '../store/memory.js';

interface Books {
  readonly noteDismissed: (dossier: Dossier, place: string) => void;
  readonly count: (what: string) => void;
}

type Decided = Omit<Decision<null>, 'answer'>;

/** A person says of every removed record that may have become another one that it did, or that it was truly removed. */
export async function judge(
  { store, policy }: Engine,
  memory: MemoryStore,
  said: 'reunite' | 'dismiss',
  books: Books,
): Promise<void> {
  const open = memory.everything().reviews.filter(({ kind, open: isOpen }) => isOpen && kind === 'REMOTE_MERGE');
  for (const { canonicalId, place } of open) {
    const home = memory.everything().dossiers.get(canonicalId);
    const others = home && said === 'reunite' ? successorsIn(home, place) : [];
    await store.change([canonicalId, ...others], (dossiers, view) => {
      const decided = (said === 'reunite' ? reunited : dismissed)(dossiers, place, view, policy, books);
      return { dossiers: [], ...decided, answer: null };
    });
  }
}

function reunited(
  [own, other, ...more]: readonly Dossier[],
  place: string,
  view: View,
  policy: SyncPolicy,
  { count }: Books,
): Decided | null {
  if (!own || !other || more.length > 0 || barOf([own, other]) !== null) return null;
  const decision = reunite([own, other], place, view, policy);
  if (decision) count('removed records found again');
  return decision;
}

function dismissed(
  [own]: readonly Dossier[],
  place: string,
  view: View,
  policy: SyncPolicy,
  { count, noteDismissed }: Books,
): Decided | null {
  if (!own) return null;
  noteDismissed(own, place);
  count('removals that a person confirmed');
  const { dossier, journal, archive } = confirmRemoval(own, place, view, policy);
  const settled = settle(dossier, view, policy, archive ? { values: archive, at: view.now } : undefined);
  return {
    dossiers: [settled.dossier],
    journal: allNotes([journal, settled.journal]),
    answered: [{ kind: 'REMOTE_MERGE', canonicalId: own.canonical.id, place, field: null }],
  };
}
