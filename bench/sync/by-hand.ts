import { Client } from 'pg';
import { migrations } from '../../migrations/index.js';
import { migrate, openDataSource } from '../../shared/db/data-source.js';
import { entities } from '../../subgraphs/hub/store/entities.js';
import { erpCustomer, idOf, kunde } from './systems.js';

/**
 * The same work by hand: both lists into staging tables, and from there, one statement for a whole table at a time, into the
 * tables of the product with all their indexes, checks and references, what the product has in them in the end. It keeps each
 * record with its digest and keyed match keys; links those that match by either rule, alone on both sides; and stores the
 * canonical values and where they came from, the links with their bases, an edit for each value, a row of the change feed,
 * and a conflict and a planned write where the two differ.
 *
 * What it does not: a canonical record for each record until they are linked, which the product keeps as a pointer to the one
 * it went into; codecs, checksums, blocklists and the comparison of telephone numbers, where it trims and compares texts;
 * contradictions, exclusions, weak rules and reviews; sending what is planned; to go on where it was interrupted.
 */
export interface ByHand {
  readonly ms: number;
}

const flow = 'customerp.Customer-tidsbanken.Kunde';

const staging = `
  create temporary table erp_row (external_id text, wire jsonb);
  create temporary table hub_row (external_id text, wire jsonb);
  create temporary table held (record_id bigint, side text, observed jsonb)`;

const addressParts = ['street', 'postalCode', 'city'] as const;
const plain = ['name', 'organizationNumber', 'email', 'phone', 'mobilePhone', 'website'] as const;

/** SQL of what a customer's wire form says, by canonical field. */
const erpFields: Readonly<Record<string, string>> = {
  ...Object.fromEntries(plain.map((field) => [field, said(`wire ->> '${field}'`)])),
  ...Object.fromEntries(
    ['postalAddress', 'deliveryAddress'].flatMap((address) =>
      [...addressParts, 'country'].map((part) => [`${address}.${part}`, said(`wire -> '${address}' ->> '${part}'`)]),
    ),
  ),
  isActive: `wire -> 'isActive'`,
};

const hubPaths = {
  ...{
    name: 'Navn',
    organizationNumber: 'Organisasjonsnummer',
    email: 'Epost',
    phone: 'Telefon',
    mobilePhone: 'Mobil',
  },
  ...{ website: 'Url', 'postalAddress.street': 'Postadresse', 'postalAddress.postalCode': 'Postnr' },
  ...{ 'postalAddress.city': 'Poststed', 'deliveryAddress.street': 'Leveringsadresse' },
  ...{ 'deliveryAddress.postalCode': 'LevPostNr', 'deliveryAddress.city': 'LevPoststed' },
};
const hubFields = Object.fromEntries(
  Object.entries(hubPaths).map(([field, path]) => [field, said(`wire ->> '${path}'`)]),
);

function said(text: string): string {
  return `nullif(trim(${text}), '')`;
}

interface Side {
  readonly rows: 'erp_row' | 'hub_row';
  readonly side: 'LEFT' | 'RIGHT';
  readonly system: string;
  readonly entityType: string;
  readonly fields: Readonly<Record<string, string>>;
}

const sides: readonly Side[] = [
  { rows: 'hub_row', side: 'RIGHT', system: 'tidsbanken', entityType: 'Kunde', fields: hubFields },
  { rows: 'erp_row', side: 'LEFT', system: 'customerp', entityType: 'Customer', fields: erpFields },
];

const keyed = (text: string): string => `sha256(convert_to('key|' || ${text}, 'UTF8'))`;

function observing({ rows, side, system, entityType, fields }: Side): string[] {
  const observed = Object.entries(fields).map(([field, sql]) => `'${field}', ${sql}`);
  return [
    `insert into record (system, entity_type, external_id, wire, digest, version, previously_observed_at, observed_at)
     select '${system}', '${entityType}', external_id, wire, ${keyed('wire::text')}, '"1"', 'epoch', now()
     from ${rows} order by external_id`,
    `insert into held
     select id, '${side}', jsonb_build_object(${observed.join(', ')})
     from record where system = '${system}' and entity_type = '${entityType}' order by id`,
  ];
}

const matching = [
  `insert into match_key (record_id, name, side, digest)
   select record_id, name, key.side, ${keyed(`name || '|' || key.value`)}
   from held
   cross join lateral (
     select regexp_replace(observed ->> 'organizationNumber', '\\D', '', 'g') as number, lower(observed ->> 'email') as email
   ) said
   cross join lateral (values
     ('=organizationNumber', 'IDENTITY', number), ('${flow}#0', held.side, number), ('${flow}#1', held.side, email)
   ) key (name, side, value)
   where key.value is not null`,
  `analyze record, match_key, held`,
  `create temporary table pair as
   with matched as (
     select erp.record_id as erp, hub.record_id as hub, min(erp.name) as rule
     from match_key erp join match_key hub on hub.name = erp.name and hub.digest = erp.digest and hub.side = 'RIGHT'
     where erp.side = 'LEFT' group by 1, 2
   )
   select erp, hub, rule, gen_random_uuid() as canonical_id, gen_random_uuid() as erp_link, gen_random_uuid() as hub_link
   from matched
   where erp in (select erp from matched group by 1 having count(*) = 1)
     and hub in (select hub from matched group by 1 having count(*) = 1)`,
  `create temporary table met as
   select pair.*, erp.observed as erp_holds, hub.observed as hub_holds,
          jsonb_strip_nulls(erp.observed) || jsonb_strip_nulls(hub.observed) as fields
   from pair join held erp on erp.record_id = pair.erp join held hub on hub.record_id = pair.hub
   order by canonical_id`,
];

const isOfHub = `hub_holds -> key <> 'null'`;
const bases = (holds: string): string => `(
  select jsonb_object_agg(key, case
    when fields -> key is null then jsonb_build_object('m', value)
    when fields -> key = value then jsonb_build_object('c', value, 'm', value)
    else jsonb_build_object('c', fields -> key, 'm', value, 'pending', true)
  end) from jsonb_each(${holds}))`;
const differing = `met cross join lateral jsonb_each(erp_holds) where value <> fields -> key and value <> 'null'`;

const storing = [
  `insert into canonical_record (id, type, kind, version, fields, provenance)
   select canonical_id, 'Customer', 'CUSTOMER', 1, fields, (
     select jsonb_object_agg(key, jsonb_build_object(
       'linkId', case when ${isOfHub} then hub_link else erp_link end,
       'slot', case when ${isOfHub} then 'tidsbanken.Kunde' else 'customerp.Customer' end,
       'after', 0, 'until', extract(epoch from now()) * 1000, 'version', 1
     )) from jsonb_object_keys(fields) key)
   from met order by canonical_id`,
  `insert into link (id, canonical_id, system, entity_type, record_id, state, origin, rule, rank, bases, linked_at)
   select hub_link, canonical_id, 'tidsbanken', 'Kunde', hub, 'ACTIVE', 'FIRST', null, 0, ${bases('hub_holds')}, null from met
   union all
   select erp_link, canonical_id, 'customerp', 'Customer', erp, 'ACTIVE', 'MATCHED', rule, 1, ${bases('erp_holds')}, now() from met`,
  `insert into edit (canonical_id, field, after, link_id, rule, version, made_after, made_until)
   select canonical_id, key, value, case when ${isOfHub} then hub_link else erp_link end, 'initial', 1, 'epoch', now()
   from met cross join lateral jsonb_each(fields)`,
  `insert into change (canonical_id, type, kind, version, fields, made_at)
   select canonical_id, 'Customer', 'CREATED', 1, array(select jsonb_object_keys(fields)), now() from met`,
  `insert into conflict (canonical_id, field, winner, loser, loser_link_id, rule, status)
   select canonical_id, key, fields -> key, value, erp_link, 'initial', 'DECIDED' from ${differing}`,
  `insert into write (id, canonical_id, link_id, kind, status, "values", expect, causes)
   select gen_random_uuid(), canonical_id, erp_link, 'UPDATE', 'PLANNED', jsonb_object_agg(key, fields -> key), erp_holds,
          jsonb_object_agg(key, 1)
   from ${differing} group by canonical_id, erp_link, erp_holds`,
];

/** @returns how long it took, from rows as the systems answer them to everything stored, without what the systems took over them. */
export async function loadByHand(url: string, customers: number): Promise<ByHand> {
  const db = await openDataSource({ url, entities, migrations });
  await migrate(db);
  await db.destroy();
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(staging);
    const startedAt = performance.now();
    const answeringMs = await stage(client, customers);
    for (const statement of [...sides.flatMap(observing), ...matching, ...storing]) await client.query(statement);
    return { ms: performance.now() - startedAt - answeringMs };
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
    const ids = Array.from({ length: Math.min(rowsAtOnce, customers - start) }, (_, index) => idOf(start + index));
    for (const [table, make] of [
      ['hub_row', kunde],
      ['erp_row', erpCustomer],
    ] as const) {
      const startedAt = performance.now();
      const made = ids.map((id, index) => make(start + index, id));
      answeringMs += performance.now() - startedAt;
      const wires = made.map((wire) => JSON.stringify(wire));
      await client.query(`insert into ${table} select * from unnest($1::text[], $2::jsonb[])`, [ids, wires]);
    }
  }
  return answeringMs;
}
