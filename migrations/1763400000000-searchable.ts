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
    for (const name of ['called', 'searchable']) await db.query(`drop function ${name}(jsonb)`);
    await db.query('drop function folded(text)');
  }
}

const functions = [
  // What a keyboard without these letters types instead; Swedish and Danish spellings are the same as ours.
  `create function folded(text) returns text language sql immutable strict parallel safe
   return translate(lower($1 collate "pg_c_utf8"), 'æäøöåáàâãéèêëíìîïóòôõúùûüýñç', 'aaooaaaaaeeeeiiiioooouuuuync')`,
  `create function called(fields jsonb) returns text language sql immutable strict parallel safe
   return trim(${['name', 'firstName', 'lastName'].map(text).join(` || ' ' || `)})`,
  // Without signs, which would make one word of an e-mail address and another of a part of it.
  `create function searchable(fields jsonb) returns text language sql immutable strict parallel safe
   return translate(folded(${[...texts.map(text), ...['phone', 'mobilePhone'].map(phone), digits('organizationNumber')].join(` || ' ' || `)}), '@./-_:+', '       ')`,
];

const indexes = [
  ...keys.map(
    ([type, name, sql]) =>
      `create index ${indexName(type, name)} on canonical_record ((${sql}), seq) where type = '${type}' and ${live}`,
  ),
  `create index canonical_record_by_updated on canonical_record (type, updated_at, seq) where ${live}`,
  `create index canonical_record_by_words on canonical_record using gin (to_tsvector('norwegian', searchable(fields))) where ${live}`,
  `create index canonical_record_by_likeness on canonical_record using gin (folded(called(fields)) gin_trgm_ops) where ${live}`,
];
