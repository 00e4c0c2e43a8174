import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Creations are found by the reference and by the key they were sent under. */
export class References1763350000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`create index write_by_reference on write (external_ref)
      where kind = 'CREATE' and external_ref is not null`);
    await db.query(
      `create index write_by_key on write (external_id) where kind = 'CREATE' and external_id is not null`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop index write_by_key');
    await db.query('drop index write_by_reference');
  }
}
