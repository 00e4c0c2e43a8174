import { isOpen } from '../../../../shared/sync/dossier.js';
import type { Changes } from './changes.js';
import { forEach, timeOf, type Db } from './sql.js';

const upsert = `
  insert into write as kept (id, canonical_id, link_id, kind, status, "values", expect, causes, external_ref, external_id, sent_version, answered_version,
    attempts, look_ups, not_before, first_sent_at, doubted_at, told_at, lease_until, code, message, trace, created_at, sent_at, settled_at)
  select made.id, made."canonicalId", made."linkId", made.kind, made.status, made."values", made.expect, made.causes, made."externalRef",
         made."externalId", made."sentVersion", made."answeredVersion", made.attempts, made."lookUps", ${timeOf('made."notBefore"')},
         ${timeOf('made."firstSentAt"')}, ${timeOf('made."doubtedAt"')}, ${timeOf('made."toldAt"')}, ${timeOf('made."leaseUntil"')}, made.code, made.message, made.trace, ${timeOf('$2')},
         case when made.attempts > 0 then ${timeOf('$2')} end, case when made.settled then ${timeOf('$2')} end
  from jsonb_to_recordset($1::jsonb) as made (
    id uuid, "canonicalId" uuid, "linkId" uuid, kind text, status text, "values" jsonb, expect jsonb, causes jsonb,
    "externalRef" text, "externalId" text, "sentVersion" text, "answeredVersion" text, attempts integer, "lookUps" integer, "notBefore" float8,
    "firstSentAt" float8, "doubtedAt" float8, "toldAt" float8, "leaseUntil" float8, code text, message text, trace text, settled boolean
  )
  on conflict (id) do update
  set canonical_id = excluded.canonical_id, kind = excluded.kind, status = excluded.status, "values" = excluded."values",
      expect = excluded.expect, causes = excluded.causes, external_ref = excluded.external_ref, external_id = excluded.external_id,
      sent_version = excluded.sent_version, answered_version = excluded.answered_version, attempts = excluded.attempts, look_ups = excluded.look_ups,
      not_before = excluded.not_before, first_sent_at = excluded.first_sent_at,
      doubted_at = excluded.doubted_at, told_at = excluded.told_at, lease_until = excluded.lease_until,
      code = excluded.code, message = excluded.message, trace = excluded.trace,
      sent_at = case when excluded.attempts > kept.attempts then ${timeOf('$2')} else kept.sent_at end,
      settled_at = case when excluded.settled_at is not null then coalesce(kept.settled_at, ${timeOf('$2')}) end`;

/** Stores writes; those at their end first, since a link has one open write at the most. */
export async function saveWrites(db: Db, { writes }: Changes, now: number): Promise<void> {
  const [settled, standing] = [writes.filter((write) => !isOpen(write)), writes.filter(isOpen)];
  const rows = [
    ...settled.map((write) => ({ ...write, settled: true })),
    ...standing.map((write) => ({ ...write, settled: false })),
  ];
  await forEach(db, rows, upsert, [now]);
}
