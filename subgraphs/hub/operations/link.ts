import { entityKey } from '../../../shared/dataflows/dataflow.js';
import type { CanonicalType } from '../../../shared/canonical/field.js';
import { adoptNewRecords, markDue } from '../store/records.js';
import { orderedPair } from '../store/matches.js';
import { rows, type Db } from '../sync/context.js';
import { joinAll } from '../sync/link.js';
import { settle } from '../sync/settle.js';
import { done, refused, type Hub, type Outcome, type UserFault } from './hub.js';
import { liveId, type Written } from './update.js';
import { lastWriteSeq, outcomesSince, waitUntilSettled } from './write-through.js';

/** A record as a caller names it. */
export interface RecordRef {
  readonly system: string;
  readonly entityType: string;
  readonly externalId: string;
}

/** A record that the hub knows, and the canonical record it belongs to. */
export interface KnownRecord {
  readonly recordId: string;
  readonly linkId: string;
  readonly canonicalId: string;
  readonly type: CanonicalType;
  readonly seq: number;
}

/** Links records by hand: two or more, or one or more to a canonical record. Their canonical records become one. */
export async function linkRecords(
  hub: Hub,
  records: readonly RecordRef[],
  canonicalId: string | null,
  waitMs: number,
): Promise<Outcome<Written>> {
  const { db } = hub.context;
  if (records.length + (canonicalId === null ? 0 : 1) < 2) {
    return refused({
      field: ['records'],
      code: 'REQUIRED',
      message: 'Give two records or more, or one and a canonical id.',
    });
  }
  const sinceSeq = await lastWriteSeq(db);
  const outcome = await db.transaction(async (tx): Promise<Outcome<string>> => {
    const found = await knownRecords(tx, records);
    const missing = found.flatMap((known, index) => (known ? [] : [unknownRecord(['records', String(index)])]));
    if (missing.length > 0) return refused(...missing);
    return join(
      hub,
      tx,
      found.flatMap((known) => (known ? [known] : [])),
      canonicalId,
    );
  });
  if (!outcome.ok) return outcome;
  await waitUntilSettled(db, outcome.value, sinceSeq, waitMs);
  return done({ canonicalId: outcome.value, writes: await outcomesSince(db, outcome.value, sinceSeq) });
}

async function join(
  hub: Hub,
  tx: Db,
  known: readonly KnownRecord[],
  canonicalId: string | null,
): Promise<Outcome<string>> {
  const [first] = known;
  if (!first) throw new RangeError('no record to link');
  const target = canonicalId === null ? null : await liveId(tx, first.type, canonicalId);
  if (canonicalId !== null && target === null) {
    return refused({
      field: ['canonicalId'],
      code: 'NOT_FOUND',
      message: `There is no ${first.type.toLowerCase()} with this id.`,
    });
  }
  const other = known.findIndex((record) => record.type !== first.type);
  if (other !== -1) {
    const message = `A record of a ${known[other]?.type.toLowerCase() ?? ''} cannot be linked to one of a ${first.type.toLowerCase()}.`;
    return refused({ field: ['records', String(other)], code: 'INVALID', message });
  }
  const ids = [
    ...new Set([
      ...(target === null ? [] : [target]),
      ...[...known].sort((a, b) => a.seq - b.seq).map((record) => record.canonicalId),
    ]),
  ];
  const fault = await clash(tx, ids);
  if (fault) return refused(fault);
  const [survivor = first.canonicalId, ...losers] = ids;
  await liftExclusions(tx, ids);
  await joinAll(
    hub.context,
    tx,
    losers.map((loser) => ({ survivor, loser, rule: 'manual' })),
    'MANUAL',
  );
  await tx.query(
    `delete from tombstone using link
     where tombstone.canonical_id = $1 and link.canonical_id = $1 and link.state = 'ACTIVE'
       and tombstone.system = link.system and tombstone.entity_type = link.entity_type`,
    [survivor],
  );
  await settle(hub.context, tx, [survivor]);
  await hub.jobs.convergeSoon(tx, survivor);
  return done(survivor);
}

async function clash(tx: Db, canonicalIds: readonly string[]): Promise<UserFault | null> {
  const twice = await rows<{ slot: string }>(
    tx,
    `select system || '.' || entity_type as slot from link
     where canonical_id = any($1::uuid[]) and state in ('CREATING', 'ACTIVE', 'PAUSED')
     group by system, entity_type having count(*) > 1`,
    [canonicalIds],
  );
  if (twice[0]) {
    return {
      field: ['records'],
      code: 'CONFLICT',
      message: `Both sides have a record of ${twice[0].slot} already: unlink one first.`,
    };
  }
  const kinds = await rows(
    tx,
    'select distinct kind from canonical_record where id = any($1::uuid[]) and kind is not null',
    [canonicalIds],
  );
  return kinds.length > 1
    ? { field: ['records'], code: 'CONFLICT', message: 'A customer and a department cannot become one.' }
    : null;
}

/** A person's word overrides an earlier one: records said to be two things may be one again, in every place they fill. */
async function liftExclusions(tx: Db, canonicalIds: readonly string[]): Promise<void> {
  const members = `select record_id from link where canonical_id = any($1::uuid[]) and state = 'ACTIVE'`;
  await tx.query(`delete from link_exclusion where low_record_id in (${members}) and high_record_id in (${members})`, [
    canonicalIds,
  ]);
  await tx.query(
    `update match_candidate set status = 'ACCEPTED'
     where status = 'OPEN' and left_record_id in (${members}) and right_record_id in (${members})`,
    [canonicalIds],
  );
}

/**
 * Takes a record out of its canonical record; writes nothing anywhere. Both parts keep today's values and are never
 * linked again by a rule. Unless `allowNewCounterpart`, no dataflow makes either of them a new counterpart.
 */
export async function unlinkRecord(
  hub: Hub,
  ref: RecordRef,
  allowNewCounterpart: boolean,
): Promise<Outcome<{ left: string; separated: string }>> {
  return hub.context.db.transaction(async (tx): Promise<Outcome<{ left: string; separated: string }>> => {
    const [known] = await knownRecords(tx, [ref]);
    if (!known) return refused(unknownRecord(['record']));
    await tx.query('select from canonical_record where id = $1 for update', [known.canonicalId]);
    const others = await rows<{ recordId: string; system: string; entityType: string }>(
      tx,
      `select record_id as "recordId", system, entity_type as "entityType" from link
       where canonical_id = $1 and state = 'ACTIVE' and id <> $2`,
      [known.canonicalId, known.linkId],
    );
    if (others.length === 0)
      return refused({ field: ['record'], code: 'INVALID', message: 'This record is linked to no other.' });
    await tx.query(`update link set state = 'UNLINKED', ended_at = now() where id = $1`, [known.linkId]);
    for (const { recordId } of others) {
      await tx.query(
        'insert into link_exclusion (low_record_id, high_record_id) values ($1, $2) on conflict do nothing',
        orderedPair(recordId, known.recordId),
      );
    }
    const slot = hub.context.slots.get(entityKey(ref));
    if (!slot)
      return refused({
        field: ['record', 'system'],
        code: 'INVALID',
        message: `${entityKey(ref)} is not switched on.`,
      });
    await adoptNewRecords(tx, slot, [known.recordId]);
    const [separated] = await knownRecords(tx, [ref]);
    if (!separated) throw new RangeError('an unlinked record must have a canonical record of its own');
    if (!allowNewCounterpart) await barCounterparts(tx, known.canonicalId, separated.canonicalId, ref, others);
    await markDue(tx, [known.recordId]);
    await settle(hub.context, tx, [separated.canonicalId]);
    return done({ left: known.canonicalId, separated: separated.canonicalId });
  });
}

async function barCounterparts(
  tx: Db,
  left: string,
  separated: string,
  ref: RecordRef,
  others: readonly { system: string; entityType: string }[],
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

/** What the hub knows of the records, in their order; undefined for one it has not seen or that is gone. */
export async function knownRecords(db: Db, refs: readonly RecordRef[]): Promise<(KnownRecord | undefined)[]> {
  const found = await rows<KnownRecord & { key: string; seq: string | number }>(
    db,
    `select record.system || '.' || record.entity_type || '/' || record.external_id as key, record.id as "recordId",
            link.id as "linkId", link.canonical_id as "canonicalId", canonical_record.type, canonical_record.seq
     from unnest($1::text[], $2::text[], $3::text[]) as asked (system, entity_type, external_id)
     join record using (system, entity_type, external_id)
     join link on link.record_id = record.id and link.state = 'ACTIVE'
     join canonical_record on canonical_record.id = link.canonical_id`,
    [
      refs.map(({ system }) => system),
      refs.map(({ entityType }) => entityType),
      refs.map(({ externalId }) => externalId),
    ],
  );
  const byKey = new Map(found.map(({ key, ...known }) => [key, { ...known, seq: Number(known.seq) }]));
  return refs.map((ref) => byKey.get(`${entityKey(ref)}/${ref.externalId}`));
}

function unknownRecord(field: string[]): UserFault {
  return {
    field,
    code: 'NOT_FOUND',
    message: 'The hub knows no such record. Check system, entity type and id, or sync first.',
  };
}
