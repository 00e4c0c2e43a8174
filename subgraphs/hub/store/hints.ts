import type { Hint } from '../../../shared/webhook.js';
import { rows, type Db, type Slot } from '../sync/context.js';
import type { ChangedRecord } from './records.js';

/** A hint as stored: one per record, its number new whenever the record is hinted at again. */
export interface StoredHint {
  readonly externalId: string;
  readonly seq: string;
}

/** Whether the delivery was taken before. */
export async function isTaken(db: Db, system: string, deliveryId: string): Promise<boolean> {
  const found = await rows(db, 'select 1 from webhook_delivery where system = $1 and id = $2', [system, deliveryId]);
  return found.length > 0;
}

/** Notes a delivery; false where it is noted already. */
export async function noteDelivery(db: Db, system: string, deliveryId: string): Promise<boolean> {
  const noted = await rows(
    db,
    'insert into webhook_delivery (system, id) values ($1, $2) on conflict do nothing returning id',
    [system, deliveryId],
  );
  return noted.length === 1;
}

/** Forgets deliveries that come too late to be taken again anyway. */
export async function forgetOldDeliveries(db: Db): Promise<void> {
  await db.query(`delete from webhook_delivery where taken_at < now() - interval '15 minutes'`);
}

/** Stores hints, one per record however often it is named. */
export async function storeHints(db: Db, system: string, hints: readonly Hint[]): Promise<void> {
  if (hints.length === 0) return;
  await db.query(
    `insert into hint (system, entity_type, external_id)
     select distinct $1, hinted.entity_type, hinted.external_id
     from unnest($2::text[], $3::text[]) as hinted (entity_type, external_id)
     order by 2, 3
     on conflict (system, entity_type, external_id) do update set seq = default`,
    [system, hints.map(({ entityType }) => entityType), hints.map(({ externalId }) => externalId)],
  );
}

/** The next hints of an entity type after a number, oldest first. */
export async function nextHints(db: Db, slot: Slot, afterSeq: string, atMost: number): Promise<StoredHint[]> {
  return rows<StoredHint>(
    db,
    `select external_id as "externalId", seq from hint
     where system = $1 and entity_type = $2 and seq > $3
     order by seq limit $4`,
    [slot.system, slot.entityType, afterSeq, atMost],
  );
}

/** Drops hints that were followed; a record that was hinted at again meanwhile keeps its new one. */
export async function dropHints(db: Db, hints: readonly StoredHint[]): Promise<void> {
  await db.query('delete from hint where seq = any($1::bigint[])', [hints.map(({ seq }) => seq)]);
}

/** The entity types with hints to follow, as `system.EntityType`. */
export async function hintedSlots(db: Db): Promise<string[]> {
  const found = await rows<{ key: string }>(db, `select distinct system || '.' || entity_type as key from hint`);
  return found.map(({ key }) => key);
}

/** Those of the references under which a record is being made right now. */
export async function referencesBeingMade(db: Db, references: readonly string[]): Promise<Set<string>> {
  const found = await rows<{ reference: string }>(
    db,
    `select external_ref as reference from write
     where kind = 'CREATE' and status in ('PLANNED', 'SENDING', 'IN_DOUBT') and external_ref = any($1::text[])`,
    [references],
  );
  return new Set(found.map(({ reference }) => reference));
}

/** When the last full sync that wrote came to its end; null: none did. */
export async function lastFullSyncAt(db: Db): Promise<Date | null> {
  const [found] = await rows<{ at: Date | null }>(
    db,
    `select max(finished_at) as at from sync_run where mode = 'APPLY' and status = 'SUCCEEDED' and dataflows is null`,
  );
  return found?.at ?? null;
}

/** The canonical records of those of the records that are linked with others or were there at the last full sync. */
export async function settledBefore(db: Db, records: readonly ChangedRecord[], fullSyncAt: Date): Promise<string[]> {
  const found = await rows<{ id: string }>(
    db,
    `select distinct link.canonical_id as id from link join record on record.id = link.record_id
     where record.id = any($1::bigint[]) and link.state = 'ACTIVE'
       and (link.origin <> 'FIRST' or record.first_seen_at < $2)`,
    [records.map(({ id }) => id), fullSyncAt],
  );
  return found.map(({ id }) => id);
}
