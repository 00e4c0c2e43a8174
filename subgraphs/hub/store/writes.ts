import { randomUUID } from 'node:crypto';
import type { Value } from '../../../shared/canonical/field.js';
import type { PlannedCreate, PlannedUpdate } from '../../../shared/sync/plan.js';
import { rows, type Db } from '../sync/context.js';

export type WriteStatus = 'PLANNED' | 'SENDING' | 'CONFIRMED' | 'IN_DOUBT' | 'REFUSED' | 'SUPERSEDED' | 'CANCELLED';

/** An intent to write one record of one system; stored before anything is sent. */
export interface Write {
  readonly id: string;
  readonly canonicalId: string;
  readonly linkId: string;
  readonly kind: 'CREATE' | 'UPDATE';
  readonly status: WriteStatus;
  readonly values: Readonly<Record<string, Value | null>>;
  readonly expect: Readonly<Record<string, Value | null>>;
  readonly externalRef: string | null;
  readonly externalId: string | null;
  readonly attempts: number;
  readonly lookUps: number;
  readonly system: string;
  readonly entityType: string;
  /** The record to update, in its system; null for a creation. */
  readonly recordExternalId: string | null;
}

const selectWrite = `
  select write.id, write.canonical_id as "canonicalId", write.link_id as "linkId", write.kind, write.status, write."values",
         write.expect, write.external_ref as "externalRef", write.external_id as "externalId", write.attempts,
         write.look_ups as "lookUps", link.system, link.entity_type as "entityType", record.external_id as "recordExternalId"
  from write
  join link on link.id = write.link_id
  left join record on record.id = link.record_id`;

/** Writes of a canonical record that were sent, whose outcome is not known, and which may be looked at now. */
export async function doubtfulWrites(db: Db, canonicalId: string, now: Date): Promise<Write[]> {
  return rows<Write>(
    db,
    `${selectWrite} where write.canonical_id = $1 and write.status = 'IN_DOUBT' and write.not_before <= $2 order by write.seq`,
    [canonicalId, now],
  );
}

/** The writes of a canonical record that can go out now, oldest first. */
export async function sendableWrites(db: Db, canonicalId: string): Promise<Write[]> {
  return rows<Write>(
    db,
    `${selectWrite}
     where write.canonical_id = $1 and write.status = 'PLANNED' and (write.not_before is null or write.not_before <= now())
     order by write.seq`,
    [canonicalId],
  );
}

/** Forgets what was planned and never sent: it is planned anew from today's state. Reservations of creations stay. */
export async function cancelPlannedUpdates(db: Db, canonicalIds: readonly string[]): Promise<void> {
  await db.query(
    `update write set status = 'CANCELLED', settled_at = now()
     where canonical_id = any($1::uuid[]) and kind = 'UPDATE' and status = 'PLANNED'`,
    [canonicalIds],
  );
}

/** Canonical values that a link's system refused last, by link: the same patch is not sent again. */
export async function refusedValues(db: Db, linkIds: readonly string[]): Promise<Map<string, string>> {
  const found = await rows<{ linkId: string; values: Record<string, Value | null> }>(
    db,
    `select distinct on (link_id) link_id as "linkId", "values" from write
     where link_id = any($1::uuid[]) and status = 'REFUSED'
     order by link_id, seq desc`,
    [linkIds],
  );
  return new Map(found.map(({ linkId, values }) => [linkId, patchKey(values)]));
}

/** The values of creations that were refused last, by `canonical-id/system.EntityType`: they are not tried again as they are. */
export async function refusedCreations(db: Db, canonicalIds: readonly string[]): Promise<Map<string, string>> {
  const found = await rows<{ slot: string; values: Record<string, Value | null> }>(
    db,
    `select distinct on (slot) write.canonical_id || '/' || link.system || '.' || link.entity_type as slot, write."values"
     from write join link on link.id = write.link_id
     where write.canonical_id = any($1::uuid[]) and write.kind = 'CREATE' and write.status = 'REFUSED'
     order by slot, write.seq desc`,
    [canonicalIds],
  );
  return new Map(found.map(({ slot, values }) => [slot, patchKey(values)]));
}

/** One text per patch, whatever the order of its fields. */
export function patchKey(values: Readonly<Record<string, Value | null>>): string {
  return JSON.stringify(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export async function insertUpdates(
  db: Db,
  planned: readonly (PlannedUpdate & { canonicalId: string })[],
): Promise<void> {
  if (planned.length === 0) return;
  await db.query(
    `insert into write (id, canonical_id, link_id, kind, status, "values", expect)
     select gen_random_uuid(), made.canonical_id, made.link_id, 'UPDATE', 'PLANNED', made."values"::jsonb, made.expect::jsonb
     from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) as made (canonical_id, link_id, "values", expect)`,
    [
      planned.map(({ canonicalId }) => canonicalId),
      planned.map(({ linkId }) => linkId),
      planned.map(({ values }) => JSON.stringify(values)),
      planned.map(({ expect }) => JSON.stringify(expect)),
    ],
  );
}

/** A creation to be stored. `dataflowId` null: a person asks for it; `externalId`: the key chosen for it, null where the system assigns one. */
export interface NewCreation extends Omit<PlannedCreate, 'demandedBy' | 'dataflowId'> {
  readonly canonicalId: string;
  readonly dataflowId: string | null;
  readonly externalId: string | null;
}

/** Reserves the slot of each planned creation with a link and stores the intent. A slot taken meanwhile fails the transaction. */
export async function insertCreates(db: Db, planned: readonly NewCreation[]): Promise<void> {
  if (planned.length === 0) return;
  const linkIds = planned.map(() => randomUUID());
  await db.query(
    `insert into link (id, canonical_id, system, entity_type, state, origin, rule)
     select made.id, made.canonical_id, made.system, made.entity_type, 'CREATING', 'CREATED', made.rule
     from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[]) as made (id, canonical_id, system, entity_type, rule)`,
    [
      linkIds,
      planned.map(({ canonicalId }) => canonicalId),
      planned.map(({ system }) => system),
      planned.map(({ entityType }) => entityType),
      planned.map(({ dataflowId }) => dataflowId),
    ],
  );
  await db.query(
    `insert into write (id, canonical_id, link_id, kind, status, "values", external_ref, external_id)
     select gen_random_uuid(), made.canonical_id, made.link_id, 'CREATE', 'PLANNED', made."values"::jsonb, made.external_ref, made.external_id
     from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[])
       as made (canonical_id, link_id, "values", external_ref, external_id)`,
    [
      planned.map(({ canonicalId }) => canonicalId),
      linkIds,
      planned.map(({ values }) => JSON.stringify(values)),
      planned.map(({ externalRef }) => externalRef),
      planned.map(({ externalId }) => externalId),
    ],
  );
}

/** Moves a write on, if it still is in the state the caller knows; answers whether it was. */
export async function moveWrite(
  db: Db,
  id: string,
  from: WriteStatus,
  to: WriteStatus,
  note: { code?: string; message?: string; notBefore?: Date } = {},
): Promise<boolean> {
  const moved = await rows<{ id: string }>(
    db,
    `update write
     set status = $3, code = $4, message = $5, not_before = $6,
         attempts = attempts + case when $3 = 'SENDING' then 1 else 0 end,
         sent_at = case when $3 = 'SENDING' then now() else sent_at end,
         settled_at = case when $3 in ('CONFIRMED', 'REFUSED', 'SUPERSEDED', 'CANCELLED') then now() end
     where id = $1 and status = $2
     returning id`,
    [id, from, to, note.code ?? null, note.message ?? null, note.notBefore ?? null],
  );
  return moved.length === 1;
}

/** Those of the links that have a write under way or in doubt. */
export async function busyLinks(db: Db, linkIds: readonly string[]): Promise<Set<string>> {
  const found = await rows<{ linkId: string }>(
    db,
    `select link_id as "linkId" from write where link_id = any($1::uuid[]) and status in ('PLANNED', 'SENDING', 'IN_DOUBT')`,
    [linkIds],
  );
  return new Set(found.map(({ linkId }) => linkId));
}
