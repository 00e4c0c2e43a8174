import { allNotes, type Dossier } from '../../../shared/sync/dossier.js';
import type { View } from '../../../shared/sync/policy.js';
import { settle } from '../../../shared/sync/settle.js';
import { undoing, type BookedEdit } from '../../../shared/sync/undo.js';
import type { Decision } from '../sync/store.js';
import { rows, type Db } from '../store/postgres/sql.js';
import { done, refused, type Hub, type Outcome, type UserFault } from './hub.js';
import { isNumber, isUuid } from './patch.js';
import { allWritten, foreseen, lastWriteSeq, type Written } from './write-through.js';

export interface Undo {
  /** Ids of edits; of any number of canonical records. */
  readonly edits: readonly string[];
  /** Answers what would be written and changes nothing. */
  readonly dryRun: boolean;
  readonly waitMs: number;
}

interface FoundEdit extends BookedEdit {
  readonly id: string;
  readonly canonicalId: string;
}

const editsAtMost = 1000;

/**
 * Takes edits back: each field holds again what it held before them, as a new edit like any other. All of them or, where
 * one was changed since, none. Answers for each canonical record, in the order in which its first edit was named.
 */
export async function undoEdits(hub: Hub, undo: Undo): Promise<Outcome<readonly Written[]>> {
  const { db, store } = hub.context;
  const ids = [...new Set(undo.edits)];
  if (ids.length === 0 || ids.length > editsAtMost) return refused(countFault);
  const found = await editsById(db, ids);
  const edits = ids.flatMap((id) => found.find((edit) => edit.id === id) ?? []);
  const faults = ids.flatMap((id, index) => (edits.some((edit) => edit.id === id) ? [] : [noSuch(index)]));
  if (faults.length > 0) return refused(...faults);
  const canonicalIds = [...new Set(edits.map(({ canonicalId }) => canonicalId))];
  const sinceSeq = await lastWriteSeq(db);
  const outcome = await store.change(
    canonicalIds,
    (dossiers, view) => decide(hub, dossiers, { undo, ids, edits }, view),
    {
      wake: true,
      references: edits.flatMap(({ before }) => (typeof before === 'string' && isUuid(before) ? [before] : [])),
    },
  );
  if (!outcome.ok || undo.dryRun) return outcome;
  return done(await allWritten(db, canonicalIds, sinceSeq, undo.waitMs));
}

interface Asked {
  readonly undo: Undo;
  readonly ids: readonly string[];
  readonly edits: readonly FoundEdit[];
}

function decide(
  { context: { policy } }: Hub,
  dossiers: readonly Dossier[],
  { undo, ids, edits }: Asked,
  view: View,
): Decision<Outcome<readonly Written[]>> {
  const standing = new Map(dossiers.map((dossier) => [dossier.canonical.id, dossier]));
  const barred = edits.filter((edit) => !mayUndo(standing.get(edit.canonicalId), edit, edits));
  if (barred.length > 0)
    return { dossiers: [], answer: refused(...barred.map(({ id, field }) => changedSince(ids.indexOf(id), field))) };
  const settled = dossiers.map((dossier) => {
    const { values } = undoing(dossier.canonical, of(dossier, edits));
    return settle(dossier, view, policy, { values, at: view.now });
  });
  const undone = settled.map(({ dossier }, index) => {
    const before = dossiers[index] ?? dossier;
    return { canonicalId: dossier.canonical.id, writes: foreseen(before, dossier) };
  });
  if (undo.dryRun) return { dossiers: [], answer: done(undone) };
  const journal = allNotes(settled.map((one) => one.journal));
  return { dossiers: settled.map(({ dossier }) => dossier), journal, answer: done(undone) };
}

function of({ canonical: { id } }: Dossier, edits: readonly FoundEdit[]): FoundEdit[] {
  return edits.filter(({ canonicalId }) => canonicalId === id);
}

/** Not where its canonical record went into another, where its field is frozen, or where it was changed since. */
function mayUndo(dossier: Dossier | undefined, edit: FoundEdit, edits: readonly FoundEdit[]): boolean {
  if (!dossier || dossier.canonical.frozen.includes(edit.field)) return false;
  return !undoing(dossier.canonical, of(dossier, edits)).changedSince.includes(edit.field);
}

/** Those of what was erased have nothing to go back to. */
function editsById(db: Db, ids: readonly string[]): Promise<FoundEdit[]> {
  return rows(
    db,
    `select edit.id::text, canonical_id as "canonicalId", field, edit.version, before, after
     from edit join canonical_record on canonical_record.id = edit.canonical_id
     where edit.id = any($1::bigint[]) and canonical_record.erased_at is null`,
    [ids.filter(isNumber)],
  );
}

const countFault: UserFault = {
  field: ['edits'],
  code: 'INVALID',
  message: `Give from 1 to ${editsAtMost} edits.`,
};

function noSuch(index: number): UserFault {
  return { field: ['edits', String(index)], code: 'NOT_FOUND', message: 'There is no edit with this id.' };
}

function changedSince(index: number, field: string): UserFault {
  const message = `${field} was changed since, is frozen, or belongs to what was merged: undo the later edits with it, or set the value.`;
  return { field: ['edits', String(index)], code: 'CONFLICT', message };
}
