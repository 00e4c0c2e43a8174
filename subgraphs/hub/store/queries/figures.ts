import { isDue } from '../postgres/due.js';
import { rows, type Db } from '../postgres/sql.js';

/** What waits, for how long, and what the last audit found; times in seconds, 0 where nothing waits. */
export interface Figures {
  readonly due: number;
  /** Of those that no awaited answer keeps due. */
  readonly oldestDue: number;
  readonly oldestInDoubt: number;
  readonly oldestReview: number;
  /** By kind; conflicts as CONFLICT, match candidates as MATCH. */
  readonly openReviews: Readonly<Record<string, number>>;
  /** 1 while the hub has stopped writing, by itself. */
  readonly writingStopped: number;
  readonly frozenRecords: number;
  readonly frozenFields: number;
  /** Null: there was no audit yet. */
  readonly auditAge: number | null;
  readonly violations: Readonly<Record<string, number>>;
  readonly writesPerEdit: number | null;
}

const secondsSince = (time: string): string => `greatest(0, coalesce(extract(epoch from now() - ${time}), 0))::float8`;

/** One statement, each part over a partial index that holds no more than what it counts: `docs/operating.md` has what it costs. */
const query = `
  with open as (
    select kind, created_at from review where status = 'OPEN'
    union all select 'CONFLICT', made_at from conflict where status = 'OPEN'
    union all select 'MATCH', created_at from match_candidate where status = 'OPEN'
  )
  select
    (select count(*)::int from canonical_record
     where ${isDue}) as due,
    ${secondsSince(`(
      select due_at from canonical_record
      where ${isDue} and not exists (
        select from write where write.canonical_id = canonical_record.id and write.status in ('SENDING', 'IN_DOUBT'))
      order by due_at, seq limit 1)`)} as "oldestDue",
    ${secondsSince(`(select min(doubted_at) from write where status = 'IN_DOUBT')`)} as "oldestInDoubt",
    ${secondsSince('(select min(created_at) from open)')} as "oldestReview",
    (select coalesce(json_object_agg(kind, count), '{}')
     from (select kind, count(*)::int from open group by kind) each_kind) as "openReviews",
    (select count(*)::int from writing where stopped_at is not null) as "writingStopped",
    frozen.records as "frozenRecords", frozen.fields as "frozenFields",
    (select extract(epoch from now() - audited_at)::float8 from audit) as "auditAge",
    (select coalesce(json_object_agg(key, value -> 'violations'), '{}') from audit, jsonb_each(findings)) as violations,
    (select writes_per_edit from audit) as "writesPerEdit"
  from (
    select count(*)::int as records, coalesce(sum(cardinality(frozen)), 0)::int as fields
    from canonical_record where cardinality(frozen) > 0 and merged_into is null and retired_at is null
  ) frozen`;

export async function figuresOf(db: Db): Promise<Figures> {
  const [found] = await rows<Figures>(db, query);
  if (!found) throw new RangeError('one row of figures was expected');
  return found;
}
