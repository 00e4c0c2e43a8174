import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Of a barred place: whether its removal waits for a person to say what became of the record, and whether one said that it
 * was truly removed. And records that may be what removed ones of their entity type went into, since they bear a strong key
 * of theirs: as long as nobody has said.
 */
export class RemoteMerges1763590000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`alter table tombstone
      add column withheld boolean not null default false,
      add column certain boolean not null default false`);
    await db.query(`create table successor (
      lost_record_id bigint not null references record,
      record_id bigint not null references record,
      primary key (lost_record_id, record_id)
    )`);
    await db.query('create index successor_by_record on successor (record_id)');
    await db.query('create index link_by_record on link (record_id)');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`delete from review where kind = 'REMOTE_MERGE' and (status <> 'OPEN' or exists (
      select from review told where told.kind = 'GONE' and told.status = 'OPEN' and told.canonical_id = review.canonical_id
        and told.place = review.place
    ))`);
    await db.query(`update review set kind = 'GONE' where kind = 'REMOTE_MERGE'`);
    await db.query('drop index link_by_record');
    await db.query('drop table successor');
    await db.query('alter table tombstone drop column withheld, drop column certain');
  }
}
