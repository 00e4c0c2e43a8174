import { parseEntityKey } from '../../../../shared/dataflows/dataflow.js';
import type { CanonicalType } from '../../../../shared/canonical/field.js';
import type { View } from '../../../../shared/sync/policy.js';
import type { LastReading, Store } from '../../sync/store.js';
import type { StoreContext } from './context.js';
import { msOf, rows, timeOf, type Db } from './sql.js';

export async function lastReading(db: Db, place: string): Promise<LastReading> {
  const [found] = await rows<LastReading>(
    db,
    `select cursor, ${msOf('last_started_at')} as "startedAt", ${msOf('last_full_at')} as "wholeAt", missing
     from reading where system = $1 and entity_type = $2`,
    refOf(place),
  );
  return found ?? { cursor: null, startedAt: null, wholeAt: null, missing: null };
}

export async function beginReading(db: Db, place: string, at: number): Promise<void> {
  await rows(
    db,
    `insert into reading (system, entity_type, started_at) values ($1, $2, ${timeOf('$3')})
     on conflict (system, entity_type) do update set started_at = excluded.started_at`,
    [...refOf(place), at],
  );
}

export async function endReading(
  db: Db,
  place: string,
  { next, ...end }: Parameters<Store['endReading']>[1],
): Promise<void> {
  await rows(
    db,
    `update reading
     set cursor = case when ${timeOf('$8')} >= coalesce(last_started_at, '-infinity') then $3 else cursor end,
         last_started_at = greatest(last_started_at, ${timeOf('$8')}), completed_at = ${timeOf('$4')}, fault = $6,
         drift = case when $5 then $7 else coalesce($7, drift) end,
         last_full_at = case when $5 then ${timeOf('$4')} else last_full_at end
     where system = $1 and entity_type = $2`,
    [...refOf(place), next?.cursor ?? null, end.at, end.whole, end.fault, end.drift, next?.startedAt ?? null],
  );
  if (end.whole) await analyzeGrown(db);
}

/** Has the planner count tables anew that a whole reading made much bigger; its own turn comes a minute later. */
async function analyzeGrown(db: Db): Promise<void> {
  const grown = await rows<{ name: string }>(
    db,
    `select relname as name from pg_stat_user_tables
     where relname in ('canonical_record', 'record', 'link', 'match_key') and schemaname = current_schema()
       and n_mod_since_analyze > 1000 + n_live_tup / 2
     order by relname`,
  );
  if (grown.length > 0) await db.query(`analyze ${grown.map(({ name }) => name).join(', ')}`);
}

/** Keeps why a reading broke off, for people to see. */
export async function failReading(db: Db, place: string, fault: string): Promise<void> {
  await rows(db, 'update reading set fault = $3 where system = $1 and entity_type = $2', [...refOf(place), fault]);
}

/** Keeps that more records of a place went missing than is believed, for people to see; null: they are told of it no longer. */
export async function noteMissing(db: Db, place: string, said: string | null): Promise<void> {
  await rows(db, 'update reading set missing = $3 where system = $1 and entity_type = $2', [...refOf(place), said]);
}

/** Notes that a canonical type's entity types, those read whole by now, were compared with each other. */
export async function endGathering({ policy }: StoreContext, db: Db, type: CanonicalType, at: number): Promise<void> {
  const places = [...policy.places.values()].filter(({ mapping }) => mapping.canonicalType === type);
  await rows(
    db,
    `update reading set gathered_at = ${timeOf('$2')}
     where system || '.' || entity_type = any($1::text[]) and last_full_at is not null and gathered_at is null`,
    [places.map(({ key }) => key), at],
  );
}

/** Canonical types that were begun to be read, and of which some entity type was never read whole, or never gathered. */
export async function incompleteTypes(
  { policy, gathered }: StoreContext,
  db: Db,
): Promise<Pick<View, 'unseen' | 'ungathered'>> {
  if ([...policy.places.keys()].every((place) => gathered.has(place)))
    return { unseen: new Set(), ungathered: new Set() };
  const found = await rows<{ key: string; whole: boolean; gathered: boolean }>(
    db,
    `select system || '.' || entity_type as key, last_full_at is not null as whole, gathered_at is not null as gathered
     from reading`,
  );
  for (const { key, gathered: isGathered } of found) if (isGathered) gathered.add(key);
  const whole = new Set(found.flatMap(({ key, whole: isWhole }) => (isWhole ? [key] : [])));
  const begun = new Set(found.map(({ key }) => policy.places.get(key)?.mapping.canonicalType));
  const lacking = (done: ReadonlySet<string>): Set<CanonicalType> => {
    const places = [...policy.places.values()].filter(({ key }) => !done.has(key));
    return new Set(places.map(({ mapping }) => mapping.canonicalType).filter((type) => begun.has(type)));
  };
  return { unseen: lacking(whole), ungathered: lacking(gathered) };
}

function refOf(place: string): [system: string, entityType: string] {
  const { system, entityType } = parseEntityKey(place);
  return [system, entityType];
}
