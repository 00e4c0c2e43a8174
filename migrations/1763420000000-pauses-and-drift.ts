import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Dataflows that a person has paused, and how an entity type's records differ from what their mapping expects. */
export class PausesAndDrift1763420000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`create table paused_dataflow (
      id text primary key,
      paused_at timestamptz not null default now()
    )`);
    await db.query('alter table reading add column drift text');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('alter table reading drop column drift');
    await db.query('drop table paused_dataflow');
  }
}
