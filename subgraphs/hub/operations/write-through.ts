import { setTimeout as pause } from 'node:timers/promises';
import type { Value } from '../../../shared/canonical/field.js';
import { openWrites, type Dossier } from '../../../shared/sync/dossier.js';
import { rows, type Db } from '../store/postgres/sql.js';

export type WriteState = 'CONFIRMED' | 'PENDING' | 'REFUSED' | 'IN_DOUBT' | 'SKIPPED';

/** What became of a change in one system. */
export interface WriteOutcome {
  readonly system: string;
  readonly entityType: string;
  /** Null while the record is being made. */
  readonly externalId: string | null;
  /** SKIPPED: the record held the value already, or its system has no such field. */
  readonly status: WriteState;
  readonly code: string | null;
  readonly message: string | null;
}

/** A canonical record, and what became of a change of it in each system. */
export interface Written {
  readonly canonicalId: string;
  readonly writes: readonly WriteOutcome[];
}

/** What became of a change of a canonical record, once every write since `seq` is settled or the time is up. */
export async function written(db: Db, canonicalId: string, sinceSeq: string, waitMs: number): Promise<Written> {
  await waitUntilSettled(db, canonicalId, sinceSeq, waitMs);
  return { canonicalId, writes: await outcomesSince(db, canonicalId, sinceSeq) };
}

/** The same of several canonical records, all within one time. */
export async function allWritten(
  db: Db,
  canonicalIds: readonly string[],
  sinceSeq: string,
  waitMs: number,
): Promise<Written[]> {
  const deadline = performance.now() + waitMs;
  const all: Written[] = [];
  for (const id of canonicalIds) all.push(await written(db, id, sinceSeq, Math.max(0, deadline - performance.now())));
  return all;
}

const pauseMs = 20;

/** Waits until every write of a canonical record since `seq` is settled, or the time is up. */
export async function waitUntilSettled(db: Db, canonicalId: string, sinceSeq: string, waitMs: number): Promise<void> {
  const deadline = performance.now() + waitMs;
  while (await isOpen(db, canonicalId, sinceSeq)) {
    if (performance.now() >= deadline) return;
    await pause(pauseMs);
  }
}

/** The values that a canonical record was made with; null where there is none with this id. */
export async function firstValues(db: Db, canonicalId: string): Promise<Readonly<Record<string, Value>> | null> {
  const [found] = await rows<{ values: Record<string, Value> | null }>(
    db,
    `select (select jsonb_object_agg(field, after) from edit
             where edit.canonical_id = canonical.id and edit.version = 1 and edit.after <> 'null') as values
     from canonical_record canonical where canonical.id = $1`,
    [canonicalId],
  );
  return found ? (found.values ?? {}) : null;
}

/** The highest write so far: writes that follow a change come after it. */
export async function lastWriteSeq(db: Db): Promise<string> {
  const [found] = await rows<{ seq: string }>(db, 'select coalesce(max(seq), 0)::text as seq from write');
  return found?.seq ?? '0';
}

async function isOpen(db: Db, canonicalId: string, sinceSeq: string): Promise<boolean> {
  const open = await rows(
    db,
    `select 1 from canonical_record where id = $1 and due_at is not null
     union all
     select 1 from write where canonical_id = $1 and seq > $2 and status in ('PLANNED', 'SENDING')
     limit 1`,
    [canonicalId, sinceSeq],
  );
  return open.length > 0;
}

interface OutcomeRow {
  readonly system: string;
  readonly entityType: string;
  readonly externalId: string | null;
  readonly status: string | null;
  readonly code: string | null;
  readonly message: string | null;
}

/** The outcome per linked record of a canonical record, by its latest write since `seq`. */
async function outcomesSince(db: Db, canonicalId: string, sinceSeq: string): Promise<WriteOutcome[]> {
  const found = await rows<OutcomeRow>(
    db,
    `select link.system, link.entity_type as "entityType", record.external_id as "externalId", latest.status, latest.code, latest.message
     from link
     left join record on record.id = link.record_id
     left join lateral (
       select status, code, message from write
       where write.link_id = link.id and write.seq > $2 and write.status not in ('SUPERSEDED', 'CANCELLED')
       order by seq desc limit 1
     ) latest on true
     where link.canonical_id = $1 and (link.state in ('CREATING', 'ACTIVE', 'PAUSED') or latest.status = 'REFUSED')
     order by link.system, link.entity_type`,
    [canonicalId, sinceSeq],
  );
  return found.map((row) => ({ ...row, status: stateOf(row.status) }));
}

/** The state of a write by its status; null: there was none to be made. */
export function stateOf(status: string | null): WriteState {
  switch (status) {
    case null:
      return 'SKIPPED';
    case 'CONFIRMED':
    case 'REFUSED':
    case 'IN_DOUBT':
      return status;
    default:
      return 'PENDING';
  }
}

/** What a change that is not stored would have the hub write: pending where a write would follow it. */
export function foreseen(before: Dossier, after: Dossier): WriteOutcome[] {
  const known = new Set(before.writes);
  const reserved = after.reservations.map((one) => ({ ...one, id: one.linkId, externalId: null }));
  const outcomes = [...after.links, ...reserved].map(({ id, system, entityType, externalId }): WriteOutcome => {
    const follows = openWrites(after, id).some((write) => !known.has(write));
    const status = follows ? 'PENDING' : 'SKIPPED';
    return { system, entityType, externalId, status, code: null, message: null };
  });
  const place = ({ system, entityType }: WriteOutcome): string => `${system}.${entityType}`;
  return outcomes.sort((a, b) => (place(a) < place(b) ? -1 : 1));
}
