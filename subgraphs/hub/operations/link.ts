import type { CanonicalType } from '../../../shared/canonical/field.js';
import { inTransaction, rows, type Db } from '../sync/context.js';
import { joinAll } from '../sync/link.js';
import { settle } from '../sync/settle.js';
import { done, refused, type Hub, type Outcome, type UserFault } from './hub.js';
import { knownRecords, unknownRecord, type KnownRecord, type RecordRef } from './known-records.js';
import { liveId, type Written } from './update.js';
import { lastWriteSeq, outcomesSince, waitUntilSettled } from './write-through.js';

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
  const outcome = await inTransaction(db, async (tx): Promise<Outcome<string>> => {
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
    const message = `There is no ${first.type.toLowerCase()} with this id.`;
    return refused({ field: ['canonicalId'], code: 'NOT_FOUND', message });
  }
  const oldestFirst = [...known].sort((a, b) => a.seq - b.seq).map((record) => record.canonicalId);
  const ids = [...new Set([...(target === null ? [] : [target]), ...oldestFirst])];
  const fault = mixedTypes(known, first.type) ?? (await clash(tx, ids));
  if (fault) return refused(fault);
  const [survivor = first.canonicalId, ...losers] = ids;
  await liftExclusions(tx, ids);
  const joins = losers.map((loser) => ({ survivor, loser, rule: 'manual' }));
  await joinAll(hub.context, tx, joins, 'MANUAL');
  await liftTombstones(tx, survivor);
  await settle(hub.context, tx, [survivor]);
  await hub.jobs.convergeSoon(tx, survivor);
  return done(survivor);
}

function mixedTypes(known: readonly KnownRecord[], type: CanonicalType): UserFault | null {
  const other = known.findIndex((record) => record.type !== type);
  if (other === -1) return null;
  const message = `A record of a ${known[other]?.type.toLowerCase() ?? ''} cannot be linked to one of a ${type.toLowerCase()}.`;
  return { field: ['records', String(other)], code: 'INVALID', message };
}

/** A place that a person fills is no longer one that must stay empty. */
async function liftTombstones(tx: Db, canonicalId: string): Promise<void> {
  await tx.query(
    `delete from tombstone using link
     where tombstone.canonical_id = $1 and link.canonical_id = $1 and link.state = 'ACTIVE'
       and tombstone.system = link.system and tombstone.entity_type = link.entity_type`,
    [canonicalId],
  );
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
