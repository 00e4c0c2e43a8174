import type { Merged } from '../../../shared/sync/merge.js';
import type { LinkState } from '../../../shared/sync/state.js';
import type { Db } from '../sync/context.js';
import type { Loaded } from './load.js';

/** A canonical record as it was loaded and what the merge made of it. */
export interface Settled {
  readonly loaded: Loaded;
  readonly merged: Merged;
}

/** Stores the outcome of merges: canonical values, bases, edits, conflicts. Clears the due mark, here and nowhere else. */
export async function saveMerged(db: Db, settled: readonly Settled[]): Promise<void> {
  await saveCanonicals(db, settled);
  await saveBases(db, settled);
  await saveEdits(db, settled);
  await saveConflicts(db, settled);
}

async function saveCanonicals(db: Db, settled: readonly Settled[]): Promise<void> {
  const states = settled.map(({ merged }) => merged.canonical);
  await db.query(
    `update canonical_record as kept
     set fields = settled.fields::jsonb,
         provenance = settled.provenance::jsonb,
         frozen = array(select jsonb_array_elements_text(settled.frozen::jsonb)),
         version = settled.version,
         updated_at = case when kept.version = settled.version then kept.updated_at else now() end,
         due_at = null
     from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::int[])
       as settled (id, fields, provenance, frozen, version)
     where kept.id = settled.id`,
    [
      states.map((state) => state.id),
      states.map((state) => JSON.stringify(state.fields)),
      states.map((state) => JSON.stringify(state.provenance)),
      states.map((state) => JSON.stringify(state.frozen)),
      states.map((state) => state.version),
    ],
  );
}

async function saveBases(db: Db, settled: readonly Settled[]): Promise<void> {
  const changed = settled.flatMap(({ loaded, merged }) => loaded.links.flatMap((link) => basesIfChanged(link, merged)));
  if (changed.length === 0) return;
  await db.query(
    `update link set bases = settled.bases::jsonb
     from unnest($1::uuid[], $2::text[]) as settled (id, bases)
     where link.id = settled.id`,
    [changed.map(({ id }) => id), changed.map(({ bases }) => bases)],
  );
}

function basesIfChanged(link: LinkState, merged: Merged): { id: string; bases: string }[] {
  const bases = JSON.stringify(merged.bases.get(link.id) ?? {});
  return bases === JSON.stringify(link.bases) ? [] : [{ id: link.id, bases }];
}

async function saveEdits(db: Db, settled: readonly Settled[]): Promise<void> {
  const edits = settled.flatMap(({ merged }) =>
    merged.edits.map((edit) => ({ canonicalId: merged.canonical.id, ...edit })),
  );
  if (edits.length === 0) return;
  await db.query(
    `insert into edit (canonical_id, field, before, after, link_id, rule)
     select made.canonical_id, made.field, made.before::jsonb, made.after::jsonb, made.link_id, made.rule
     from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::text[])
       as made (canonical_id, field, before, after, link_id, rule)`,
    [
      edits.map((edit) => edit.canonicalId),
      edits.map((edit) => edit.field),
      edits.map((edit) => (edit.before === undefined ? null : JSON.stringify(edit.before))),
      edits.map((edit) => JSON.stringify(edit.after)),
      edits.map((edit) => edit.linkId),
      edits.map((edit) => edit.rule),
    ],
  );
}

async function saveConflicts(db: Db, settled: readonly Settled[]): Promise<void> {
  const conflicts = settled.flatMap(({ merged }) =>
    merged.conflicts.map((conflict) => ({ canonicalId: merged.canonical.id, ...conflict })),
  );
  if (conflicts.length === 0) return;
  await db.query(
    `insert into conflict (canonical_id, field, winner, loser, loser_link_id, rule, status)
     select made.canonical_id, made.field, made.winner::jsonb, made.loser::jsonb, made.loser_link_id, made.rule, made.status
     from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::text[])
       as made (canonical_id, field, winner, loser, loser_link_id, rule, status)`,
    [
      conflicts.map((conflict) => conflict.canonicalId),
      conflicts.map((conflict) => conflict.field),
      conflicts.map((conflict) => JSON.stringify(conflict.winner)),
      conflicts.map((conflict) => JSON.stringify(conflict.loser)),
      conflicts.map((conflict) => conflict.loserLinkId),
      conflicts.map((conflict) => conflict.rule),
      conflicts.map((conflict) => (conflict.review ? 'OPEN' : 'DECIDED')),
    ],
  );
}
