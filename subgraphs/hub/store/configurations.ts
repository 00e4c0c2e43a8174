import { createHash } from 'node:crypto';
import { canonicalText, restored, type SyncConfiguration } from '../../../shared/dataflows/configuration.js';
import { inTransaction, rows, type Db } from './postgres/sql.js';

/** What the sync runs by, and what waits for a person; null: nothing. */
export interface StoredConfiguration {
  readonly applied: SyncConfiguration;
  readonly appliedHash: string;
  readonly appliedAt: Date;
  /** The one whose consequences (match keys, a fresh look at every record) are drawn. */
  readonly carriedOutHash: string | null;
  readonly pending: SyncConfiguration | null;
  readonly pendingHash: string | null;
}

/** Names a configuration by all it says. */
export function configurationHash(configuration: SyncConfiguration): string {
  return createHash('sha256').update(canonicalText(configuration)).digest('hex');
}

/** Null: no hub has started on this database yet. */
export async function storedConfiguration(db: Db): Promise<StoredConfiguration | null> {
  const [found] = await rows<StoredConfiguration>(
    db,
    `select applied, applied_hash as "appliedHash", applied_at as "appliedAt", carried_out_hash as "carriedOutHash", pending,
            pending_hash as "pendingHash"
     from configuration`,
  );
  return found ? { ...found, applied: restored(found.applied) } : null;
}

/** The hash of what the sync is to run by; null likewise. */
export async function appliedHash(db: Db): Promise<string | null> {
  const [found] = await rows<{ hash: string }>(db, 'select applied_hash as hash from configuration');
  return found?.hash ?? null;
}

/**
 * Takes in what the file says. The first one ever counts at once; one that differs from what is applied waits, and one that
 * does not calls off what waited.
 */
export function takeIn(db: Db, file: SyncConfiguration): Promise<StoredConfiguration> {
  return inTransaction(db, async (tx) => {
    const hash = configurationHash(file);
    await tx.query(
      `insert into configuration (applied, applied_hash, carried_out_hash) values ($1, $2, $2)
       on conflict (is_only) do update
       set pending = case when configuration.applied_hash = $2 then null else $1 end,
           pending_hash = case when configuration.applied_hash = $2 then null else $2 end`,
      [JSON.stringify(file), hash],
    );
    const stored = await storedConfiguration(tx);
    if (!stored) throw new RangeError('the configuration was just stored');
    return stored;
  });
}

/** Has what waits count from here on. @returns false where something else waits, or nothing. */
export async function applyPending(db: Db, hash: string): Promise<boolean> {
  const applied = await rows(
    db,
    `update configuration
     set applied = pending, applied_hash = pending_hash, applied_at = now(), pending = null, pending_hash = null
     where pending_hash = $1 returning applied_hash`,
    [hash],
  );
  return applied.length === 1;
}

/** Notes that everything which follows from a configuration was done. */
export async function noteCarriedOut(db: Db, hash: string): Promise<void> {
  await db.query('update configuration set carried_out_hash = $1 where applied_hash = $1', [hash]);
}
