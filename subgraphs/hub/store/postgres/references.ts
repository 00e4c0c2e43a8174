import type { ReferenceState } from '../../../../shared/sync/plan.js';
import { keyOf, type ExternalRef } from '../../sync/store.js';
import { live, rows, type Db } from './sql.js';

/** Canonical ids behind systems' records, by `system.EntityType/id`. */
export async function placesOf(db: Db, references: readonly ExternalRef[]): Promise<Map<string, string>> {
  if (references.length === 0) return new Map();
  const asked = [...new Map(references.map((reference) => [keyOf(reference), reference])).values()];
  const found = await rows<{ key: string; id: string }>(
    db,
    `select record.system || '.' || record.entity_type || '/' || record.external_id as key, link.canonical_id as id
     from unnest($1::text[], $2::text[], $3::text[]) as asked (system, entity_type, external_id)
     join record using (system, entity_type, external_id)
     join link on link.record_id = record.id and link.state in ${live}`,
    [
      asked.map(({ system }) => system),
      asked.map(({ entityType }) => entityType),
      asked.map(({ externalId }) => externalId),
    ],
  );
  return new Map(found.map(({ key, id }) => [key, id]));
}

/** Where merged canonical records live today, by their old id. */
export async function survivors(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
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

/** External ids of canonical records' live links, by `canonical-id/system.EntityType`. */
export async function externalIds(db: Db, canonicalIds: readonly string[]): Promise<Map<string, string>> {
  if (canonicalIds.length === 0) return new Map();
  const found = await rows<{ key: string; externalId: string }>(
    db,
    `select link.canonical_id || '/' || link.system || '.' || link.entity_type as key, record.external_id as "externalId"
     from link join record on record.id = link.record_id
     where link.canonical_id = any($1::uuid[]) and link.state in ${live}`,
    [[...new Set(canonicalIds)]],
  );
  return new Map(found.map(({ key, externalId }) => [key, externalId]));
}

/** What stands, is being made or was removed behind canonical records, by `canonical-id/system.EntityType`. */
export async function targetsOf(db: Db, canonicalIds: readonly string[]): Promise<Map<string, ReferenceState>> {
  if (canonicalIds.length === 0) return new Map();
  const key = `canonical_id || '/' || system || '.' || entity_type as key`;
  const found = await rows<{ key: string; state: ReferenceState }>(
    db,
    `select ${key}, 'gone' as state from tombstone where canonical_id = any($1::uuid[])
     union all
     select ${key}, case state when 'CREATING' then 'coming' else 'there' end
     from link where canonical_id = any($1::uuid[]) and state in ('CREATING', 'ACTIVE', 'PAUSED')`,
    [[...new Set(canonicalIds)]],
  );
  return new Map(found.map((target) => [target.key, target.state]));
}
