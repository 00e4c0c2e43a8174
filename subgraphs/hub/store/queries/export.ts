import type { DataSource } from 'typeorm';
import type { CanonicalType, Value } from '../../../../shared/canonical/field.js';
import { live, rows } from '../postgres/sql.js';

const pageSize = 1000;

/** A canonical record as it is exported: with the ids of its records, by `system.EntityType`. */
export interface ExportedRecord {
  readonly id: string;
  readonly kind: string | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly fields: Readonly<Record<string, Value | null>>;
  readonly links: Readonly<Record<string, string>>;
}

/** Every live canonical record of a type, the oldest first, a page at a time. */
export async function* exportedRecords(db: DataSource, type: CanonicalType): AsyncGenerator<ExportedRecord[]> {
  let after = '0';
  for (;;) {
    const page = await rows<ExportedRecord & { seq: string }>(
      db,
      `select canonical.seq::text, canonical.id, canonical.kind, canonical.version, canonical.created_at as "createdAt",
              canonical.updated_at as "updatedAt", canonical.fields,
              coalesce((
                select jsonb_object_agg(link.system || '.' || link.entity_type, record.external_id)
                from link join record on record.id = link.record_id
                where link.canonical_id = canonical.id and link.state in ${live}
              ), '{}') as links
       from canonical_record canonical
       where canonical.type = $1 and canonical.seq > $2 and canonical.merged_into is null and canonical.retired_at is null
       order by canonical.seq limit ${pageSize}`,
      [type, after],
    );
    if (page.length > 0) yield page;
    after = page.at(-1)?.seq ?? after;
    if (page.length < pageSize) return;
  }
}

/** A link as it is exported. */
export interface ExportedLink {
  readonly canonicalId: string;
  readonly type: CanonicalType;
  readonly system: string;
  readonly entityType: string;
  readonly externalId: string;
  readonly origin: string;
  readonly rule: string | null;
  readonly state: string;
  readonly createdAt: Date;
}

/** Every live link, those of one canonical record together, a page at a time. */
export async function* exportedLinks(db: DataSource): AsyncGenerator<ExportedLink[]> {
  let after = ['00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000'];
  for (;;) {
    const page = await rows<ExportedLink & { id: string }>(
      db,
      `select link.id, link.canonical_id as "canonicalId", canonical.type, link.system, link.entity_type as "entityType",
              record.external_id as "externalId", link.origin, link.rule, link.state, link.created_at as "createdAt"
       from link join canonical_record canonical on canonical.id = link.canonical_id
       join record on record.id = link.record_id
       where link.state in ${live} and (link.canonical_id, link.id) > ($1::uuid, $2::uuid)
       order by link.canonical_id, link.id limit ${pageSize}`,
      after,
    );
    if (page.length > 0) yield page;
    const last = page.at(-1);
    if (!last || page.length < pageSize) return;
    after = [last.canonicalId, last.id];
  }
}
