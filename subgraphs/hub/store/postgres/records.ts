import { parseEntityKey } from '../../../../shared/dataflows/dataflow.js';
import type { RawRecord } from '../../../../shared/connector.js';
import type { Bearer, KnownRecord, OpenCreation } from '../../sync/store.js';
import { isAsStored, type StoreContext } from './context.js';
import { live, msOf, open, rows, type Db } from './sql.js';

interface KnownRow extends Omit<KnownRecord, 'same'> {
  readonly externalId: string;
  readonly digest: string;
}

/** What is known of records just answered, by external id. */
export async function known(
  context: StoreContext,
  db: Db,
  place: string,
  records: readonly RawRecord[],
): Promise<Map<string, KnownRecord>> {
  if (records.length === 0) return new Map();
  const { system, entityType } = parseEntityKey(place);
  const found = await rows<KnownRow>(
    db,
    `select record.external_id as "externalId", record.id as "recordId", encode(record.digest, 'hex') as digest,
            record.gone_at is not null as gone, record.erased_at is not null as erased, ${msOf('record.first_seen_at')} as "firstSeenAt",
            link.canonical_id as "canonicalId", link.missed_at is not null as missed
     from record left join link on link.record_id = record.id and link.state in ${live}
     where record.system = $1 and record.entity_type = $2 and record.external_id = any($3::text[])`,
    [system, entityType, records.map(({ id }) => id)],
  );
  const stored = new Map(found.map(({ externalId, ...row }) => [externalId, row]));
  return new Map(
    records.flatMap(({ id, fields }): [string, KnownRecord][] => {
      const row = stored.get(id);
      if (!row) return [];
      const { digest, ...rest } = row;
      return [[id, { ...rest, same: isAsStored(context, digest, fields) }]];
    }),
  );
}

/** Records that are not gone and were first seen before a time, after a record id. */
export async function present(
  db: Db,
  place: string,
  seenBefore: number,
  afterRecordId: string | null,
  atMost: number,
): Promise<{ recordId: string; externalId: string }[]> {
  const { system, entityType } = parseEntityKey(place);
  return rows(
    db,
    `select id as "recordId", external_id as "externalId" from record
     where system = $1 and entity_type = $2 and gone_at is null and first_seen_at < to_timestamp($3::float8 / 1000) and id > $4
     order by id limit $5`,
    [system, entityType, seenBefore, afterRecordId ?? '0', atMost],
  );
}

export async function openCreations(db: Db, place: string): Promise<OpenCreation[]> {
  const { system, entityType } = parseEntityKey(place);
  return rows<OpenCreation>(
    db,
    `select write.id as "writeId", write.canonical_id as "canonicalId", write.external_ref as "externalRef",
            write.external_id as "externalId", ${msOf('write.first_sent_at')} as "firstSentAt"
     from write join link on link.id = write.link_id
     where write.kind = 'CREATE' and write.status in ${open} and link.system = $1 and link.entity_type = $2
     order by write.seq`,
    [system, entityType],
  );
}

/** Canonical records for which a creation was sent, and has ended, under a record's reference or key; by external id. */
export async function parents(db: Db, place: string, records: readonly Bearer[]): Promise<Map<string, string>> {
  const { system, entityType } = parseEntityKey(place);
  const found = await rows<{ externalId: string; canonicalId: string }>(
    db,
    `select record."externalId", write.canonical_id as "canonicalId"
     from jsonb_to_recordset($3::jsonb) as record ("externalId" text, "externalRef" text)
     join write on write.kind = 'CREATE' and (write.external_ref = record."externalRef" or write.external_id = record."externalId")
     join link on link.id = write.link_id and link.system = $1 and link.entity_type = $2
     where write.first_sent_at is not null and write.status not in ${open}
       and not (write.status = 'REFUSED' and write.code is distinct from 'AMBIGUOUS')
     order by write.seq`,
    [system, entityType, JSON.stringify(records)],
  );
  return new Map(found.map(({ externalId, canonicalId }) => [externalId, canonicalId]));
}

/** Creations in a place that were sent and not answered; whoever asks for the same place waits until the transaction ends. */
export async function lockCreations(db: Db, place: string): Promise<string[]> {
  await rows(db, `select pg_advisory_xact_lock(hashtext('create:' || $1))`, [place]);
  const { system, entityType } = parseEntityKey(place);
  const found = await rows<{ id: string }>(
    db,
    `select write.id from write join link on link.id = write.link_id
     where write.kind = 'CREATE' and write.status in ('SENDING', 'IN_DOUBT') and link.system = $1 and link.entity_type = $2
     order by write.seq`,
    [system, entityType],
  );
  return found.map(({ id }) => id);
}
