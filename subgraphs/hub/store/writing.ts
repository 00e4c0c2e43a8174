import { live, rows, type Db } from './postgres/sql.js';

/** How much was written in an hour for how much that was new. */
export interface Pace {
  /** Updates that systems took. */
  readonly writes: number;
  /** The values that those brought, each counted once for its field of its canonical record. */
  readonly edits: number;
}

/** That the hub writes nothing, and why. */
export interface Stop extends Pace {
  readonly at: Date;
}

/** Fewer in an hour stop nothing, whatever they were for. */
export const writesAtLeast = 200;
/** More, for each value and record that has it, are no company's work. */
const timesAtMost = 3;

/** @returns null while the hub writes. */
export async function stopOf(db: Db): Promise<Stop | null> {
  const [found] = await rows<Stop>(
    db,
    'select stopped_at as at, writes, edits from writing where stopped_at is not null',
  );
  return found ?? null;
}

/**
 * Stops the hub where, in the last hour or since it was resumed, it sent more updates than three for each value that they
 * brought and each record that such a canonical record has. A value counts once however often it came back, unless a person
 * gave it to the hub each time. So what is carried on for the first time is never too much, be it edited, linked, planned
 * long ago or held up until now: only what goes round is.
 * @returns the pace, where it stopped just now; null otherwise.
 */
export async function stopRunaway(db: Db): Promise<Pace | null> {
  const [first] = await rows<{ since: Date; few: boolean }>(
    db,
    `select since, (select count(*) from (select from ${updates('since')} limit ${writesAtLeast}) sent) < ${writesAtLeast} as few
     from (select greatest(now() - interval '1 hour', (select resumed_at from writing)) as since) window_start
     where not exists (select from writing where stopped_at is not null)`,
  );
  if (!first || first.few) return null;
  const [found] = await rows<Pace & { records: number; links: number }>(db, paceSince, [first.since]);
  if (!found || found.writes < writesAtLeast) return null;
  const { writes, edits, records, links } = found;
  if (writes * records <= timesAtMost * links * edits) return null;
  await stop(db, { writes, edits });
  return { writes, edits };
}

const updates = (since: string): string =>
  `write where kind = 'UPDATE' and status = 'CONFIRMED' and settled_at > ${since}`;

const paceSince = `
  with sent as materialized (
    select canonical_id, "values", causes from ${updates('$1')}
  ), value_sent as (
    select distinct canonical_id, field, value, (sent.causes ->> field)::integer as version
    from sent cross join jsonb_each(sent."values") each_value (field, value)
  ), cause as (
    select distinct canonical_id, field, case when edit.id is null then value end as value, edit.version
    from value_sent left join (select * from edit where link_id is null) edit using (canonical_id, version, field)
  ), edited as (
    select distinct canonical_id from sent
  )
  select (select count(*)::int from sent) as writes, (select count(*)::int from cause) as edits,
         (select count(*)::int from edited) as records,
         (select count(*)::int from link join edited using (canonical_id) where link.state in ${live}) as links`;

async function stop(db: Db, { writes, edits }: Pace): Promise<void> {
  await rows(
    db,
    `insert into writing as kept (stopped_at, writes, edits) values (date_trunc('milliseconds', now()), $1, $2)
     on conflict (is_only) do update
     set stopped_at = excluded.stopped_at, writes = excluded.writes, edits = excluded.edits`,
    [writes, edits],
  );
}

/** Has the hub write again; what was sent until now counts no more. @returns false where it did not stop then. */
export async function resume(db: Db, stoppedAt: Date): Promise<boolean> {
  const made = 'update writing set stopped_at = null, resumed_at = now() where stopped_at = $1 returning is_only';
  return (await rows(db, made, [stoppedAt])).length > 0;
}
