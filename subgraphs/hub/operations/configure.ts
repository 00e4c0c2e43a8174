import { differences } from '../../../shared/dataflows/configuration-differences.js';
import {
  applyPending,
  noteCarriedOut,
  storedConfiguration,
  type StoredConfiguration,
} from '../store/configurations.js';
import type { SyncContext } from '../sync/context.js';
import { done, refused, type Hub, type Outcome } from './hub.js';

/** What the sync runs by, and what would change. */
export interface Configured {
  readonly appliedAt: Date;
  readonly hash: string;
  /** Names what waits; null: nothing does. */
  readonly pendingHash: string | null;
  /** A sentence for each thing that would change; empty where nothing waits. */
  readonly differences: readonly string[];
}

export async function configured({ context: { db } }: Hub): Promise<Configured | null> {
  const stored = await storedConfiguration(db);
  if (!stored) return null;
  const { applied, appliedAt, appliedHash: hash, pending, pendingHash } = stored;
  return { appliedAt, hash, pendingHash, differences: pending ? differences(applied, pending) : [] };
}

/** Has exactly the configuration count that waits under a hash; the hub's processes start anew by it. */
export async function applyConfiguration({ context: { db } }: Hub, hash: string): Promise<Outcome<null>> {
  if (await applyPending(db, hash)) return done(null);
  const message = 'No configuration waits under this hash: look at the differences again.';
  return refused({ field: ['hash'], code: 'CONFLICT', message });
}

/** Draws what follows from a configuration that was applied: every match key is made anew, and every record looked at. */
export async function drawConsequences(
  { db, store }: SyncContext,
  { appliedHash, carriedOutHash }: StoredConfiguration,
): Promise<void> {
  if (carriedOutHash === appliedHash) return;
  await store.renewAllKeys();
  await store.markAllDue();
  await noteCarriedOut(db, appliedHash);
}
