import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What systems say has changed, and which of their deliveries were taken. */
export class Hints1763200000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`create table hint (
      system text not null,
      entity_type text not null,
      external_id text not null,
      seq bigint generated always as identity,
      primary key (system, entity_type, external_id)
    )`);
    await db.query('create index hint_by_seq on hint (system, entity_type, seq)');
    await db.query(`create table webhook_delivery (
      system text not null,
      id text not null,
      taken_at timestamptz not null default now(),
      primary key (system, id)
    )`);
    await db.query('create index webhook_delivery_by_time on webhook_delivery (taken_at)');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table webhook_delivery');
    await db.query('drop table hint');
  }
}
