import { parseEntityKey } from '../../../../shared/dataflows/dataflow.js';
import { traceNow } from '../../../../shared/trace.js';
import type { StoredHint } from '../../sync/store.js';
import { rows, timeOf, type Db } from './sql.js';

/** Stores hints, one per record however often it is named: the last one says when it may be followed. */
export async function storeHints(
  db: Db,
  place: string,
  externalIds: readonly string[],
  at: number | null,
): Promise<void> {
  if (externalIds.length === 0) return;
  const { system, entityType } = parseEntityKey(place);
  await rows(
    db,
    `insert into hint (system, entity_type, external_id, not_before, trace)
     select distinct $1, $2, hinted.external_id, ${timeOf('$4')}, $5
     from unnest($3::text[]) as hinted (external_id)
     order by 3
     on conflict (system, entity_type, external_id) do update set seq = default, not_before = excluded.not_before, trace = excluded.trace`,
    [system, entityType, externalIds, at, traceNow()],
  );
}

/** The next hints of an entity type that may be followed, after a number, oldest first. */
export async function nextHints(
  db: Db,
  place: string,
  afterSeq: string,
  now: number,
  atMost: number,
): Promise<StoredHint[]> {
  const { system, entityType } = parseEntityKey(place);
  return rows<StoredHint>(
    db,
    `select external_id as "externalId", seq, trace from hint
     where system = $1 and entity_type = $2 and seq > $3 and (not_before is null or not_before <= ${timeOf('$4')})
     order by seq limit $5`,
    [system, entityType, afterSeq, now, atMost],
  );
}

export async function dropHints(db: Db, hints: readonly StoredHint[]): Promise<void> {
  if (hints.length === 0) return;
  await rows(db, 'delete from hint where seq = any($1::bigint[])', [hints.map(({ seq }) => seq)]);
}
