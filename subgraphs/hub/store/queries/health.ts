import type { DataSource } from 'typeorm';
import { rows } from '../postgres/sql.js';

/** What waits for a system, and when it was last read. */
export interface HealthRow {
  readonly system: string;
  /** Records that it said have changed and that were not read yet. */
  readonly waitingReads: number;
  /** Writes that are planned, sent or in doubt. */
  readonly waitingWrites: number;
  /** Writes that it refused, whatever became of them since. */
  readonly refusedWrites: number;
  /** The longest time since one of its entity types was read to its end, in seconds; null: one never was. */
  readonly lag: number | null;
  /** When the entity type that was not read whole for the longest was last; null: one never was. */
  readonly lastFullReadAt: Date | null;
}

/** How the systems named stand, in one statement. @param places the entity types that are read, as `system.EntityType`. */
export async function healthOf(db: DataSource, places: readonly string[]): Promise<Map<string, HealthRow>> {
  const found = await rows<HealthRow>(
    db,
    `with read as (
       select split_part(place, '.', 1) as system, reading.completed_at, reading.last_full_at
       from unnest($1::text[]) as place
       left join reading on place = reading.system || '.' || reading.entity_type
     ), waiting as (
       select link.system, count(*) filter (where write.status <> 'REFUSED') as open, count(*) filter (where write.status = 'REFUSED') as refused
       from write join link on link.id = write.link_id
       where write.status in ('PLANNED', 'SENDING', 'IN_DOUBT', 'REFUSED')
       group by link.system
     )
     select read.system,
            (select count(*)::int from hint where hint.system = read.system) as "waitingReads",
            coalesce((select open::int from waiting where waiting.system = read.system), 0) as "waitingWrites",
            coalesce((select refused::int from waiting where waiting.system = read.system), 0) as "refusedWrites",
            case when bool_and(completed_at is not null) then extract(epoch from now() - min(completed_at))::int end as lag,
            case when bool_and(last_full_at is not null) then min(last_full_at) end as "lastFullReadAt"
     from read group by read.system`,
    [places],
  );
  return new Map(found.map((row) => [row.system, row]));
}
