import type { DataSource } from 'typeorm';
import { live, msOf } from '../../subgraphs/hub/store/postgres/sql.js';
import type { Books } from './books.js';
import { keptTables } from './database.js';
import { byName, sorted, type Tongue } from './plain.js';

type Row = Readonly<Record<string, unknown>>;

const edits = `
  select canonical_id as "canonicalId", field, before, before is not null as "hadOne",
         after, link_id as "linkId", rule, version, ${msOf('made_at')} as at
  from edit order by id`;

const conflicts = `
  select canonical_id as "canonicalId", field, winner, loser, loser_link_id as "loserLinkId", rule, ${msOf('made_at')} as at
  from conflict order by id`;

const reviews = `
  select kind, canonical_id as "canonicalId", place, field, message, status = 'OPEN' as open, ${msOf('created_at')} as at
  from review order by id`;

const candidates = `
  select dataflow_id as "dataflowId", rule, left_record_id as left, right_record_id as right, reason, status = 'OPEN' as open,
         ${msOf('created_at')} as at
  from match_candidate order by id`;

const writes = `
  select write.id, write.canonical_id as "canonicalId", link_id as "linkId", link.system, link.entity_type as "entityType", kind,
         status, "values", expect, causes, external_ref as "externalRef", external_id as "externalId",
         sent_version as "sentVersion", answered_version as "answeredVersion", attempts, look_ups as "lookUps", ${msOf('not_before')} as "notBefore",
         ${msOf('first_sent_at')} as "firstSentAt", ${msOf('doubted_at')} as "doubtedAt", ${msOf('told_at')} as "toldAt",
         ${msOf('lease_until')} as "leaseUntil", code, message
  from write join link on link.id = write.link_id
  order by write.seq`;

/** But for the keys of unique values, of which the store in memory keeps none: who holds a value is compared as it is asked. */
const records = `
  select record.id, ${msOf('observed_at')} as "observedAt", ${msOf('first_seen_at')} as "firstSeenAt", ${msOf('gone_at')} as "goneAt",
         case when link.id is not null then json_build_object('link', link.id, 'canonicalId', link.canonical_id) end as "heldBy",
         (select array_agg(name || ' ' || side || ' ' || encode(digest, 'hex')) from match_key
          where record_id = record.id and side <> 'UNIQUE') as keys
  from record left join link on link.record_id = record.id and link.state in ${live}`;

/** The books that Postgres keeps. */
export async function booksIn(db: DataSource, { record }: Tongue): Promise<Books> {
  const ask = (sql: string): Promise<Row[]> => db.query<Row[]>(sql);
  const named = (id: unknown): string => record(String(id));
  const ages = await ask('select id from canonical_record where merged_into is null order by seq');
  const apart = await ask('select low_record_id as low, high_record_id as high from link_exclusion');
  const pairs = await ask(candidates);
  const held = await ask(records);
  return {
    ages: ages.map(({ id }) => String(id)),
    edits: await ask(edits),
    conflicts: await ask(conflicts),
    reviews: await ask(reviews),
    candidates: pairs.map(({ left, right, ...rest }) => ({ ...rest, left: named(left), right: named(right) })),
    exclusions: sorted(apart.map(({ low, high }) => sorted([named(low), named(high)]).join(' and '))),
    writes: await ask(writes),
    records: byName(
      held.map(({ id, keys, ...rest }) => [named(id), { ...rest, keys: sorted((keys ?? []) as string[]) }]),
    ) as Books['records'],
  };
}

/**
 * A time that is not the simulated clock's, since the database's own gave it; null: there is none. When a dataflow was paused
 * is told to people only, and may be.
 */
export async function timesOfItsOwn(db: DataSource): Promise<string | null> {
  const columns = await db.query<{ table: string; column: string }[]>(
    `select table_name as table, column_name as column from information_schema.columns
     where table_schema = current_schema() and data_type = 'timestamp with time zone' and table_name = any($1)`,
    [keptTables.filter((name) => name !== 'paused_dataflow')],
  );
  for (const { table, column } of columns) {
    const [found] = await db.query<Row[]>(
      `select from "${table}" where "${column}" > now() - interval '1 day' and isfinite("${column}") limit 1`,
    );
    if (found) return `${table}.${column} has a time of the database's own clock`;
  }
  return null;
}
