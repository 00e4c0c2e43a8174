import type { EditSince } from '../../../shared/sync/restore.js';
import type { Past } from '../../../shared/sync/separate.js';
import { rows, type Db } from '../store/postgres/sql.js';
import type { KnownRecord } from './known-records.js';

/**
 * A record that came from a canonical record of its own held that one's values; the oldest one held what its canonical
 * record did before another came to it.
 */
export async function pastOf(db: Db, { canonicalId, linkId }: KnownRecord): Promise<Past> {
  const [own] = await rows<{ fields: Past['before'] }>(
    db,
    `select fields from canonical_record
     where merged_into is not null and id in (select canonical_id from edit where link_id = $1)
     order by updated_at desc limit 1`,
    [linkId],
  );
  const edits = await rows<EditSince & { isSince: boolean }>(
    db,
    `select field, version, before, after, link_id as "linkId", made_at >= linked.at as "isSince"
     from edit,
       (select coalesce(
          (select linked_at from link where id = $2 and $3),
          (select min(linked_at) from link where canonical_id = $1 and id <> $2 and state in ('ACTIVE', 'PAUSED'))
        ) as at) linked
     where canonical_id = $1 order by edit.id`,
    [canonicalId, linkId, own !== undefined],
  );
  const earlier = edits.filter(({ isSince }) => !isSince).map(({ field, after }) => [field, after]);
  return {
    before: own?.fields ?? (Object.fromEntries(earlier) as Past['before']),
    since: edits.filter(({ isSince }) => isSince),
  };
}
