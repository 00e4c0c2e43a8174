import type { Deciding } from '../../subgraphs/hub/operations/carry-out.js';

/** A decision that is to be carried out whatever has changed, and waited for so long. */
export function plainly(waitMs: number): Deciding {
  return { expectedVersion: null, dryRun: false, waitMs };
}
