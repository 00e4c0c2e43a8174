import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Since when what became of a write is not known, and when a person was told that it takes too long. */
export class Doubts1763500000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('alter table write add column doubted_at timestamptz, add column told_at timestamptz');
    await db.query(`update write set doubted_at = sent_at where status = 'IN_DOUBT'`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`delete from review where kind = 'IN_DOUBT'`);
    await db.query('alter table write drop column doubted_at, drop column told_at');
  }
}
