import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who bears a value that no two records of an entity type may bear, and who waits for whom to give one up. */
export class UniqueValues1763550000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('alter table match_key drop constraint match_key_side_check');
    await db.query(
      `alter table match_key add constraint match_key_side_check check (side in ('LEFT', 'RIGHT', 'IDENTITY', 'UNIQUE'))`,
    );
    await db.query('alter table canonical_record add column awaits uuid[], add column awaits_until timestamptz');
    await db.query(
      'create index canonical_record_awaits on canonical_record using gin (awaits) where awaits is not null',
    );
    await db.query(
      'create index canonical_record_awaits_until on canonical_record (awaits_until) where awaits_until is not null',
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`delete from match_key where side = 'UNIQUE'`);
    await db.query('alter table match_key drop constraint match_key_side_check');
    await db.query(
      `alter table match_key add constraint match_key_side_check check (side in ('LEFT', 'RIGHT', 'IDENTITY'))`,
    );
    await db.query('drop index canonical_record_awaits_until');
    await db.query('drop index canonical_record_awaits');
    await db.query('alter table canonical_record drop column awaits, drop column awaits_until');
  }
}
