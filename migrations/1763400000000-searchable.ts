import type { MigrationInterface, QueryRunner } from 'typeorm';

const live = 'merged_into is null and retired_at is null';
const text = (field: string): string => `coalesce(fields ->> '${field}', '')`;
const alphabetical = (field: string): string => `${text(field)} collate "nb-NO-x-icu"`;
const digits = (field: string): string => `regexp_replace(${text(field)}, '[^0-9]', '', 'g')`;
const phone = (field: string): string =>
  `regexp_replace(regexp_replace(${text(field)}, '^ *([+]|00)47', ''), '[^0-9+]', '', 'g')`;

/** What canonical records can be ordered by and looked up by: the expressions of `comparable.ts`. */
const keys: readonly (readonly [type: string, name: string, sql: string])[] = [
  ['Customer', 'name', alphabetical('name')],
  ['Customer', 'number', digits('organizationNumber')],
  ['Customer', 'email', `lower(${text('email')})`],
  ['Employee', 'last_name', alphabetical('lastName')],
  ['Employee', 'first_name', alphabetical('firstName')],
  ['Employee', 'number', alphabetical('employeeNumber')],
  ['Employee', 'email', `lower(${text('email')})`],
  ['Employee', 'hired', text('hiredDate')],
  ['Project', 'number', alphabetical('number')],
  ['Project', 'name', alphabetical('name')],
  ['Project', 'start', text('startDate')],
  ['Project', 'end', text('endDate')],
];

const texts = [
  ...[
    'name',
    'organizationNumber',
    'email',
    'phone',
    'mobilePhone',
    'website',
    'employeeNumber',
    'firstName',
    'lastName',
  ],
  ...['jobTitle', 'number', 'postalAddress.street', 'postalAddress.postalCode', 'postalAddress.city'],
  ...['deliveryAddress.street', 'deliveryAddress.postalCode', 'deliveryAddress.city'],
];

const indexName = (type: string, name: string): string => `${type.toLowerCase()}_by_${name}`;

/** Canonical records are ordered and looked up by their values, and searched by words and by likeness. */
export class Searchable1763400000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('create extension if not exists pg_trgm');
    for (const statement of [...functions, ...indexes]) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const [type, name] of keys) await db.query(`drop index ${indexName(type, name)}`);
    for (const name of ['updated', 'words', 'likeness']) await db.query(`drop index canonical_record_by_${name}`);
    await db.query('alter table canonical_record drop column words');
    await db.query('drop function called(jsonb)');
    await db.query('drop function folded(text)');
  }
}

/** What a keyboard without these letters types instead; Swedish and Danish spellings are the same as ours. */
const folded = (sql: string): string =>
  `translate(lower(${sql} collate "pg_c_utf8"), 'æäøöåáàâãéèêëíìîïóòôõúùûüýñç', 'aaooaaaaaeeeeiiiioooouuuuync')`;
const joined = (parts: readonly string[]): string => `(${parts.join(` || ' ' || `)})`;
const numbers = [...['phone', 'mobilePhone'].map(phone), digits('organizationNumber')];
/** Without signs, which would make one word of an e-mail address and another of a part of it. */
const words = `translate(${folded(joined([...texts.map(text), ...numbers]))}, '@./-_:+', '       ')`;

/** None calls another: what maintains an index finds no function of ours by its name. */
const functions = [
  `create function folded(text) returns text language sql immutable strict parallel safe return ${folded('$1')}`,
  `create function called(fields jsonb) returns text language sql immutable strict parallel safe
   return trim(${joined(['name', 'firstName', 'lastName'].map(text))})`,
  `alter table canonical_record add column words tsvector generated always as (to_tsvector('norwegian', ${words})) stored`,
];

const indexes = [
  ...keys.map(
    ([type, name, sql]) =>
      `create index ${indexName(type, name)} on canonical_record ((${sql}), seq) where type = '${type}' and ${live}`,
  ),
  `create index canonical_record_by_updated on canonical_record (type, updated_at, seq) where ${live}`,
  `create index canonical_record_by_words on canonical_record using gin (words) where ${live}`,
  `create index canonical_record_by_likeness on canonical_record using gin (folded(called(fields)) gin_trgm_ops) where ${live}`,
];
