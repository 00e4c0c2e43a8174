import type { DataSource } from 'typeorm';
import { rows } from '../postgres/sql.js';
import type { ExternalRef } from '../../sync/store.js';
import { byKey } from './page.js';

/** A system's record as last observed. */
export interface RecordRow extends ExternalRef {
  readonly id: string;
  /** The wire object without its secret fields. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly observedAt: Date;
  /** When its system was found to have removed it; null: it is there. */
  readonly goneAt: Date | null;
}

const columns = `record.id, record.system, record.entity_type as "entityType", record.external_id as "externalId",
  record.wire as "values", record.observed_at as "observedAt", record.gone_at as "goneAt"`;

/** One text for a record as its system names it, to look it up by. */
export function refKey({ system, entityType, externalId }: ExternalRef): string {
  return JSON.stringify([system, entityType, externalId]);
}

/** The three columns of many `refKey`s. */
export function refsOf(keys: readonly string[]): [systems: string[], entityTypes: string[], externalIds: string[]] {
  const refs = keys.map((key) => JSON.parse(key) as [system: string, entityType: string, externalId: string]);
  return [refs.map(([system]) => system), refs.map(([, entityType]) => entityType), refs.map(([, , id]) => id)];
}

/** Records by `refKey`; those never observed are not in it. */
export async function recordsByRef(db: DataSource, keys: readonly string[]): Promise<Map<string, RecordRow>> {
  const found = await rows<RecordRow>(
    db,
    `select ${columns}
     from unnest($1::text[], $2::text[], $3::text[]) as asked (system, entity_type, external_id)
     join record using (system, entity_type, external_id)`,
    refsOf(keys),
  );
  return byKey(found, refKey);
}

/** Records by the hub's own id. */
export async function recordsById(db: DataSource, ids: readonly string[]): Promise<Map<string, RecordRow>> {
  const found = await rows<RecordRow>(db, `select ${columns} from record where id = any($1::bigint[])`, [ids]);
  return byKey(found, ({ id }) => id);
}
