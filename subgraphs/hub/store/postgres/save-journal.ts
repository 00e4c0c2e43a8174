import type { MatchReview } from '../../../../shared/sync/match.js';
import type { Changes } from './changes.js';
import { forEach, rows, timeOf, type Db } from './sql.js';

/** Writes the books: edits, conflicts, what a person has answered and what is put before one. */
export async function saveJournal(db: Db, changes: Changes, now: number): Promise<void> {
  await saveEdits(db, changes, now);
  await saveConflicts(db, changes, now);
  await saveAnswers(db, changes, now);
  await saveReviews(db, changes, now);
  await saveMatchReviews(db, changes.reviews, now);
}

async function saveEdits(db: Db, { journals }: Changes, now: number): Promise<void> {
  const edits = journals.flatMap(({ journal, dossiers }) => {
    if (journal.edits.length === 0) return [];
    const provenances = new Map(dossiers.map(({ canonical }) => [canonical.id, canonical.provenance]));
    return journal.edits.map((edit) => {
      const made = provenances.get(edit.canonicalId)?.[edit.field];
      return { ...edit, made: made?.version === edit.version ? made : null };
    });
  });
  if (edits.length === 0) return;
  // Lists by column, not one of objects: a first load writes an edit for every value.
  await rows(
    db,
    `insert into edit (canonical_id, field, before, after, link_id, rule, version, made_after, made_until, made_at)
     select canonical_id, field, before::jsonb, after::jsonb, link_id, rule, version, ${timeOf('made_after')}, ${timeOf('made_until')},
            ${timeOf('$1')}
     from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::integer[], $9::float8[], $10::float8[])
       as made (canonical_id, field, before, after, link_id, rule, version, made_after, made_until)`,
    [
      now,
      edits.map(({ canonicalId }) => canonicalId),
      edits.map(({ field }) => field),
      edits.map(({ before }) => (before === undefined ? null : JSON.stringify(before))),
      edits.map(({ after }) => JSON.stringify(after)),
      edits.map(({ linkId }) => linkId),
      edits.map(({ rule }) => rule),
      edits.map(({ version }) => version),
      edits.map(({ made }) => made?.after ?? null),
      edits.map(({ made }) => made?.until ?? null),
    ],
  );
}

async function saveConflicts(db: Db, { journals }: Changes, now: number): Promise<void> {
  const conflicts = journals.flatMap(({ journal }) =>
    journal.conflicts.map((conflict) => ({
      ...conflict,
      winner: JSON.stringify(conflict.winner),
      loser: JSON.stringify(conflict.loser),
      status: conflict.review ? 'OPEN' : 'DECIDED',
    })),
  );
  await forEach(
    db,
    conflicts,
    `insert into conflict (canonical_id, field, winner, loser, loser_link_id, rule, status, made_at)
     select made."canonicalId", made.field, made.winner::jsonb, made.loser::jsonb, made."loserLinkId", made.rule, made.status,
            ${timeOf('$2')}
     from jsonb_to_recordset($1::jsonb) as made ("canonicalId" uuid, field text, winner text, loser text,
       "loserLinkId" uuid, rule text, status text)`,
    [now],
  );
}

async function saveAnswers(db: Db, { answered }: Changes, now: number): Promise<void> {
  const matters = `jsonb_to_recordset($1::jsonb) as matter (kind text, "canonicalId" uuid, place text, field text, by text)`;
  const told = `answered_at = ${timeOf('$2')}, answered_by = matter.by`;
  await forEach(
    db,
    answered,
    `update review set status = 'CLOSED', ${told} from ${matters}
     where review.status = 'OPEN' and review.kind = matter.kind and review.canonical_id = matter."canonicalId"
       and review.place = matter.place and review.field is not distinct from matter.field`,
    [now],
  );
  await forEach(
    db,
    answered.filter(({ kind }) => kind === 'CONFLICT'),
    `update conflict set status = 'RESOLVED', ${told} from ${matters}
     where conflict.status = 'OPEN' and conflict.canonical_id = matter."canonicalId" and conflict.field = matter.field`,
    [now],
  );
}

/** A matter that is open already is not opened twice. */
async function saveReviews(db: Db, { journals }: Changes, now: number): Promise<void> {
  await forEach(
    db,
    journals.flatMap(({ journal }) => journal.reviews),
    `insert into review (kind, canonical_id, place, field, message, status, created_at)
     select made.kind, made."canonicalId", made.place, made.field, made.message, case when made.open then 'OPEN' else 'NOTED' end,
            ${timeOf('$2')}
     from jsonb_to_recordset($1::jsonb) as made (kind text, "canonicalId" uuid, place text, field text, message text, open boolean)
     on conflict do nothing`,
    [now],
  );
}

/** Pairs put before a person, decided or not, stay as they are. */
async function saveMatchReviews(db: Db, reviews: readonly MatchReview[], now: number): Promise<void> {
  const pairs = reviews.map(({ pair, reason }) => ({
    ...{ dataflowId: pair.dataflowId, rule: pair.rule, reason },
    ...{ left: pair.left.recordId, right: pair.right.recordId },
  }));
  await forEach(
    db,
    pairs,
    `insert into match_candidate (dataflow_id, rule, left_record_id, right_record_id, reason, created_at)
     select made."dataflowId", made.rule, made."left", made."right", made.reason, ${timeOf('$2')}
     from jsonb_to_recordset($1::jsonb) as made ("dataflowId" text, rule integer, "left" bigint, "right" bigint, reason text)
     on conflict do nothing`,
    [now],
  );
}
