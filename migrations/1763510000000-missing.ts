import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How many of an entity type's records went missing of late, found without a walk over all, and what people are told of it. */
export class Missing1763510000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('alter table reading add column missing text');
    await db.query(
      `create index link_missed on link (system, entity_type) where missed_at is not null and state in ('ACTIVE', 'PAUSED')`,
    );
    await db.query('create index record_gone on record (system, entity_type, gone_at) where gone_at is not null');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop index record_gone');
    await db.query('drop index link_missed');
    await db.query('alter table reading drop column missing');
  }
}
