import type { RawRecord } from '../../../shared/connector.js';
import { matchKeysOf } from '../store/match-keys.js';
import { storeObservations, type ChangedRecord } from '../store/records.js';
import { rows, type Db, type Slot, type SyncContext } from './context.js';

/** When records were looked at. */
export interface Look {
  /** When the request was sent. */
  readonly observedAt: Date;
  /** When the whole entity type was last read, if it was: until then an unchanged record held what it held before. */
  readonly unchangedSince: Date | null;
  /** How long ago the state may be that the answer shows, in ms: 0 for the answer to a write. */
  readonly lagMs: number;
}

/** The look of a single request just sent or just answered. */
export function direct(observedAt: Date): Look {
  return { observedAt, unchangedSince: null, lagMs: 0 };
}

/** Stores observations together with the match keys that follow from them; answers what is new or changed. */
export async function observe(
  context: SyncContext,
  tx: Db,
  slot: Slot,
  records: readonly RawRecord[],
  look: Look,
): Promise<ChangedRecord[]> {
  const changed = await storeObservations(context, tx, slot, records, look);
  const byId = new Map(records.map((record) => [record.id, record]));
  const made = await madeByHub(tx, changed);
  const keyed = changed.flatMap(({ id, externalId }) => {
    const record = byId.get(externalId);
    return record ? [{ recordId: id, record, ownKey: made.has(id) }] : [];
  });
  await matchKeysOf(context, tx, slot, keyed);
  return changed;
}

async function madeByHub(db: Db, records: readonly ChangedRecord[]): Promise<Set<string>> {
  const found = await rows<{ id: string }>(
    db,
    `select record_id as id from link where record_id = any($1::bigint[]) and state = 'ACTIVE' and origin = 'CREATED'`,
    [records.map(({ id }) => id)],
  );
  return new Set(found.map(({ id }) => id));
}
