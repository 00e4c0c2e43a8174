import { DataSource, type EntityManager } from 'typeorm';

/** Either the data source or a transaction of it. */
export type Db = DataSource | EntityManager;

/** Rows of a statement, also of an `update … returning`, which TypeORM answers as a pair of rows and count. */
export async function rows<T>(db: Db, sql: string, parameters: readonly unknown[] = []): Promise<T[]> {
  const answer = await db.query<T[] | [T[], number]>(sql, [...parameters]);
  return isPair(answer) ? answer[0] : answer;
}

function isPair<T>(answer: T[] | [T[], number]): answer is [T[], number] {
  return answer.length === 2 && Array.isArray(answer[0]) && typeof answer[1] === 'number';
}

/** Runs a statement whose first parameter is a list of objects, read by `jsonb_to_recordset($1)`; nothing for none. */
export async function forEach<T>(
  db: Db,
  items: readonly object[],
  sql: string,
  parameters: readonly unknown[] = [],
): Promise<T[]> {
  return items.length === 0 ? [] : rows<T>(db, sql, [JSON.stringify(items), ...parameters]);
}

/** Postgres: a transaction lost against another one and may simply be tried again. */
const lostToAnother = new Set(['40P01', '40001']);
const triesAtMost = 5;

/**
 * Runs work in a transaction, again when it lost a deadlock: whoever holds what we need is then through. Work does
 * nothing that a roll-back does not undo. Inside a transaction it is a part of that one, and is not tried again.
 */
export async function inTransaction<T>(db: Db, work: (tx: EntityManager) => Promise<T>): Promise<T> {
  const tries = db instanceof DataSource ? triesAtMost : 1;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction(work);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (attempt >= tries || !lostToAnother.has(code)) throw error;
    }
  }
}

/** SQL for a time as ms since 1970. */
export function msOf(column: string): string {
  return `round(extract(epoch from ${column}) * 1000)::float8`;
}

/** SQL for ms since 1970 as a time. */
export function timeOf(ms: string): string {
  return `to_timestamp(${ms}::float8 / 1000)`;
}

export const live = `('ACTIVE', 'PAUSED')`;
export const open = `('PLANNED', 'SENDING', 'IN_DOUBT')`;
