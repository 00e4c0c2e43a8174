import { isOpen } from '../../shared/sync/dossier.js';
import { slotOf } from '../../shared/sync/state.js';
import type { MemoryStore } from '../store/memory.js';

/** What keeps the hub from being at rest, in words; empty: nothing. */
export function restless(store: MemoryStore): string {
  const { dossiers } = store.everything();
  const next = store.nextAt();
  if (next !== null && next > 0) return `something waits until ${next}`;
  return [...dossiers.values()]
    .flatMap(({ canonical, due, writes }) => [
      ...(due ? [`${canonical.id} is due`] : []),
      ...writes
        .filter(isOpen)
        .map((write) => `${write.kind} of ${slotOf(write)} is ${write.status} (${write.code ?? ''})`),
    ])
    .slice(0, 3)
    .join('; ');
}
