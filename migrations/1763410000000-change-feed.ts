import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What changed in canonical records, for whoever follows: one row for each version of a record, each merge and each removal. A
 * row gets its number once it is committed, one numbering at a time, so that no smaller number can appear later.
 */
export class ChangeFeed1763410000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`create table change (
      id bigint generated always as identity primary key,
      seq bigint,
      canonical_id uuid not null,
      type text not null,
      kind text not null check (kind in ('CREATED', 'UPDATED', 'MERGED', 'REMOVED')),
      version integer not null,
      fields text[] not null,
      merged_into uuid,
      made_at timestamptz not null
    )`);
    await db.query('create unique index change_by_seq on change (seq) where seq is not null');
    await db.query('create index change_unnumbered on change (id) where seq is null');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table change');
  }
}
