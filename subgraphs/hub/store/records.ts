import { randomUUID } from 'node:crypto';
import type { RawRecord } from '../../../shared/connector.js';
import { fieldOf } from '../../../shared/canonical/types.js';
import { valueAt, type Mapping } from '../../../shared/mapping/mapping.js';
import { keyedHash, rows, type Db, type Slot, type SyncContext } from '../sync/context.js';

/** A record that is new to the hub or differs from what it last saw. */
export interface ChangedRecord {
  readonly id: string;
  readonly externalId: string;
  readonly inserted: boolean;
}

const upsert = `
  insert into record (system, entity_type, external_id, wire, digest, version, external_ref, previously_observed_at, observed_at)
  select $1, $2, seen.external_id, seen.wire::jsonb, decode(seen.digest, 'hex'), seen.version, seen.external_ref, 'epoch', $3
  from unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
    as seen (external_id, wire, digest, version, external_ref)
  on conflict (system, entity_type, external_id) do update
  set wire = excluded.wire,
      digest = excluded.digest,
      version = excluded.version,
      external_ref = excluded.external_ref,
      previously_observed_at = greatest(record.observed_at, $9),
      observed_at = excluded.observed_at,
      gone_at = null
  where (record.digest <> excluded.digest or record.gone_at is not null)
    and record.observed_at <= excluded.observed_at - make_interval(secs => $10 / 1000.0)
  returning id, external_id as "externalId", xmax = 0 as inserted`;

/**
 * Stores observations and answers those that are new or changed. An observation that may show a state from before the
 * last one (`lagMs`) is discarded: a later reading brings the truth.
 * @param observedAt when the request was sent. @param unchangedSince when the whole entity type was last read, if it was.
 */
export async function storeObservations(
  context: SyncContext,
  db: Db,
  slot: Slot,
  records: readonly RawRecord[],
  times: { observedAt: Date; unchangedSince: Date | null; lagMs: number },
): Promise<ChangedRecord[]> {
  const latest = [...new Map(records.map((record) => [record.id, record])).values()];
  const wires = latest.map((record) => JSON.stringify(withoutSecrets(slot.mapping, record.fields)));
  return rows<ChangedRecord>(db, upsert, [
    slot.system,
    slot.entityType,
    times.observedAt,
    latest.map((record) => record.id),
    wires,
    latest.map((record) => keyedHash(context, JSON.stringify(record.fields)).toString('hex')),
    latest.map((record) => record.version),
    latest.map((record) => externalRefOf(slot, record)),
    times.unchangedSince ?? new Date(0),
    times.lagMs,
  ]);
}

/** Gives every new record a canonical record of its own: alone, it is a canonical record of one. */
export async function adoptNewRecords(db: Db, slot: Slot, recordIds: readonly string[]): Promise<void> {
  if (recordIds.length === 0) return;
  const canonicalIds = recordIds.map(() => randomUUID());
  await db.query(
    `insert into canonical_record (id, type, kind, due_at)
     select id, $2, $3, now() from unnest($1::uuid[]) with ordinality as made (id, position) order by position`,
    [canonicalIds, slot.mapping.canonicalType, slot.mapping.kind ?? null],
  );
  await db.query(
    `insert into link (id, canonical_id, system, entity_type, record_id, state, origin)
     select gen_random_uuid(), made.canonical_id, $3, $4, made.record_id, 'ACTIVE', 'FIRST'
     from unnest($1::uuid[], $2::bigint[]) as made (canonical_id, record_id)`,
    [canonicalIds, recordIds, slot.system, slot.entityType],
  );
}

/** Marks the canonical records of the given records as due to be settled. */
export async function markDue(db: Db, recordIds: readonly string[]): Promise<void> {
  await db.query(
    `update canonical_record set due_at = now()
     from link
     where link.record_id = any($1::bigint[]) and link.state in ('ACTIVE', 'PAUSED') and canonical_record.id = link.canonical_id`,
    [recordIds],
  );
}

/** Ends the links of records that their system says are removed, and bars the hub from making them again. */
export async function storeRemovals(db: Db, slot: Slot, externalIds: readonly string[]): Promise<void> {
  if (externalIds.length === 0) return;
  await db.query(
    `with gone as (
       update record set gone_at = now()
       where system = $1 and entity_type = $2 and external_id = any($3) and gone_at is null
       returning id
     ), ended as (
       update link set state = 'GONE', ended_at = now()
       from gone
       where link.record_id = gone.id and link.state in ('ACTIVE', 'PAUSED')
       returning link.canonical_id
     )
     insert into tombstone (canonical_id, system, entity_type)
     select canonical_id, $1, $2 from ended
     on conflict do nothing`,
    [slot.system, slot.entityType, externalIds],
  );
}

/** The external reference a record carries, where its entity type has room for one; null when empty. */
export function externalRefOf(slot: Slot, record: RawRecord): string | null {
  const path = slot.capabilities.externalRef?.path;
  const value = path === undefined ? null : valueAt(record.fields, path);
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The wire object without its secret fields: they are never stored. */
export function withoutSecrets(mapping: Mapping, wire: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const secret = Object.entries(mapping.fields)
    .filter(([name]) => fieldOf(mapping.canonicalType, name).secret)
    .map(([, field]) => field.path);
  return Object.fromEntries(
    Object.entries(wire).filter(([name]) => !secret.includes(name) && !alwaysSecret.has(name.toLowerCase())),
  );
}

/** Identity numbers that no mapping names but that some entity carries all the same. */
const alwaysSecret = new Set(['nationalidnumber', 'internationalidnumber', 'socialsecuritynumber', 'personnummer']);
