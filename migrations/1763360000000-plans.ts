import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a sync that only plans would do, line by line, and the hash by which exactly that is asked for. */
export class Plans1763360000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('alter table sync_run add column plan_hash text');
    await db.query(`create table planned (
      id bigint generated always as identity primary key,
      run_id uuid not null references sync_run,
      kind text not null check (kind in ('LINK', 'CREATE', 'UPDATE', 'REVIEW')),
      canonical_id uuid,
      place text not null,
      external_id text,
      reason text,
      "values" jsonb
    )`);
    await db.query('create index planned_by_run on planned (run_id, id)');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table planned');
    await db.query('alter table sync_run drop column plan_hash');
  }
}
