import type { RawRecord } from '../../../shared/connector.js';
import { matchKeys } from '../../../shared/sync/match-keys.js';
import { keyedHash, type Db, type Slot, type SyncContext } from '../sync/context.js';
import { observedIn } from '../sync/wire.js';
import { externalRefOf } from './records.js';

/** A record as just read, whose keys are to be stored. */
export interface KeyedRecord {
  readonly recordId: string;
  readonly record: RawRecord;
  /** Whether the hub made the record: its key is then no evidence. */
  readonly ownKey: boolean;
}

/** Replaces the match keys of records: keyed hashes only, so that no identity number can be read back. */
export async function matchKeysOf(
  context: SyncContext,
  db: Db,
  slot: Slot,
  records: readonly KeyedRecord[],
): Promise<void> {
  const flows = context.flows;
  const keys = [];
  for (const { recordId, record, ownKey } of records) {
    const observed = hasReferences(slot) ? await observedIn(db, slot, record, ownKey) : {};
    const reference = (field: string): string | undefined => textOrNothing(observed[field]);
    const externalRef = externalRefOf(slot, record);
    const source = {
      mapping: slot.mapping,
      externalId: record.id,
      wire: record.fields,
      externalRef,
      ownKey,
      reference,
    };
    for (const { name, side, text } of matchKeys(source, flows)) {
      keys.push({ recordId, name, side, digest: keyedHash(context, `${name}|${text}`).toString('hex') });
    }
  }
  await db.query('delete from match_key where record_id = any($1::bigint[])', [
    records.map(({ recordId }) => recordId),
  ]);
  await db.query(
    `insert into match_key (record_id, name, side, digest)
     select made.record_id, made.name, made.side, decode(made.digest, 'hex')
     from unnest($1::bigint[], $2::text[], $3::text[], $4::text[]) as made (record_id, name, side, digest)`,
    [
      keys.map((key) => key.recordId),
      keys.map((key) => key.name),
      keys.map((key) => key.side),
      keys.map((key) => key.digest),
    ],
  );
}

/** Whether the slot's matching rests on records of other slots, so that its keys change when links do. */
export function hasReferences(slot: Slot): boolean {
  return Object.values(slot.mapping.fields).some((field) => field.reference !== undefined);
}

function textOrNothing(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
