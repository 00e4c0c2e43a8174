import { Client } from 'pg';

/**
 * What a first load leaves behind, in words and sums that do not depend on the order of rows, on ids made up or on the time.
 * Left out of it: the telephone number of a link, which the product has written where it differed and so agrees by now; and
 * versions and rules of conflicts, since workers that look around once a minute may settle a record before it is linked, and
 * again after.
 */
const accounts: Readonly<Record<string, string>> = {
  records: `select count(*), sum(hashtextextended(concat_ws('|', system, entity_type, external_id, wire - 'phone'), 0)) from record`,
  'match keys': `select name, side, count(*), count(distinct digest) from match_key group by 1, 2 order by 1, 2`,
  'canonical records': `
    select count(*), sum(hashtextextended(concat_ws('|', type, kind, fields, due_at), 0)),
           count(distinct provenance #> '{name,linkId}')
    from canonical_record where merged_into is null`,
  links: `
    select count(*), count(distinct canonical_id), count(distinct record_id),
           sum(hashtextextended(concat_ws('|', system, entity_type, state, origin, rule, rank, bases - 'phone'), 0))
    from link`,
  edits: `
    select count(*), count(distinct canonical_id), count(distinct link_id),
           sum(hashtextextended(concat_ws('|', field, before, after, rule), 0))
    from edit`,
  changes: `
    select count(*), count(distinct canonical_id), sum(hashtextextended(concat_ws('|', type, field), 0))
    from (select distinct canonical_id, type, unnest(fields) as field from change) told`,
  conflicts: `select count(*), sum(hashtextextended(concat_ws('|', field, winner, loser, status), 0)) from conflict`,
  writes: `select count(*), sum(hashtextextended(concat_ws('|', kind, "values", expect), 0)) from write`,
};

/** Compares what two loads of the same customers left behind. @throws Error where it is not the same. */
export async function requireSameWork(one: string, other: string): Promise<void> {
  for (const [what, sql] of Object.entries(accounts)) {
    const [mine, theirs] = [await answerTo(one, sql), await answerTo(other, sql)];
    if (mine !== theirs) throw new Error(`the ${what} are not the same: ${mine} and ${theirs}`);
  }
}

async function answerTo(url: string, sql: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return JSON.stringify((await client.query({ text: sql, rowMode: 'array' })).rows);
  } finally {
    await client.end();
  }
}
