import { parseEntityKey } from '../../../../shared/dataflows/dataflow.js';
import { togetherMs, type Removals } from '../../../../shared/sync/removals.js';
import { live, rows, timeOf, type Db } from './sql.js';

/** What became of a place's records lately; whoever asks for the same place waits until the transaction ends. */
export async function lockRemovals(db: Db, place: string, now: number): Promise<Removals> {
  await rows(db, `select pg_advisory_xact_lock(hashtext('remove:' || $1))`, [place]);
  const { system, entityType } = parseEntityKey(place);
  const found = await rows<Removals>(
    db,
    `select
       (select count(*)::int from record where system = $1 and entity_type = $2 and gone_at is null) as known,
       (select count(*)::int from record where system = $1 and entity_type = $2 and gone_at > ${timeOf('$3')} and erased_at is null) as ended,
       (select count(*)::int from link where system = $1 and entity_type = $2 and missed_at is not null and state in ${live}) as missed`,
    [system, entityType, now - togetherMs],
  );
  for (const removals of found) return removals;
  throw new RangeError('a statement of counts had no row');
}
