import type { DataSource } from 'typeorm';
import type { CanonicalType, Value } from '../../../../shared/canonical/field.js';
import { byValues } from '../../../../shared/db/preparing-client.js';
import type { Provenance } from '../../../../shared/sync/state.js';
import { isUuid } from '../../operations/patch.js';
import { rows } from '../postgres/sql.js';
import { CanonicalRecordEntity } from '../entities.js';
import { withFamily } from './family.js';
import type { Predicate } from './predicate.js';
import { byKey, pagesByParent, select, type List, type Order, type Page, type Place, type Window } from './page.js';
import { standingSql, type Standing } from './standing.js';

/** A live canonical record as it stands. */
export interface CanonicalRow {
  readonly id: string;
  readonly type: CanonicalType;
  readonly kind: 'CUSTOMER' | 'DEPARTMENT' | null;
  readonly version: number;
  readonly fields: Readonly<Record<string, Value | null>>;
  readonly provenance: Readonly<Record<string, Provenance>>;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const columns = `canonical.id, canonical.type, canonical.kind, canonical.version, canonical.fields, canonical.provenance,
  canonical.created_at as "createdAt", canonical.updated_at as "updatedAt"`;

const live = 'canonical.merged_into is null and canonical.retired_at is null';

/** The live canonical records of a type that fit, in an order. */
export function canonicalList(db: DataSource, type: CanonicalType, { sql, parameters }: Predicate, order: Order): List {
  const names = ['id', 'type', 'kind', 'version', 'fields', 'provenance', 'createdAt', 'updatedAt'];
  const query = select(
    db.createQueryBuilder(CanonicalRecordEntity, 'canonical'),
    Object.fromEntries(names.map((name) => [name, `canonical.${name}`])),
  );
  query.where('canonical.type = :type and canonical.mergedInto is null and canonical.retiredAt is null', { type });
  query.andWhere(sql, parameters).comment(byValues);
  return { query, order };
}

/** Live canonical records by the id they are asked for; an id that was merged stands for its survivor. */
export async function canonicalsById(db: DataSource, ids: readonly string[]): Promise<Map<string, CanonicalRow>> {
  const found = await rows<CanonicalRow & { asked: string }>(
    db,
    `with recursive trail (asked, id, next) as (
       select id, id, merged_into from canonical_record where id = any($1::uuid[])
       union all
       select trail.asked, step.id, step.merged_into from trail join canonical_record step on step.id = trail.next
     )
     select trail.asked, ${columns} from trail join canonical_record canonical on canonical.id = trail.id where ${live}`,
    [ids.filter(isUuid)],
  );
  const canonicals = byKey(found, ({ asked }) => asked);
  return new Map(ids.flatMap((id) => entry(id, canonicals.get(id.toLowerCase()))));
}

function entry<V>(key: string, value: V | undefined): [string, V][] {
  return value === undefined ? [] : [[key, value]];
}

/** The field of a project that refers to its customer or manager. */
export type ProjectReference = 'customer' | 'manager';

/** A window of the live projects of each customer or manager, oldest first, in one statement. */
export async function projectPages(
  db: DataSource,
  reference: ProjectReference,
  ids: readonly string[],
  window: Window,
): Promise<Map<string, Page<CanonicalRow>>> {
  const found = await rows<CanonicalRow & { parent: string; cursor: Place }>(
    db,
    `${withFamily}
     select * from (
       select family.parent, canonical.seq, array[canonical.seq::text] as cursor, ${columns},
              row_number() over (partition by family.parent order by canonical.seq) as place
       from family join canonical_record canonical on canonical.fields ->> '${reference}' = family.id::text
       where canonical.type = 'Project' and ${live} and ($2::bigint is null or canonical.seq > $2)
     ) project
     where place <= $3
     order by seq`,
    [ids, window.after?.[0] ?? null, window.size + 1],
  );
  return pagesByParent(found, window);
}

/** How many live projects each customer or manager has; one without any is not in it. */
export async function projectCounts(
  db: DataSource,
  reference: ProjectReference,
  ids: readonly string[],
): Promise<Map<string, number>> {
  const found = await rows<{ parent: string; count: number }>(
    db,
    `${withFamily}
     select family.parent, count(*)::int as count
     from family join canonical_record canonical on canonical.fields ->> '${reference}' = family.id::text
     where canonical.type = 'Project' and ${live}
     group by family.parent`,
    [ids],
  );
  return new Map(found.map(({ parent, count }) => [parent, count]));
}

/** How canonical records stand towards their systems. */
export async function syncStates(db: DataSource, ids: readonly string[]): Promise<Map<string, Standing>> {
  const found = await rows<{ id: string; state: Standing }>(
    db,
    `select canonical.id, ${standingSql} as state from canonical_record canonical where canonical.id = any($1::uuid[])`,
    [ids],
  );
  return new Map(found.map(({ id, state }) => [id, state]));
}
