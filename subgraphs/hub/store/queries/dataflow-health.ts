import type { DataSource } from 'typeorm';
import { entityKey, type Dataflow } from '../../../../shared/dataflows/dataflow.js';
import { live, open, rows } from '../postgres/sql.js';

type Ends = readonly Pick<Dataflow, 'id' | 'left' | 'right'>[];

/** How a dataflow is doing; of both its ends together. */
export interface DataflowHealthRow {
  readonly id: string;
  /** In seconds; null: an end was never read to its end. */
  readonly lag: number | null;
  readonly lastFullReadAt: Date | null;
  readonly backlog: number;
  readonly refusedWrites: number;
  readonly openMatches: number;
  readonly drift: readonly string[];
}

const flowEnds = `
  with flow as (
    select * from unnest($1::text[], $2::text[], $3::text[]) as flow (id, left_end, right_end)
  ), flow_end as (
    select id, unnest(array[left_end, right_end]) as place from flow
  )`;

/** How dataflows are doing, by id; in one statement. */
export async function dataflowHealth(db: DataSource, flows: Ends): Promise<Map<string, DataflowHealthRow>> {
  const found = await rows<DataflowHealthRow>(
    db,
    `${flowEnds}, written as (
       select link.system || '.' || link.entity_type as place,
              count(*) filter (where write.status in ${open}) as waiting,
              count(*) filter (where write.status = 'REFUSED') as refused
       from write join link on link.id = write.link_id
       where write.status in ('PLANNED', 'SENDING', 'IN_DOUBT', 'REFUSED')
       group by 1
     ), hinted as (
       select system || '.' || entity_type as place, count(*) as waiting from hint group by 1
     )
     select flow_end.id,
            case when bool_and(completed_at is not null) then extract(epoch from now() - min(completed_at))::int end as lag,
            case when bool_and(last_full_at is not null) then min(last_full_at) end as "lastFullReadAt",
            (coalesce(sum(written.waiting), 0) + coalesce(sum(hinted.waiting), 0))::int as backlog,
            coalesce(sum(written.refused), 0)::int as "refusedWrites",
            (select count(*)::int from match_candidate
             where match_candidate.dataflow_id = flow_end.id and match_candidate.status = 'OPEN') as "openMatches",
            coalesce(array_agg(reading.drift) filter (where reading.drift is not null), '{}') as drift
     from flow_end
     left join reading on reading.system || '.' || reading.entity_type = flow_end.place
     left join written on written.place = flow_end.place
     left join hinted on hinted.place = flow_end.place
     group by flow_end.id`,
    parametersOf(flows),
  );
  return new Map(found.map((row) => [row.id, row]));
}

/** How many canonical records have a record at both ends of dataflows, by id; in one statement. */
export async function linkedCounts(db: DataSource, flows: Ends): Promise<Map<string, number>> {
  const found = await rows<{ id: string; linked: number }>(
    db,
    `${flowEnds}
     select flow.id, (
       select count(*)::int
       from link l join link r on r.canonical_id = l.canonical_id
       where l.system || '.' || l.entity_type = flow.left_end and l.state in ${live}
         and r.system || '.' || r.entity_type = flow.right_end and r.state in ${live}
     ) as linked
     from flow`,
    parametersOf(flows),
  );
  return new Map(found.map(({ id, linked }) => [id, linked]));
}

function parametersOf(flows: Ends): unknown[] {
  return [
    flows.map(({ id }) => id),
    flows.map(({ left }) => entityKey(left)),
    flows.map(({ right }) => entityKey(right)),
  ];
}
