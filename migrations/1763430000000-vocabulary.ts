import type { MigrationInterface, QueryRunner } from 'typeorm';

const live = 'merged_into is null and retired_at is null';

/**
 * The words that names are made of, to find what somebody meant who typed one wrongly: they grow far slower than the records
 * that have them, and are learned by and by, so that storing a record costs nothing more.
 */
export class Vocabulary1763430000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('create table vocabulary (word text primary key)');
    await db.query('create index vocabulary_by_likeness on vocabulary using gin (word gin_trgm_ops)');
    await db.query(`create table vocabulary_learned (
      is_only boolean primary key default true check (is_only),
      until timestamptz not null
    )`);
    await db.query('drop index canonical_record_by_likeness');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(
      `create index canonical_record_by_likeness on canonical_record using gin (folded(called(fields)) gin_trgm_ops) where ${live}`,
    );
    await db.query('drop table vocabulary_learned');
    await db.query('drop table vocabulary');
  }
}
