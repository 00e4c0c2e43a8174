import type { ExternalRef } from '../../sync/store.js';
import { saveFeed } from '../postgres/change-feed.js';
import { lockErased } from '../postgres/erased.js';
import { live, rows, timeOf, type Db } from '../postgres/sql.js';
import { forgetSuccessors } from '../postgres/successors.js';
import { forgetWords } from '../vocabulary.js';
import type { Subject } from './subject.js';

/** Blanks every value that is kept of a subject that is locked, and bars its records and their numbers. */
export async function erase(tx: Db, subject: Subject, now: number): Promise<void> {
  const { id, type, version, canonicalIds, recordIds } = subject;
  await forgetWords(tx, canonicalIds);
  await eraseCanonicals(tx, canonicalIds, now);
  await eraseWrites(tx, canonicalIds, now);
  await eraseBooks(tx, canonicalIds);
  await rows(tx, plans, [canonicalIds, recordIds]);
  await rows(tx, barred, [id, recordIds]);
  await eraseRecords(tx, recordIds, now);
  await forgetFaults(tx);
  if (subject.retired || version === 0) return;
  await saveFeed(tx, [{ canonicalId: id, type, kind: 'REMOVED', version, fields: [], mergedInto: null }], now);
}

async function eraseCanonicals(tx: Db, canonicalIds: readonly string[], now: number): Promise<void> {
  await rows(
    tx,
    `update canonical_record
     set fields = '{}', provenance = '{}', frozen = '{}', due_at = null, retired_at = coalesce(retired_at, ${timeOf('$2')}),
         erased_at = coalesce(erased_at, ${timeOf('$2')})
     where id = any($1::uuid[])`,
    [canonicalIds, now],
  );
  await rows(
    tx,
    `update link
     set state = case when state = 'GONE' then 'GONE' else 'UNLINKED' end, ended_at = coalesce(ended_at, ${timeOf('$2')}),
         bases = '{}', effort = '{}', last_write = null, missed_at = null
     where canonical_id = any($1::uuid[])`,
    [canonicalIds, now],
  );
}

const cancelled = { status: 'CANCELLED', code: 'ERASED' } as const;

/** A creation's reference and key stay, so that a child that appears late is still recognised and not taken for a stranger. */
async function eraseWrites(tx: Db, canonicalIds: readonly string[], now: number): Promise<void> {
  const isOver = `status in ('CONFIRMED', 'SUPERSEDED', 'CANCELLED')`;
  await rows(
    tx,
    `update write
     set "values" = '{}', expect = '{}', sent_version = null, message = null, not_before = null, lease_until = null,
         status = case when ${isOver} then status else $3 end, code = case when ${isOver} then code else $4 end,
         settled_at = coalesce(settled_at, ${timeOf('$2')})
     where canonical_id = any($1::uuid[])`,
    [canonicalIds, now, cancelled.status, cancelled.code],
  );
}

/** Nobody can alter the books but who says, for one transaction, which canonical records' values are blanked. */
async function eraseBooks(tx: Db, canonicalIds: readonly string[]): Promise<void> {
  await rows(tx, `select set_config('samband.erasing', $1, true)`, [`{${canonicalIds.join()}}`]);
  await rows(tx, 'update edit set before = null, after = null where canonical_id = any($1::uuid[])', [canonicalIds]);
  await rows(
    tx,
    `update conflict set winner = null, loser = null, status = case when status = 'OPEN' then 'RESOLVED' else status end
     where canonical_id = any($1::uuid[])`,
    [canonicalIds],
  );
  await rows(tx, `select set_config('samband.erasing', '', true)`);
  await rows(
    tx,
    `update review set message = 'Erased.', status = case when status = 'OPEN' then 'CLOSED' else status end
     where canonical_id = any($1::uuid[])`,
    [canonicalIds],
  );
}

const plans = `
  update planned set "values" = null, reason = null
  where canonical_id = any($1::uuid[]) or (place, external_id) in (
    select system || '.' || entity_type, external_id from record where id = any($2::bigint[]))`;

const barred = `
  insert into erased_key (name, digest, canonical_id)
  select distinct name, digest, $1::uuid from match_key where record_id = any($2::bigint[]) and side = 'IDENTITY'
  on conflict do nothing`;

async function eraseRecords(tx: Db, recordIds: readonly string[], now: number): Promise<void> {
  await rows(tx, 'delete from match_key where record_id = any($1::bigint[])', [recordIds]);
  await rows(
    tx,
    `delete from hint using record
     where record.id = any($1::bigint[]) and hint.system = record.system and hint.entity_type = record.entity_type
       and hint.external_id = record.external_id`,
    [recordIds],
  );
  await rows(
    tx,
    `update record
     set wire = '{}', digest = '', version = null, external_ref = null, gone_at = coalesce(gone_at, ${timeOf('$2')}),
         erased_at = coalesce(erased_at, ${timeOf('$2')})
     where id = any($1::bigint[])`,
    [recordIds, now],
  );
  await forgetSuccessors(tx, recordIds, now);
  await closeMatches(tx, recordIds, now);
}

/** Whoever was kept waiting by a match with one of them waits no longer. */
async function closeMatches(tx: Db, recordIds: readonly string[], now: number): Promise<void> {
  await rows(
    tx,
    `with closed as (
       update match_candidate set status = 'CLOSED'
       where status = 'OPEN' and (left_record_id = any($1::bigint[]) or right_record_id = any($1::bigint[]))
       returning left_record_id, right_record_id
     )
     update canonical_record set due_at = coalesce(due_at, ${timeOf('$2')})
     where merged_into is null and retired_at is null and id in (
       select link.canonical_id from closed join link on link.record_id in (left_record_id, right_record_id)
       where link.state in ${live})`,
    [recordIds, now],
  );
}

/** What the job engine keeps of faults may quote a statement with its values. */
async function forgetFaults(tx: Db): Promise<void> {
  const [kept] = await rows<{ has: boolean }>(tx, `select to_regclass('jobs.job') is not null as has`);
  if (kept?.has) await rows(tx, `update jobs.job set output = null where output is not null and state <> 'active'`);
}

/** Takes back that what was erased must not come back. @returns the records it is about; null where nothing was erased. */
export async function lift(tx: Db, id: string): Promise<ExternalRef[] | null> {
  await lockErased(tx);
  const subject = await rows(tx, 'select from canonical_record where id = $1 and erased_at is not null', [id]);
  if (subject.length === 0) return null;
  await rows(tx, 'delete from erased_key where canonical_id = $1', [id]);
  return rows(
    tx,
    `update record set erased_at = null
     where erased_at is not null and id in (select record_id from link where canonical_id = $1)
     returning system, entity_type as "entityType", external_id as "externalId"`,
    [id],
  );
}
