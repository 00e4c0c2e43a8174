import type { Dossier } from '../../../../shared/sync/dossier.js';
import type { Changes } from './changes.js';
import type { StoreContext } from './context.js';
import { forEach, rows, timeOf, type Db } from './sql.js';

const columns = `jsonb_to_recordset($1::jsonb) as made (
  id uuid, type text, kind text, version integer, fields jsonb, provenance jsonb, frozen text[], due boolean, retired boolean,
  awaits uuid[], "awaitsUntil" float8)`;

/** Stores canonical values; an age is given to those that are made here. */
export async function saveCanonicals(
  { foresees }: Pick<StoreContext, 'foresees'>,
  db: Db,
  { created, canonicals }: Changes,
  now: number,
): Promise<void> {
  await forEach(
    db,
    created.map(rowOf),
    `insert into canonical_record (id, type, kind, version, fields, provenance, frozen, due_at, retired_at,
       awaits, awaits_until, created_at, updated_at)
     select id, type, kind, version, fields, provenance, frozen, case when due and not $3 then ${timeOf('$2')} end,
            case when retired then ${timeOf('$2')} end, awaits, ${timeOf('"awaitsUntil"')}, ${timeOf('$2')}, ${timeOf('$2')}
     from ${columns}`,
    [now, foresees],
  );
  await forEach(
    db,
    canonicals.map(rowOf),
    `update canonical_record kept
     set kind = made.kind, version = made.version, fields = made.fields, provenance = made.provenance, frozen = made.frozen,
         due_at = case when made.due then coalesce(kept.due_at, case when not $3 then ${timeOf('$2')} end) end,
         awaits = made.awaits, awaits_until = ${timeOf('made."awaitsUntil"')},
         retired_at = case when made.retired then coalesce(kept.retired_at, ${timeOf('$2')}) end,
         updated_at = case when kept.version = made.version then kept.updated_at else ${timeOf('$2')} end
     from ${columns}
     where kept.id = made.id`,
    [now, foresees],
  );
}

function rowOf({ canonical, due, retired, awaits }: Dossier): object {
  return { ...canonical, due, retired, awaits: awaits?.from ?? null, awaitsUntil: awaits?.until ?? null };
}

/** Whoever waits for one that has changed is due. Answers their ids. */
export async function wakeWaiting(db: Db, { touched }: Changes, now: number): Promise<string[]> {
  if (touched.length === 0) return [];
  const woken = await rows<{ id: string }>(
    db,
    `update canonical_record
     set awaits = null, awaits_until = null, due_at = coalesce(due_at, ${timeOf('$2')})
     where awaits && $1::uuid[] and merged_into is null
     returning id`,
    [touched, now],
  );
  return woken.map(({ id }) => id);
}

/** Points those that went into others to them; what hung on them, and is not in a dossier, goes over. */
export async function saveMerged(db: Db, { merged }: Changes, now: number): Promise<void> {
  await forEach(
    db,
    merged.map(([id, survivor]) => ({ id, survivor })),
    `with gone as (select * from jsonb_to_recordset($1::jsonb) as made (id uuid, survivor uuid)),
     moved as (update link set canonical_id = gone.survivor from gone where link.canonical_id = gone.id)
     update canonical_record set merged_into = gone.survivor, due_at = null, updated_at = ${timeOf('$2')}
     from gone where canonical_record.id = gone.id`,
    [now],
  );
}

export async function saveTombstones(db: Db, { buried, unburied }: Changes, now: number): Promise<void> {
  await forEach(
    db,
    unburied,
    `delete from tombstone using jsonb_to_recordset($1::jsonb) as made ("canonicalId" uuid, place text)
     where tombstone.canonical_id = made."canonicalId" and tombstone.system || '.' || tombstone.entity_type = made.place`,
  );
  await forEach(
    db,
    buried,
    `insert into tombstone (canonical_id, system, entity_type, withheld, certain, created_at)
     select made."canonicalId", split_part(made.place, '.', 1), substring(made.place from position('.' in made.place) + 1),
            made.withheld, made.certain, ${timeOf('$2')}
     from jsonb_to_recordset($1::jsonb) as made ("canonicalId" uuid, place text, withheld boolean, certain boolean)
     on conflict (canonical_id, system, entity_type) do update set withheld = excluded.withheld, certain = excluded.certain`,
    [now],
  );
}
