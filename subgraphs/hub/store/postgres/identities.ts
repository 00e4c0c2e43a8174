import type { Identity } from '../../../../shared/sync/match.js';
import { open, rows, type Db } from './sql.js';
import { claimantsOf } from './successors.js';

interface IdentityRow {
  readonly id: string;
  readonly seq: string;
  readonly kind: Identity['kind'];
  readonly isMoving: boolean;
  readonly slots: string[] | null;
  readonly numbers: Record<string, string> | null;
  readonly claimedBy: string[] | null;
}

const query = `
  with asked as materialized (
    select id, seq, kind,
           version > 0 and (due_at is not null or awaits is not null or exists (
             select from write where write.canonical_id = canonical_record.id and write.status in ${open}
           )) as "isMoving"
    from canonical_record where id = any($1::uuid[])
  ), held as (
    select id, array_agg(distinct slot) as slots
    from (
      select asked.id, link.system || '.' || link.entity_type as slot
      from asked join link on link.canonical_id = asked.id and link.state in ('CREATING', 'ACTIVE', 'PAUSED')
      union all
      select asked.id, tombstone.system || '.' || tombstone.entity_type
      from asked join tombstone on tombstone.canonical_id = asked.id
    ) place
    group by id
  ), numbered as (
    select asked.id, jsonb_object_agg(ltrim(match_key.name, '='), encode(match_key.digest, 'hex')
             order by link.rank, link.created_at, link.id) as numbers
    from asked
    join link on link.canonical_id = asked.id and link.state = 'ACTIVE'
    join match_key on match_key.record_id = link.record_id and match_key.side = 'IDENTITY'
    group by asked.id
  ), claimed as materialized (
    ${claimantsOf('select id from asked')}
  )
  select asked.id, asked.seq, asked.kind, asked."isMoving", held.slots, numbered.numbers,
         claimed.claimants as "claimedBy"
  from asked left join held using (id) left join numbered using (id) left join claimed using (id)`;

/** What must not be mixed up, for canonical records, by id. Of records that bear different numbers the youngest link's counts. */
export async function identitiesOf(db: Db, canonicalIds: readonly string[]): Promise<Map<string, Identity>> {
  if (canonicalIds.length === 0) return new Map();
  const found = await rows<IdentityRow>(db, query, [canonicalIds]);
  return new Map(
    found.map(({ id, seq, kind, isMoving, slots, numbers, claimedBy }) => [
      id,
      {
        ...{ canonicalId: id, seq: Number(seq), kind, isMoving, slots: new Set(slots ?? []) },
        numbers: new Map(Object.entries(numbers ?? {})),
        claimedBy: new Set(claimedBy ?? []),
      },
    ]),
  );
}
