import { Client } from 'pg';
import { customer } from './customers.js';

/**
 * The same work by hand: both lists into staging tables, normalised keys, a join, and rows for all that the hub keeps: the
 * records with digest and keyed match keys, the canonical record, links with their bases, an edit for each value, a conflict and
 * a planned write where the two differ. Set-based throughout.
 */
export interface ByHand {
  readonly ms: number;
  readonly linked: number;
  readonly edits: number;
}

const fields = [
  'name',
  'organizationNumber',
  'email',
  'phone',
  'mobilePhone',
  'website',
  'street',
  'postalCode',
  'city',
];
const columns = fields.map((field) => `"${field}" text`).join(', ');

const schema = `
  create temporary table erp_row (id text, ${columns});
  create temporary table hub_row (id text, ${columns});
  create table hand_record (id bigint generated always as identity primary key, place text, external_id text, wire jsonb,
    digest bytea, observed_at timestamptz, unique (place, external_id));
  create table hand_key (record_id bigint, name text, digest bytea, primary key (record_id, name));
  create index on hand_key (name, digest);
  create table hand_canonical (id uuid primary key, fields jsonb, provenance jsonb, version integer);
  create table hand_link (id uuid primary key, canonical_id uuid, record_id bigint unique, bases jsonb, origin text);
  create index on hand_link (canonical_id);
  create table hand_edit (id bigint generated always as identity primary key, canonical_id uuid, field text, before jsonb,
    after jsonb, link_id uuid, made_at timestamptz);
  create index on hand_edit (canonical_id, id);
  create table hand_conflict (canonical_id uuid, field text, winner jsonb, loser jsonb);
  create table hand_write (canonical_id uuid, link_id uuid, "values" jsonb)`;

const object = `jsonb_build_object(${fields.map((field) => `'${field}', "${field}"`).join(', ')})`;
const work = (side: string, place: string): string[] => [
  `insert into hand_record (place, external_id, wire, digest, observed_at)
   select '${place}', id, ${object}, sha256(convert_to(${object}::text, 'UTF8')), now() from ${side} order by id`,
  `insert into hand_key (record_id, name, digest)
   select record.id, keyed.name, sha256(convert_to('key|' || keyed.value, 'UTF8'))
   from ${side} side join hand_record record on record.place = '${place}' and record.external_id = side.id
   cross join lateral (values ('organizationNumber', regexp_replace(side."organizationNumber", '\\D', '', 'g')),
     ('email', lower(trim(side.email)))) keyed (name, value)`,
];

const matching = [
  `analyze hand_key`,
  `analyze hand_record`,
  `create temporary table pair as
   select gen_random_uuid() as canonical_id, gen_random_uuid() as erp_link, gen_random_uuid() as hub_link,
          min(erp.record_id) as erp_record, min(hub.record_id) as hub_record
   from hand_key erp
   join hand_record one on one.id = erp.record_id and one.place = 'erp'
   join hand_key hub on hub.name = erp.name and hub.digest = erp.digest
   join hand_record other on other.id = hub.record_id and other.place = 'hub'
   where erp.name = 'organizationNumber'
   group by erp.digest having count(*) = 1`,
  `create temporary table met as
   select pair.*, row_to_json(erp)::jsonb as erp, row_to_json(hub)::jsonb as hub
   from pair
   join hand_record one on one.id = erp_record join erp_row erp on erp.id = one.external_id
   join hand_record other on other.id = hub_record join hub_row hub on hub.id = other.external_id`,
  `insert into hand_canonical
   select canonical_id, erp - 'id', (select jsonb_object_agg(key, jsonb_build_object('linkId', erp_link, 'until', now()))
     from jsonb_object_keys(erp - 'id') key), 1 from met`,
  `insert into hand_link
   select erp_link, canonical_id, erp_record,
          (select jsonb_object_agg(key, jsonb_build_object('c', value, 'm', value)) from jsonb_each(erp - 'id')), 'FIRST' from met
   union all
   select hub_link, canonical_id, hub_record,
          (select jsonb_object_agg(key, jsonb_build_object('c', erp -> key, 'm', value)) from jsonb_each(hub - 'id')), 'MATCHED'
   from met`,
  `insert into hand_edit (canonical_id, field, after, link_id, made_at)
   select canonical_id, key, value, erp_link, now() from met cross join lateral jsonb_each(erp - 'id')`,
  `insert into hand_conflict
   select canonical_id, key, value, hub -> key from met cross join lateral jsonb_each(erp - 'id') where value <> hub -> key`,
  `insert into hand_write
   select canonical_id, hub_link, jsonb_object_agg(key, value)
   from met cross join lateral jsonb_each(erp - 'id') where value <> hub -> key group by 1, 2`,
];

/** @returns how long it took, from rows as the systems answer them to everything stored, without what the systems took over them. */
export async function loadByHand(url: string, customers: number): Promise<ByHand> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(schema);
    const startedAt = performance.now();
    const answeringMs = await stage(client, customers);
    for (const [side, place] of [
      ['erp_row', 'erp'],
      ['hub_row', 'hub'],
    ] as const)
      for (const statement of work(side, place)) await client.query(statement);
    for (const statement of matching) await client.query(statement);
    const ms = performance.now() - startedAt - answeringMs;
    const [counts] = (
      await client.query<{ linked: number; edits: number }>(
        `select (select count(*)::int from hand_link where origin = 'MATCHED') as linked, (select count(*)::int from hand_edit) as edits`,
      )
    ).rows;
    return { ms, linked: counts?.linked ?? 0, edits: counts?.edits ?? 0 };
  } finally {
    await client.end();
  }
}

const rowsAtOnce = 10_000;

/**
 * Brings the rows in as the fastest plain way that the driver has: arrays, column by column.
 * @returns how long it took to make them up, in ms.
 */
async function stage(client: Client, customers: number): Promise<number> {
  let answeringMs = 0;
  for (let start = 0; start < customers; start += rowsAtOnce) {
    const startedAt = performance.now();
    const numbers = Array.from({ length: Math.min(rowsAtOnce, customers - start) }, (_, index) => start + index);
    const made = numbers.map((number) => ({ id: String(100_000 + number), ...customer(number) }));
    answeringMs += performance.now() - startedAt;
    for (const table of ['erp_row', 'hub_row'] as const) {
      const values = ['id', ...fields].map((field) =>
        made.map((row) => (table === 'hub_row' && field === 'phone' ? row.otherPhone : row[field as keyof typeof row])),
      );
      const parameters = values.map((_, index) => `$${index + 1}::text[]`).join(', ');
      await client.query(`insert into ${table} select * from unnest(${parameters})`, values);
    }
  }
  return answeringMs;
}
