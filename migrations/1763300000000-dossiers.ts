import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a decision of the sync rests on: how hard a link was tried, when a write was sent, and books nobody can alter. */
export class Dossiers1763300000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const statement of [...columns, ...edits, ...reviews, ...indexes, ...guards]) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of [...withoutGuards, ...withoutIndexes, ...withoutColumns]) await db.query(statement);
  }
}

const columns = [
  `alter table link
     drop column in_doubt,
     add column rank integer not null default 0,
     add column effort jsonb not null default '{}',
     add column missed_at timestamptz`,
  `update link set rank = ordered.rank
   from (
     select id, row_number() over (partition by canonical_id order by created_at, record_id) - 1 as rank
     from link where state in ('ACTIVE', 'PAUSED')
   ) ordered
   where link.id = ordered.id and ordered.rank > 0`,
  `alter table write
     add column causes jsonb not null default '{}',
     add column sent_version text,
     add column first_sent_at timestamptz,
     add column lease_until timestamptz,
     drop constraint write_kind_check,
     add constraint write_kind_check check (kind in ('CREATE', 'UPDATE', 'REMOVE'))`,
  // What is marked as being sent has lost its sender: nothing runs while the schema changes.
  `update write set first_sent_at = coalesce(sent_at, created_at), lease_until = case when status = 'SENDING' then now() end
   where attempts > 0`,
  `alter table hint add column not_before timestamptz`,
  `alter table reading add column last_started_at timestamptz`,
  `update reading set last_started_at = started_at where completed_at >= started_at`,
];

const edits = [
  `alter table edit add column version integer, add column made_after timestamptz, add column made_until timestamptz`,
  `update edit set version = numbered.version
   from (select id, row_number() over (partition by canonical_id, field order by id) as version from edit) numbered
   where edit.id = numbered.id`,
  `alter table edit alter column version set not null, add constraint edit_once unique (canonical_id, version, field)`,
];

const reviews = [
  `create table review (
    id bigint generated always as identity primary key,
    kind text not null,
    canonical_id uuid not null references canonical_record,
    place text not null,
    field text,
    message text not null,
    status text not null check (status in ('OPEN', 'CLOSED', 'NOTED')),
    created_at timestamptz not null
  )`,
  `create unique index review_open on review (kind, canonical_id, place, coalesce(field, '')) where status = 'OPEN'`,
  `create index review_by_canonical on review (canonical_id, id)`,
];

const indexes = [
  `drop index canonical_record_due`,
  `create index canonical_record_due on canonical_record (due_at, seq) where due_at is not null and merged_into is null`,
  `create index write_standing on write (canonical_id, seq) where status in ('PLANNED', 'SENDING', 'IN_DOUBT', 'REFUSED')`,
  `create index write_due on write ((coalesce(case when status = 'SENDING' then lease_until else not_before end, '-infinity')))
   where status in ('PLANNED', 'SENDING', 'IN_DOUBT')`,
  `create index record_present on record (system, entity_type, id) where gone_at is null`,
  `create index match_candidate_open_left on match_candidate (left_record_id) where status = 'OPEN'`,
  `create index match_candidate_open_right on match_candidate (right_record_id) where status = 'OPEN'`,
];

const guards = [
  `create function refuse_change() returns trigger language plpgsql as $$
   begin
     raise exception 'rows of % are kept as they are', tg_table_name using errcode = 'integrity_constraint_violation';
   end $$`,
  `create trigger edit_append_only before update or delete on edit for each row execute function refuse_change()`,
  `create trigger conflict_not_deleted before delete on conflict for each row execute function refuse_change()`,
  `create trigger conflict_append_only before update on conflict for each row
   when (to_jsonb(old) - 'status' is distinct from to_jsonb(new) - 'status') execute function refuse_change()`,

  `create function refuse_on_tombstone() returns trigger language plpgsql as $$
   begin
     if exists (
       select from link join tombstone using (canonical_id, system, entity_type)
       where link.state = 'CREATING' and link.canonical_id = new.canonical_id
         and link.system = new.system and link.entity_type = new.entity_type
     ) then
       raise exception 'nothing may be made in a place with a tombstone' using errcode = 'integrity_constraint_violation';
     end if;
     return null;
   end $$`,
  `create constraint trigger link_not_on_tombstone after insert or update of state, canonical_id on link
   deferrable initially deferred for each row when (new.state = 'CREATING') execute function refuse_on_tombstone()`,
  `create constraint trigger tombstone_not_under_creation after insert on tombstone
   deferrable initially deferred for each row execute function refuse_on_tombstone()`,
];

const withoutGuards = [
  `drop trigger tombstone_not_under_creation on tombstone`,
  `drop trigger link_not_on_tombstone on link`,
  `drop function refuse_on_tombstone`,
  `drop trigger conflict_append_only on conflict`,
  `drop trigger conflict_not_deleted on conflict`,
  `drop trigger edit_append_only on edit`,
  `drop function refuse_change`,
];

const withoutIndexes = [
  `drop index match_candidate_open_right`,
  `drop index match_candidate_open_left`,
  `drop index record_present`,
  `drop index write_due`,
  `drop index write_standing`,
  `drop index canonical_record_due`,
  `create index canonical_record_due on canonical_record (type, seq) where due_at is not null`,
  `drop table review`,
];

const withoutColumns = [
  `alter table edit drop constraint edit_once, drop column version, drop column made_after, drop column made_until`,
  `alter table reading drop column last_started_at`,
  `alter table hint drop column not_before`,
  `update write set kind = 'UPDATE', status = 'CANCELLED', settled_at = coalesce(settled_at, now()) where kind = 'REMOVE'`,
  `alter table write
     drop column causes, drop column sent_version, drop column first_sent_at, drop column lease_until,
     drop constraint write_kind_check,
     add constraint write_kind_check check (kind in ('CREATE', 'UPDATE'))`,
  `alter table link
     drop column rank, drop column effort, drop column missed_at,
     add column in_doubt boolean not null default false`,
  `update link set in_doubt = true
   from write where write.link_id = link.id and write.kind = 'UPDATE' and write.status in ('SENDING', 'IN_DOUBT')`,
];
