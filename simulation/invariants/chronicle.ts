import type { Dossier } from '../../shared/sync/dossier.js';
import { slotOf } from '../../shared/sync/state.js';
import type { Decision } from '../../subgraphs/hub/sync/store.js';

/** Which record is meant: `system.EntityType/id`. */
export function nameOf(place: string, recordId: string): string {
  return `${place}/${recordId}`;
}

/** What decisions showed in passing and the books do not keep: who ever stood in a canonical record. */
export class Chronicle {
  /** By canonical record, one that went into another included: every record that ever stood in it. */
  readonly members = new Map<string, Set<string>>();
  /** By link, one that has ended included: its record. */
  readonly records = new Map<string, string>();

  /** How often what a look showed was left aside, as it may have been older than what was known. */
  discarded = 0;

  note(before: readonly Dossier[], { dossiers, answer }: Decision<unknown>): void {
    if (isDiscarded(answer)) this.discarded += 1;
    for (const { canonical, links } of [...before, ...dossiers]) {
      const members = this.members.get(canonical.id) ?? new Set();
      this.members.set(canonical.id, members);
      for (const link of links) {
        const name = nameOf(slotOf(link), link.externalId);
        members.add(name);
        this.records.set(link.id, name);
      }
    }
  }
}

function isDiscarded(answer: unknown): boolean {
  if (typeof answer !== 'object' || answer === null || !('taken' in answer)) return false;
  const { taken } = answer as { readonly taken: { readonly verdict: string } | null };
  return taken?.verdict === 'LATER' || taken?.verdict === 'OLDER';
}
