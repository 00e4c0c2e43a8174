import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the last audit of the books found, one row once there was one; and frozen records, found without going through all. */
export class Audits1763520000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`create table audit (
      is_only boolean primary key default true check (is_only),
      audited_at timestamptz not null,
      records integer not null,
      findings jsonb not null,
      writes_per_edit float8,
      after_seq bigint not null,
      after_edit bigint not null,
      after_write bigint not null
    )`);
    await db.query('create index canonical_record_frozen on canonical_record (id) where cardinality(frozen) > 0');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop index canonical_record_frozen');
    await db.query('drop table audit');
  }
}
