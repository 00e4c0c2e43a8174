import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The configuration that the sync runs by, and one that waits for a person; one row, once a hub has started. */
export class Configuration1763370000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`create table configuration (
      is_only boolean primary key default true check (is_only),
      applied jsonb not null,
      applied_hash text not null,
      applied_at timestamptz not null default now(),
      carried_out_hash text,
      pending jsonb,
      pending_hash text
    )`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table configuration');
  }
}
