import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which configuration a run plans by, where that is not the one that counts. */
export class PlansByConfiguration1763390000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('alter table sync_run add column configuration_hash text');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('alter table sync_run drop column configuration_hash');
  }
}
