import { isOpen, type Dossier, type Write } from '../../shared/sync/dossier.js';
import { heldWrites } from '../../shared/sync/held.js';
import { slotOf } from '../../shared/sync/state.js';
import type { MemoryStore } from '../store/memory.js';

/** What keeps the hub from being at rest, in words; empty: nothing. */
export function restless(store: MemoryStore): string {
  const { dossiers } = store.everything();
  const next = store.nextAt();
  if (next !== null && next > 0) return `something waits until ${next}`;
  return [...dossiers.values()]
    .flatMap((dossier) => [
      ...(dossier.due ? [`${dossier.canonical.id} is due`] : []),
      ...openIn(dossier).map((write) => `${write.kind} of ${slotOf(write)} is ${write.status} (${write.code ?? ''})`),
    ])
    .slice(0, 3)
    .join('; ');
}

/** Writes not at their end, save those that wait until a person has said whether a removed record became another one. */
function openIn(dossier: Dossier): Write[] {
  const held = heldWrites(dossier, { paused: new Set(), stopped: false }, { flows: [], off: [] });
  return dossier.writes.filter((write) => isOpen(write) && !(write.status === 'PLANNED' && held.has(write.linkId)));
}
