import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Indexes that a first load writes most, as small as they can be: a match key's digest says which rule it is of, and a record's
 * edits are few enough to be put in order once they are found.
 */
export class LeanIndexes1763480000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('drop index match_key_by_digest');
    await db.query('create index match_key_by_digest on match_key (digest)');
    await db.query('drop index edit_by_canonical');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('create index edit_by_canonical on edit (canonical_id, id)');
    await db.query('drop index match_key_by_digest');
    await db.query('create index match_key_by_digest on match_key (name, digest, side)');
  }
}
