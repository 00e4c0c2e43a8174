import { rows, type Db } from '../sync/context.js';

/** A record as its own system names it. */
export interface ExternalRef {
  readonly system: string;
  readonly entityType: string;
  readonly externalId: string;
}

/** The canonical ids behind systems' records, by `system.EntityType/id`; a record the hub has not seen is not in it. */
export async function canonicalIdsOf(db: Db, references: readonly ExternalRef[]): Promise<Map<string, string>> {
  if (references.length === 0) return new Map();
  const found = await rows<{ key: string; id: string }>(
    db,
    `select record.system || '.' || record.entity_type || '/' || record.external_id as key, link.canonical_id as id
     from (select distinct * from unnest($1::text[], $2::text[], $3::text[])) as asked (system, entity_type, external_id)
     join record using (system, entity_type, external_id)
     join link on link.record_id = record.id and link.state in ('ACTIVE', 'PAUSED')`,
    columns(references),
  );
  return new Map(found.map(({ key, id }) => [key, id]));
}

/** Where merged canonical records went, by their old id; ids that were not merged are not in it. */
export async function survivorsOf(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const found = await rows<{ id: string; survivor: string }>(
    db,
    `with recursive trail (id, survivor) as (
       select id, merged_into from canonical_record where id = any($1::uuid[]) and merged_into is not null
       union all
       select trail.id, next.merged_into from trail join canonical_record next on next.id = trail.survivor
       where next.merged_into is not null
     )
     select trail.id, trail.survivor from trail
     join canonical_record last on last.id = trail.survivor
     where last.merged_into is null`,
    [[...new Set(ids)]],
  );
  return new Map(found.map(({ id, survivor }) => [id, survivor]));
}

export interface Target {
  readonly canonicalId: string;
  readonly slot: string;
  readonly state: 'CREATING' | 'ACTIVE' | 'PAUSED';
  /** Null while it is being created. */
  readonly externalId: string | null;
}

/** The live links of canonical records, by `canonical-id/system.EntityType`. */
export async function targetsOf(db: Db, canonicalIds: readonly string[]): Promise<Map<string, Target>> {
  if (canonicalIds.length === 0) return new Map();
  const found = await rows<Target>(
    db,
    `select link.canonical_id as "canonicalId", link.system || '.' || link.entity_type as slot, link.state,
            record.external_id as "externalId"
     from link left join record on record.id = link.record_id
     where link.canonical_id = any($1::uuid[]) and link.state in ('CREATING', 'ACTIVE', 'PAUSED')`,
    [[...new Set(canonicalIds)]],
  );
  return new Map(found.map((target) => [`${target.canonicalId}/${target.slot}`, target]));
}

function columns(references: readonly ExternalRef[]): string[][] {
  return [
    references.map(({ system }) => system),
    references.map(({ entityType }) => entityType),
    references.map(({ externalId }) => externalId),
  ];
}
