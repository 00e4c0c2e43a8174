import type { RawRecord } from '../../../shared/connector.js';
import { beginReading, endReading, failReading, lastReadingOf } from '../store/readings.js';
import { adoptNewRecords, markDue, storeRemovals } from '../store/records.js';
import { inTransaction, type Db, type Slot, type SyncContext } from './context.js';
import { observe } from './observe.js';

/**
 * Reads an entity type, everything or what changed since the last reading, and stores what it sees: new records get a
 * canonical record of their own, changed ones are due to be settled. The cursor moves only when the last page is in.
 * @returns how many records came. @throws HubError when the system fails; what was read until then is kept.
 */
export async function readSlot(context: SyncContext, db: Db, slot: Slot, full: boolean): Promise<number> {
  const last = await lastReadingOf(db, slot);
  const startedAt = context.now();
  await beginReading(db, slot, startedAt);
  const cursor = full ? null : last.cursor;
  let count = 0;
  let next: string | null = null;
  try {
    let observedAt = startedAt;
    for await (const page of slot.resource.readChanges(cursor)) {
      await storePage(context, db, slot, page.records, observedAt, last.startedAt);
      count += page.records.length;
      next = page.cursor ?? next;
      observedAt = context.now();
    }
  } catch (error) {
    await failReading(db, slot, error instanceof Error ? error.message : 'Unexpected failure.');
    throw error;
  }
  await endReading(db, slot, { cursor: next ?? cursor, full: cursor === null, at: context.now() });
  return count;
}

async function storePage(
  context: SyncContext,
  db: Db,
  slot: Slot,
  records: readonly RawRecord[],
  observedAt: Date,
  unchangedSince: Date | null,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const present = records.filter((record) => !record.deleted);
    await storeRemovals(
      tx,
      slot,
      records.flatMap((record) => (record.deleted ? [record.id] : [])),
    );
    const look = { observedAt, unchangedSince, lagMs: slot.capabilities.readLagMs };
    const changed = await observe(context, tx, slot, present, look);
    await adoptNewRecords(
      tx,
      slot,
      changed.filter(({ inserted }) => inserted).map(({ id }) => id),
    );
    await markDue(
      tx,
      changed.map(({ id }) => id),
    );
  });
}
