import type { RawRecord } from '../../../shared/connector.js';
import { inLane } from '../../../shared/http/lane.js';
import { driftFault, noneSeen, seen } from '../../../shared/mapping/drift.js';
import { beginReading, endReading, failReading, lastReadingOf } from '../store/readings.js';
import { adoptNewRecords, markDue, storeRemovals, type ChangedRecord } from '../store/records.js';
import { inTransaction, type Db, type Slot, type SyncContext } from './context.js';
import { observe, type Look } from './observe.js';

/**
 * Reads an entity type, everything or what changed since the last reading, and stores what it sees: new records get a
 * canonical record of their own, changed ones are due to be settled. The cursor moves only when the last page is in.
 * @returns how many records came. @throws HubError when the system fails; what was read until then is kept.
 */
export function readSlot(context: SyncContext, db: Db, slot: Slot, full: boolean): Promise<number> {
  return inLane(full ? 'backfill' : 'polling', () => readPages(context, db, slot, full));
}

async function readPages(context: SyncContext, db: Db, slot: Slot, full: boolean): Promise<number> {
  const last = await lastReadingOf(db, slot);
  const startedAt = context.now();
  await beginReading(db, slot, startedAt);
  const cursor = full ? null : last.cursor;
  let count = 0;
  let next: string | null = null;
  let drift = noneSeen(slot.mapping);
  let live = 0;
  try {
    let observedAt = startedAt;
    for await (const page of slot.resource.readChanges(cursor)) {
      const look = { observedAt, unchangedSince: last.startedAt, lagMs: slot.capabilities.readLagMs };
      await storePage(context, db, slot, page.records, look);
      const present = page.records.flatMap(({ fields, deleted }) => (deleted ? [] : [fields]));
      drift = seen(slot.mapping, drift, present);
      live += present.length;
      count += page.records.length;
      next = page.cursor ?? next;
      observedAt = context.now();
    }
  } catch (error) {
    await failReading(db, slot, error instanceof Error ? error.message : 'Unexpected failure.');
    throw error;
  }
  const isWhole = cursor === null;
  const fault = driftFault(slot.mapping, drift, isWhole && live > 0);
  await endReading(db, slot, { cursor: next ?? cursor, full: isWhole, at: context.now(), fault });
  return count;
}

/** Stores records as seen: what is removed, what is new, what is due to be settled. Answers those that are new or changed. */
export async function storePage(
  context: SyncContext,
  db: Db,
  slot: Slot,
  records: readonly RawRecord[],
  look: Look,
): Promise<ChangedRecord[]> {
  return inTransaction(db, async (tx) => {
    const present = records.filter((record) => !record.deleted);
    await storeRemovals(
      tx,
      slot,
      records.flatMap((record) => (record.deleted ? [record.id] : [])),
    );
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
    return changed;
  });
}
