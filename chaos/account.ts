import type { DataSource } from 'typeorm';
import type { Typed } from './people.js';

interface Event {
  readonly at: Date;
  readonly what: string;
}

/**
 * What the hub did about a field of a record, without any value, for whoever looks into what became of one: its writes to the record, and
 * the edits, lost values and reviews of its canonical record. A line each, the earliest first.
 */
export async function accountOf(db: DataSource, { place, id, field }: Typed): Promise<string[]> {
  const events = await db.query<Event[]>(
    `with here as (
       select link.id, link.canonical_id from link join record on record.id = link.record_id
       where record.system || '.' || record.entity_type = $1 and record.external_id = $2
     )
     select coalesce(write.first_sent_at, write.created_at) as at,
            concat_ws(' ', write.kind, write.status, write.code, 'tries', write.attempts, 'sent', write.sent_at at time zone 'utc', 'settled', write.settled_at at time zone 'utc',
              case when write.values ? $3 then '' else 'without the field' end) as what
     from write join here on here.id = write.link_id
     union all
     select edit.made_at, concat_ws(' ', 'edit', edit.rule, 'from', link.system || '.' || link.entity_type, edit.made_after at time zone 'utc', edit.made_until at time zone 'utc')
     from edit join here on here.canonical_id = edit.canonical_id left join link on link.id = edit.link_id where edit.field = $3
     union all
     select conflict.made_at, concat_ws(' ', 'conflict', conflict.rule)
     from conflict join here on here.canonical_id = conflict.canonical_id where conflict.field = $3
     union all
     select review.created_at, concat_ws(' ', 'review', review.kind, review.place)
     from review join here on here.canonical_id = review.canonical_id where review.field = $3
     order by 1`,
    [place, id, field],
  );
  return events.map(({ at, what }) => `${at.toISOString()} ${what.trim()}`);
}
