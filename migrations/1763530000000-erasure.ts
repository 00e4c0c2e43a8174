import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What was erased for ever: canonical records and records that keep no value from then on, and keyed hashes of the numbers
 * that erased records bore. Books that nobody can alter let their values be blanked by a transaction that says which
 * canonical records it erases, and by nothing else.
 */
export class Erasure1763530000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const statement of [...columns, ...guards]) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of [...withoutGuards, ...withoutColumns]) await db.query(statement);
  }
}

const columns = [
  `alter table canonical_record
     add column erased_at timestamptz,
     add constraint canonical_record_erased check (erased_at is null or (fields = '{}' and provenance = '{}'))`,
  `alter table record
     add column erased_at timestamptz,
     add constraint record_erased check (
       erased_at is null or (wire = '{}' and digest = '' and version is null and external_ref is null and gone_at is not null)
     )`,
  `create table erased_key (
     name text not null,
     digest bytea not null,
     canonical_id uuid not null references canonical_record,
     primary key (name, digest, canonical_id)
   )`,
];

const isErasing = `old.canonical_id = any (coalesce(nullif(current_setting('samband.erasing', true), ''), '{}')::uuid[])`;

/** A row passes where it is blanked as a whole, and nothing else of it changes. */
const blanking = (table: string, values: readonly string[]): string => {
  const rest = (row: string): string => `to_jsonb(${row}) - '{${[...values, 'status'].join(', ')}}'::text[]`;
  return `create function refuse_change_of_${table}() returns trigger language plpgsql as $$
   begin
     if ${isErasing} and ${rest('new')} = ${rest('old')}
       and ${values.map((value) => `new.${value} is null`).join(' and ')} then
       return new;
     end if;
     raise exception 'rows of % are kept as they are', tg_table_name using errcode = 'integrity_constraint_violation';
   end $$`;
};

const guards = [
  blanking('edit', ['before', 'after']),
  `drop trigger edit_append_only on edit`,
  `create trigger edit_append_only before update on edit for each row execute function refuse_change_of_edit()`,
  `create trigger edit_not_deleted before delete on edit for each row execute function refuse_change()`,
  blanking('conflict', ['winner', 'loser']),
  `drop trigger conflict_append_only on conflict`,
  `create trigger conflict_append_only before update on conflict for each row
   when (to_jsonb(old) - 'status' is distinct from to_jsonb(new) - 'status') execute function refuse_change_of_conflict()`,
];

const withoutGuards = [
  `drop trigger conflict_append_only on conflict`,
  `create trigger conflict_append_only before update on conflict for each row
   when (to_jsonb(old) - 'status' is distinct from to_jsonb(new) - 'status') execute function refuse_change()`,
  `drop function refuse_change_of_conflict`,
  `drop trigger edit_not_deleted on edit`,
  `drop trigger edit_append_only on edit`,
  `create trigger edit_append_only before update or delete on edit for each row execute function refuse_change()`,
  `drop function refuse_change_of_edit`,
];

const withoutColumns = [
  `drop table erased_key`,
  `alter table record drop column erased_at`,
  `alter table canonical_record drop column erased_at`,
];
