import { endedRemovals } from './carry-removal.js';
import type { Dossier } from './dossier.js';
import { answeredDoubts } from './doubt.js';
import type { Matter } from './person.js';
import { settledReferences } from './removed-targets.js';
import { answeredSuspicions } from './successors.js';

/** What was put before people of a canonical record, and that nobody need decide any more after a change. */
export function overBetween(before: Dossier, after: Dossier): Matter[] {
  return [
    ...answeredDoubts(before, after),
    ...endedRemovals(before, after),
    ...settledReferences(before, after),
    ...answeredSuspicions(before, after),
  ];
}
