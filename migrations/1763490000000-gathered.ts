import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When what an entity type's records show of each other was first gathered: nothing is made of its canonical type before. */
export class Gathered1763490000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('alter table reading add column gathered_at timestamptz');
    await db.query('update reading set gathered_at = last_full_at');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('alter table reading drop column gathered_at');
  }
}
