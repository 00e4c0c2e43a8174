import { entityKey } from '../../../shared/dataflows/dataflow.js';
import type { CanonicalType } from '../../../shared/canonical/field.js';
import { rows, type Db } from '../store/postgres/sql.js';
import type { UserFault } from './hub.js';

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

/** The fault of naming a record that the hub has not seen. */
export function unknownRecord(field: string[]): UserFault {
  return {
    field,
    code: 'NOT_FOUND',
    message: 'The hub knows no such record. Check system, entity type and id, or sync first.',
  };
}
