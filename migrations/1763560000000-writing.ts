import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether the hub writes at all, one row once it was stopped; and the updates of the last hour, found without going through all. */
export class Writing1763560000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`create table writing (
      is_only boolean primary key default true check (is_only),
      stopped_at timestamptz,
      resumed_at timestamptz,
      writes integer not null,
      edits integer not null
    )`);
    await db.query(`create index write_updated on write (settled_at) where kind = 'UPDATE' and status = 'CONFIRMED'`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop index write_updated');
    await db.query('drop table writing');
  }
}
