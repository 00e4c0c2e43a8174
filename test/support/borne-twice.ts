import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import type { TestHub } from './hub.js';

/** The identifying numbers that two records of one entity type bear. */
export function borneTwice({ context: { db } }: TestHub): Promise<object[]> {
  return rows(
    db,
    `select record.system, record.entity_type, match_key.name from match_key
     join record on record.id = match_key.record_id
     where match_key.side = 'IDENTITY'
     group by 1, 2, 3, match_key.digest having count(*) > 1`,
  );
}
