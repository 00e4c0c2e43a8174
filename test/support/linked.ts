import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import type { TestHub } from './hub.js';

export interface Linked {
  readonly id: string;
  /** External ids by `system.EntityType`. */
  readonly ids: Record<string, string>;
}

/** The oldest canonical record with active links in all of the given entity types and in none of the others. */
export async function linkedIn(hub: TestHub, type: string, slots: string[], none: string[] = []): Promise<Linked> {
  const [found] = await rows<Linked>(
    hub.context.db,
    `select canonical_record.id, jsonb_object_agg(link.system || '.' || link.entity_type, record.external_id) as ids
     from canonical_record
     join link on link.canonical_id = canonical_record.id and link.state = 'ACTIVE'
     join record on record.id = link.record_id
     where canonical_record.type = $1
     group by canonical_record.id
     having array_agg(link.system || '.' || link.entity_type) @> $2::text[]
       and not array_agg(link.system || '.' || link.entity_type) && $3::text[]
     order by canonical_record.seq limit 1`,
    [type, slots, none],
  );
  if (!found) throw new Error(`no ${type} is linked in ${slots.join(', ')} and not in ${none.join(', ')}`);
  return found;
}
