import { rows, type Db, type Slot } from '../sync/context.js';

export interface LastReading {
  /** Where the next reading of changes starts; null: everything must be read. */
  readonly cursor: string | null;
  /** When the last reading that came to its end began; null: none did. */
  readonly startedAt: Date | null;
}

/** Where the reading of an entity type stands. */
export async function lastReadingOf(db: Db, slot: Slot): Promise<LastReading> {
  const [found] = await rows<{ cursor: string | null; startedAt: Date | null; completedAt: Date | null }>(
    db,
    'select cursor, started_at as "startedAt", completed_at as "completedAt" from reading where system = $1 and entity_type = $2',
    [slot.system, slot.entityType],
  );
  if (!found?.completedAt || !found.startedAt || found.completedAt < found.startedAt)
    return { cursor: found?.cursor ?? null, startedAt: null };
  return { cursor: found.cursor, startedAt: found.startedAt };
}

/** The entity types that were begun to be read and never read to the end, as `system.EntityType`. */
export async function slotsReadInPart(db: Db): Promise<Set<string>> {
  const found = await rows<{ key: string }>(
    db,
    `select system || '.' || entity_type as key from reading where last_full_at is null`,
  );
  return new Set(found.map(({ key }) => key));
}

export async function beginReading(db: Db, slot: Slot, at: Date): Promise<void> {
  await db.query(
    `insert into reading (system, entity_type, started_at) values ($1, $2, $3)
     on conflict (system, entity_type) do update set started_at = excluded.started_at`,
    [slot.system, slot.entityType, at],
  );
}

/** @param end.fault what a person should know of a reading that came to its end all the same; null: nothing. */
export async function endReading(
  db: Db,
  slot: Slot,
  end: { cursor: string | null; full: boolean; at: Date; fault: string | null },
): Promise<void> {
  await db.query(
    `update reading
     set cursor = $3, completed_at = $4, last_full_at = case when $5 then $4 else last_full_at end, fault = $6
     where system = $1 and entity_type = $2`,
    [slot.system, slot.entityType, end.cursor, end.at, end.full, end.fault],
  );
}

/** Keeps why a reading broke off, for people to see. */
export async function failReading(db: Db, slot: Slot, fault: string): Promise<void> {
  await db.query('update reading set fault = $3 where system = $1 and entity_type = $2', [
    slot.system,
    slot.entityType,
    fault,
  ]);
}
