import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The version that a record had as the answer to a write showed it: whoever takes it back knows by it that nobody touched it since. */
export class AnsweredVersions1763570000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('alter table write add column answered_version text');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`delete from review where kind in ('REMOVAL', 'CHANGED_SINCE')`);
    await db.query('alter table write drop column answered_version');
  }
}
