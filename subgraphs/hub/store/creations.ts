import type { RawRecord } from '../../../shared/connector.js';
import { rows, type Db, type Slot, type SyncContext } from '../sync/context.js';
import { matchKeysOf } from './match-keys.js';
import { storeObservations } from './records.js';
import type { Write } from './writes.js';

/** Ends a creation that will not happen now: the write tells why, and the slot is free again. */
export async function endCreation(
  db: Db,
  write: Write,
  status: 'CANCELLED' | 'REFUSED',
  message: string,
  code = 'NOT_FOUND',
): Promise<void> {
  await db.query(
    `with ended as (
       update write set status = $2, code = $3, message = $4, settled_at = now()
       where id = $1 and status in ('PLANNED', 'SENDING', 'IN_DOUBT')
       returning link_id
     )
     update link set state = 'UNLINKED', in_doubt = false, ended_at = now()
     from ended where link.id = ended.link_id and link.state = 'CREATING'`,
    [write.id, status, code, message],
  );
}

/** The record whose dataflow demands a creation; null where a person asked for it. */
export async function demanderOf(db: Db, linkId: string): Promise<{ slot: string; externalId: string } | null> {
  const [found] = await rows<{ slot: string; externalId: string }>(
    db,
    `select source.system || '.' || source.entity_type as slot, record.external_id as "externalId"
     from link made
     join link source on source.canonical_id = made.canonical_id and source.state = 'ACTIVE'
       and made.rule like source.system || '.' || source.entity_type || '-%'
     join record on record.id = source.record_id
     where made.id = $1`,
    [linkId],
  );
  return found ?? null;
}

/** Whether another creation in the entity type is waiting for its outcome. */
export async function isCreateInDoubt(db: Db, slot: Slot, exceptWriteId: string): Promise<boolean> {
  const found = await rows(
    db,
    `select 1 from write join link on link.id = write.link_id
     where write.kind = 'CREATE' and write.status in ('SENDING', 'IN_DOUBT') and write.id <> $3
       and link.system = $1 and link.entity_type = $2
     limit 1`,
    [slot.system, slot.entityType, exceptWriteId],
  );
  return found.length > 0;
}

/** Those of the ids that the hub had seen before it first sent the write. */
export async function knownBefore(
  db: Db,
  slot: Slot,
  writeId: string,
  externalIds: readonly string[],
): Promise<Set<string>> {
  const found = await rows<{ id: string }>(
    db,
    `select record.external_id as id from record, write
     where record.system = $1 and record.entity_type = $2 and record.external_id = any($3) and write.id = $4
       and (record.first_seen_at < write.created_at or exists (
         select from link where link.record_id = record.id and link.state = 'ACTIVE' and link.origin <> 'FIRST'
       ))`,
    [slot.system, slot.entityType, externalIds, writeId],
  );
  return new Set(found.map(({ id }) => id));
}

/**
 * Stores a record the hub made and answers its id. If a reading found it first, it stood as a canonical record of its
 * own: that one is folded away, since the record was never anything but ours.
 */
export async function adoptedRecordId(context: SyncContext, tx: Db, slot: Slot, record: RawRecord): Promise<string> {
  await storeObservations(context, tx, slot, [record], { observedAt: context.now(), unchangedSince: null, lagMs: 0 });
  const [stored] = await rows<{ id: string }>(
    tx,
    'select id from record where system = $1 and entity_type = $2 and external_id = $3',
    [slot.system, slot.entityType, record.id],
  );
  if (!stored) throw new RangeError(`${slot.key} ${record.id} was not stored`);
  await tx.query(
    `with freed as (
       update link set state = 'UNLINKED', ended_at = now()
       where record_id = $1 and state = 'ACTIVE' and origin = 'FIRST'
       returning canonical_id
     )
     update canonical_record set retired_at = now()
     from freed
     where canonical_record.id = freed.canonical_id
       and not exists (select from link where link.canonical_id = freed.canonical_id and link.state = 'ACTIVE' and link.record_id <> $1)`,
    [stored.id],
  );
  await matchKeysOf(context, tx, slot, [{ recordId: stored.id, record, ownKey: true }]);
  return stored.id;
}
