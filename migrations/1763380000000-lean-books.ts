import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a first load writes most. Edits are only ever added, in the transaction that stores their canonical record, so that
 * checking each against it protects from nothing; room in the pages spares the indexes when a link or a value changes.
 */
export class LeanBooks1763380000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`alter table edit drop constraint edit_canonical_id_fkey, drop constraint edit_link_id_fkey`);
    await db.query('alter table link set (fillfactor = 60)');
    await db.query('alter table canonical_record set (fillfactor = 60)');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('alter table canonical_record reset (fillfactor)');
    await db.query('alter table link reset (fillfactor)');
    await db.query(`alter table edit
      add constraint edit_canonical_id_fkey foreign key (canonical_id) references canonical_record,
      add constraint edit_link_id_fkey foreign key (link_id) references link`);
  }
}
