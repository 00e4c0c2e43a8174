import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When what was put before people was answered, and by whom; null: it is open, or nobody had to answer any more. */
export class Answered1763580000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const table of tables)
      await db.query(`alter table ${table} add column answered_at timestamptz, add column answered_by text`);
    await guardConflicts(db, ['status', 'answered_at', 'answered_by']);
  }

  async down(db: QueryRunner): Promise<void> {
    await guardConflicts(db, ['status']);
    for (const table of tables) await db.query(`alter table ${table} drop column answered_at, drop column answered_by`);
  }
}

const tables = ['review', 'conflict', 'match_candidate'];

/** A conflict stays as it was written, but for what becomes of it. */
async function guardConflicts(db: QueryRunner, open: readonly string[]): Promise<void> {
  const rest = (row: string): string => `to_jsonb(${row}) - '{${open.join()}}'::text[]`;
  await db.query('drop trigger conflict_append_only on conflict');
  await db.query(
    `create trigger conflict_append_only before update on conflict for each row
     when (${rest('old')} is distinct from ${rest('new')}) execute function refuse_change_of_conflict()`,
  );
}
