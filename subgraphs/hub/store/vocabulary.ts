import { canonicalTypes } from '../../../shared/canonical/types.js';
import { inTransaction, rows, type Db } from './postgres/sql.js';

/** Records that were changed so long before the last time are looked at again: they may have been stored after it. */
const overlap = `interval '10 minutes'`;

const learned = `
  insert into vocabulary_learned (until) values ('-infinity')
  on conflict (is_only) do update set until = vocabulary_learned.until`;

/** Learns the words of the names that are new since the last time: letters only, from three to forty of them. */
export async function learnWords(db: Db): Promise<void> {
  await inTransaction(db, async (tx) => {
    const [last] = await rows<{ since: string }>(tx, `${learned} returning (until - ${overlap})::text as since`);
    await tx.query(
      `insert into vocabulary (word)
       select distinct word
       from canonical_record, regexp_split_to_table(folded(called(fields)), '[^[:alpha:]]+') as word
       where type = any($1) and updated_at >= $2::timestamptz and merged_into is null and retired_at is null
         and length(word) between 3 and 40
       on conflict do nothing`,
      [Object.keys(canonicalTypes), last?.since ?? '-infinity'],
    );
    await tx.query('update vocabulary_learned set until = now()');
  });
}

/**
 * Forgets every word that the names of canonical records were ever made of, as their edits tell; those that others have as well
 * are learned again the next time, from all names there are. Whoever learns meanwhile is waited for, and learns after that.
 */
export async function forgetWords(tx: Db, canonicalIds: readonly string[]): Promise<void> {
  await rows(tx, learned);
  await rows(
    tx,
    `delete from vocabulary where word in (
       select regexp_split_to_table(folded(told #>> '{}'), '[^[:alpha:]]+')
       from edit cross join lateral (values (before), (after)) as value (told)
       where canonical_id = any($1::uuid[]) and field in ('name', 'firstName', 'lastName')
       union
       select regexp_split_to_table(folded(called(fields)), '[^[:alpha:]]+') from canonical_record where id = any($1::uuid[])
     )`,
    [canonicalIds],
  );
  await rows(tx, `update vocabulary_learned set until = '-infinity'`);
}
