import { entityKey } from '../../../shared/dataflows/dataflow.js';
import { orderedPair } from '../store/matches.js';
import { adoptNewRecords } from '../store/records.js';
import { inTransaction, rows, type Db, type Slot } from '../sync/context.js';
import { settle } from '../sync/settle.js';
import { done, refused, type Hub, type Outcome } from './hub.js';
import { knownRecords, unknownRecord, type KnownRecord, type RecordRef } from './known-records.js';

/** The two canonical records that were one: what remains, and the separated record's own. */
export interface Separation {
  readonly left: string;
  readonly separated: string;
}

interface Member {
  readonly recordId: string;
  readonly system: string;
  readonly entityType: string;
}

/**
 * Takes a record out of its canonical record; writes nothing anywhere. Both parts keep today's values and are never
 * linked again by a rule. Unless `allowNewCounterpart`, no dataflow makes either of them a new counterpart.
 */
export async function unlinkRecord(
  hub: Hub,
  ref: RecordRef,
  allowNewCounterpart: boolean,
): Promise<Outcome<Separation>> {
  const slot = hub.context.slots.get(entityKey(ref));
  if (!slot) {
    const message = `${entityKey(ref)} is not switched on.`;
    return refused({ field: ['record', 'system'], code: 'INVALID', message });
  }
  return inTransaction(hub.context.db, async (tx): Promise<Outcome<Separation>> => {
    const [known] = await knownRecords(tx, [ref]);
    if (!known) return refused(unknownRecord(['record']));
    const others = await otherMembers(tx, known);
    if (others.length === 0) {
      return refused({ field: ['record'], code: 'INVALID', message: 'This record is linked to no other.' });
    }
    const separated = await separate(tx, slot, known, ref, others);
    if (!allowNewCounterpart) await barCounterparts(tx, known.canonicalId, separated, ref, others);
    await settle(hub.context, tx, [separated]);
    return done({ left: known.canonicalId, separated });
  });
}

/** The other records of a canonical record, which stays locked until the transaction ends. */
async function otherMembers(tx: Db, known: KnownRecord): Promise<Member[]> {
  await tx.query('select from canonical_record where id = $1 for update', [known.canonicalId]);
  return rows<Member>(
    tx,
    `select record_id as "recordId", system, entity_type as "entityType" from link
     where canonical_id = $1 and state = 'ACTIVE' and id <> $2`,
    [known.canonicalId, known.linkId],
  );
}

/** Gives the record a canonical record of its own, whose id it answers, and remembers that it is none of the others. */
async function separate(
  tx: Db,
  slot: Slot,
  known: KnownRecord,
  ref: RecordRef,
  others: readonly Member[],
): Promise<string> {
  await tx.query(`update link set state = 'UNLINKED', ended_at = now() where id = $1`, [known.linkId]);
  for (const { recordId } of others) {
    await tx.query(
      'insert into link_exclusion (low_record_id, high_record_id) values ($1, $2) on conflict do nothing',
      orderedPair(recordId, known.recordId),
    );
  }
  await adoptNewRecords(tx, slot, [known.recordId]);
  const [separated] = await knownRecords(tx, [ref]);
  if (!separated) throw new RangeError('an unlinked record must have a canonical record of its own');
  return separated.canonicalId;
}

async function barCounterparts(
  tx: Db,
  left: string,
  separated: string,
  ref: RecordRef,
  others: readonly Member[],
): Promise<void> {
  const bars = [
    { id: left, system: ref.system, entityType: ref.entityType },
    ...others.map((other) => ({ id: separated, ...other })),
  ];
  for (const { id, system, entityType } of bars) {
    await tx.query(
      'insert into tombstone (canonical_id, system, entity_type) values ($1, $2, $3) on conflict do nothing',
      [id, system, entityType],
    );
  }
}
