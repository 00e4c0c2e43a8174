import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The rate budget that all processes share, and the secrets that systems gave the hub. */
export class BudgetsAndVault1763100000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    // Unlogged: after a crash of the database nothing of the last second is worth keeping.
    await db.query(`create unlogged table rate_budget (
      key bytea primary key,
      slots float8[] not null,
      paused_until float8 not null default 0
    )`);
    await db.query(`create table vault (
      name text primary key,
      sealed bytea not null,
      updated_at timestamptz not null default now()
    )`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table vault');
    await db.query('drop table rate_budget');
  }
}
