import { parseEntityKey } from '../../../../shared/dataflows/dataflow.js';
import { rows, type Db } from './sql.js';

/**
 * Records that bear another number than one they are linked with, by external id; compared as keyed hashes. Of two records a person is
 * asked once, by whichever of them it was seen first.
 */
export async function contradicted(
  db: Db,
  place: string,
  externalIds: readonly string[],
  fields: readonly string[],
): Promise<Map<string, string>> {
  const { system, entityType } = parseEntityKey(place);
  const found = await rows<{ externalId: string; canonicalId: string }>(
    db,
    `select distinct record.external_id as "externalId", link.canonical_id as "canonicalId"
     from record
     join link on link.record_id = record.id and link.state = 'ACTIVE'
     join match_key mine on mine.record_id = record.id and mine.side = 'IDENTITY' and mine.name = any($4)
     join link other on other.canonical_id = link.canonical_id and other.id <> link.id and other.state = 'ACTIVE'
     join match_key theirs on theirs.record_id = other.record_id and theirs.side = 'IDENTITY' and theirs.name = mine.name
     where record.system = $1 and record.entity_type = $2 and record.external_id = any($3) and theirs.digest <> mine.digest
       and not exists (
         select from review
         where review.kind = 'CONTRADICTION' and review.canonical_id = link.canonical_id and review.status = 'CLOSED'
           and review.place in ($5, other.system || '.' || other.entity_type)
       )`,
    [system, entityType, externalIds, fields.map((field) => `=${field}`), place],
  );
  return new Map(found.map(({ externalId, canonicalId }) => [externalId, canonicalId]));
}
