import { rows, type Db } from '../store/postgres/sql.js';
import { done, refused, type Hub, type Outcome, type UserFault } from './hub.js';
import type { RecordRef } from './known-records.js';
import { linkRecords } from './link.js';
import { isNumber } from './patch.js';
import type { Written } from './write-through.js';

/** Says that the two records of a match candidate are one thing: they are linked as by hand. @param by who says so; null: nobody known. */
export async function acceptMatch(
  hub: Hub,
  id: string,
  waitMs: number,
  by: string | null = null,
): Promise<Outcome<Written>> {
  const candidate = await openCandidate(hub.context.db, id);
  if (!candidate.ok) return candidate;
  const { left, right } = candidate.value;
  const outcome = await linkRecords(hub, [left, right], null, waitMs, by);
  return outcome.ok ? outcome : refused(...outcome.faults.map((fault) => ({ ...fault, field: ['id'] })));
}

/** Says that the two records of a match candidate are two things: no rule ever proposes them again. */
export async function rejectMatch({ context }: Hub, id: string, by: string | null = null): Promise<Outcome<null>> {
  const candidate = await openCandidate(context.db, id);
  if (!candidate.ok) return candidate;
  const { pair, canonicalIds } = candidate.value;
  await context.store.change(
    canonicalIds,
    (dossiers) => ({
      dossiers: dossiers.map((dossier) => ({ ...dossier, due: true })),
      exclusions: { add: [pair], lift: [] },
      by,
      answer: null,
    }),
    { wake: true },
  );
  return done(null);
}

interface Candidate {
  readonly pair: readonly [string, string];
  readonly left: RecordRef;
  readonly right: RecordRef;
  readonly canonicalIds: readonly string[];
}

interface CandidateRow {
  readonly status: string;
  readonly leftId: string;
  readonly rightId: string;
  readonly left: RecordRef;
  readonly right: RecordRef;
  readonly canonicalIds: readonly string[];
}

async function openCandidate(db: Db, id: string): Promise<Outcome<Candidate>> {
  const [found] = isNumber(id) ? await rows<CandidateRow>(db, selectCandidate, [id]) : [];
  if (!found) return refused(noSuch);
  if (found.status !== 'OPEN') return refused(decided);
  const { leftId, rightId, left, right, canonicalIds } = found;
  return done({ pair: [leftId, rightId], left, right, canonicalIds });
}

const asRef = (side: 'one' | 'other'): string =>
  `jsonb_build_object('system', ${side}.system, 'entityType', ${side}.entity_type, 'externalId', ${side}.external_id)`;

const selectCandidate = `
  select candidate.status, candidate.left_record_id as "leftId", candidate.right_record_id as "rightId",
         ${asRef('one')} as left, ${asRef('other')} as right,
         array(select distinct link.canonical_id from link
               where link.record_id in (one.id, other.id) and link.state in ('ACTIVE', 'PAUSED')) as "canonicalIds"
  from match_candidate candidate
  join record one on one.id = candidate.left_record_id
  join record other on other.id = candidate.right_record_id
  where candidate.id = $1`;

const noSuch: UserFault = { field: ['id'], code: 'NOT_FOUND', message: 'There is no match candidate with this id.' };
const decided: UserFault = { field: ['id'], code: 'CONFLICT', message: 'It is decided already.' };
