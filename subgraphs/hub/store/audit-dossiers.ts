import { demanded } from '../../../shared/sync/demand.js';
import { isOpen, type Dossier } from '../../../shared/sync/dossier.js';
import { dishonestFields } from '../../../shared/sync/honest.js';
import type { SyncPolicy, View } from '../../../shared/sync/policy.js';
import { settle } from '../../../shared/sync/settle.js';

/** Canonical records, by what does not hold of them. */
export interface Unsound {
  /** With a base that its two sides never agreed on. */
  readonly bases: readonly string[];
  /** At rest, and all the same a write would be planned if they were looked at now. */
  readonly rest: readonly string[];
}

/** Judges canonical records by the rules of the sync itself, which changes none of them here. */
export function unsound(dossiers: readonly Dossier[], view: View, policy: SyncPolicy): Unsound {
  const idsOf = (found: readonly Dossier[]): string[] => found.map(({ canonical }) => canonical.id);
  return {
    bases: idsOf(dossiers.filter(({ links }) => links.some((link) => dishonestFields(link).length > 0))),
    rest: idsOf(dossiers.filter((dossier) => isAtRest(dossier) && wouldWrite(dossier, view, policy))),
  };
}

function isAtRest({ due, retired, writes }: Dossier): boolean {
  return !due && !retired && !writes.some(isOpen);
}

function wouldWrite(dossier: Dossier, view: View, policy: SyncPolicy): boolean {
  const settled = settle(dossier, view, policy);
  return settled.updates > 0 || demanded(settled.dossier, view, policy).length > 0;
}
