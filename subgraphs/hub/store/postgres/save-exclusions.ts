import type { Changes, SaidPair } from './changes.js';
import { forEach, timeOf, type Db } from './sql.js';

const pairs = `jsonb_to_recordset($1::jsonb) as told (one bigint, other bigint, by text)`;

/** What a person says of pairs of records: which no rule is to link, and which may be one after all. */
export async function saveExclusions(db: Db, { excluded, lifted }: Changes, now: number): Promise<void> {
  await forEach(
    db,
    excluded.map(rowOf),
    `insert into link_exclusion (low_record_id, high_record_id, created_at)
     select distinct least(one, other), greatest(one, other), ${timeOf('$2')} from ${pairs}
     on conflict do nothing`,
    [now],
  );
  await forEach(
    db,
    lifted.map(rowOf),
    `delete from link_exclusion using ${pairs}
     where low_record_id = least(one, other) and high_record_id = greatest(one, other)`,
  );
  await decideCandidates(db, excluded, 'REJECTED', now);
  await decideCandidates(db, lifted, 'ACCEPTED', now);
}

async function decideCandidates(
  db: Db,
  told: readonly SaidPair[],
  status: 'ACCEPTED' | 'REJECTED',
  now: number,
): Promise<void> {
  await forEach(
    db,
    told.map(rowOf),
    `update match_candidate set status = '${status}', answered_at = ${timeOf('$2')}, answered_by = told.by from ${pairs}
     where status = 'OPEN' and least(left_record_id, right_record_id) = least(one, other)
       and greatest(left_record_id, right_record_id) = greatest(one, other)`,
    [now],
  );
}

function rowOf({ pair: [one, other], by }: SaidPair): object {
  return { one, other, by };
}
