import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The trace that a write was planned in and a hint was given in; null where nothing was traced. */
export class Traces1763450000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('alter table write add column trace text');
    await db.query('alter table hint add column trace text');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('alter table hint drop column trace');
    await db.query('alter table write drop column trace');
  }
}
