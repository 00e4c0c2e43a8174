import type { Dossier } from '../../../../shared/sync/dossier.js';
import type { View } from '../../../../shared/sync/policy.js';
import { open, rows, type Db } from './sql.js';

const query = `
  select distinct link.canonical_id as "canonicalId", writing.system || '.' || writing.entity_type as place
  from link
  join match_key mine on mine.record_id = link.record_id and mine.side = 'IDENTITY'
  join match_key theirs on theirs.digest = mine.digest and theirs.name = mine.name and theirs.side = 'IDENTITY'
  join link other on other.record_id = theirs.record_id and other.state = 'ACTIVE' and other.canonical_id <> link.canonical_id
  join write on write.canonical_id = other.canonical_id and write.kind = 'UPDATE' and write.status in ${open}
    and jsonb_exists(write."values", ltrim(mine.name, '='))
  join link writing on writing.id = write.link_id and writing.state = 'ACTIVE'
  where link.canonical_id = any($1::uuid[]) and link.state = 'ACTIVE'`;

/** Where records of others are about to be given a number that a canonical record bears: numbers meet as keyed hashes. */
export async function expectedPlaces(db: Db, dossiers: readonly Dossier[]): Promise<View['expected']> {
  const ids = dossiers.map(({ canonical }) => canonical.id);
  const expected = new Map<string, Set<string>>();
  for (const { canonicalId, place } of await rows<{ canonicalId: string; place: string }>(db, query, [ids]))
    expected.set(canonicalId, (expected.get(canonicalId) ?? new Set()).add(place));
  return expected;
}
