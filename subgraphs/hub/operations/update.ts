import type { CanonicalType } from '../../../shared/canonical/field.js';
import type { Dossier } from '../../../shared/sync/dossier.js';
import type { View } from '../../../shared/sync/policy.js';
import { settle } from '../../../shared/sync/settle.js';
import { slotOf } from '../../../shared/sync/state.js';
import { rows } from '../store/postgres/sql.js';
import type { SyncContext } from '../sync/context.js';
import type { Decision } from '../sync/store.js';
import { versionFault, type Deciding } from './carry-out.js';
import { done, refused, type Hub, type Outcome, type UserFault } from './hub.js';
import { faultsOf, isUuid, referencesIn, type Patch } from './patch.js';
import { foreseen, lastWriteSeq, written, type WriteOutcome, type Written } from './write-through.js';

export interface Update extends Deciding {
  readonly id: string;
  readonly patch: Patch;
}

/**
 * Sets canonical values: stored, merged and planned in one transaction, sent by the workers, awaited for a while. An
 * edit like any other, with history and conflict rules; all of it or, with faults, nothing.
 */
export async function updateCanonical(hub: Hub, type: CanonicalType, update: Update): Promise<Outcome<Written>> {
  const { db, store } = hub.context;
  const id = await liveId(hub.context, type, update.id);
  if (id === null) return refused(noSuch(type));
  const faults = await faultsOf(db, type, update.patch, []);
  if (faults.length > 0) return refused(...faults);
  const sinceSeq = await lastWriteSeq(db);
  const outcome = await store.change(
    [id],
    ([dossier], view) => (dossier ? decide(hub.context, dossier, update, view) : without(noSuch(type))),
    { wake: true, references: referencesIn(type, update.patch) },
  );
  if (!outcome.ok) return outcome;
  if (update.dryRun) return done({ canonicalId: id, writes: outcome.value });
  return done(await written(db, id, sinceSeq, update.waitMs));
}

/** What the change makes of the record; a dry run stores nothing of it. */
function decide(
  { policy }: SyncContext,
  dossier: Dossier,
  update: Update,
  view: View,
): Decision<Outcome<readonly WriteOutcome[]>> {
  const stale = versionFault(dossier, update.expectedVersion);
  if (stale) return without(stale);
  const faults = [...underReview(dossier, update), ...keyFaults(dossier, update.patch)];
  if (faults.length > 0) return without(...faults);
  const settled = settle(dossier, view, policy, { values: update.patch, at: view.now });
  const answer = done(foreseen(dossier, settled.dossier));
  return update.dryRun ? { dossiers: [], answer } : { dossiers: [settled.dossier], journal: settled.journal, answer };
}

function without(...faults: readonly UserFault[]): Decision<Outcome<never>> {
  return { dossiers: [], answer: refused(...faults) };
}

function noSuch(type: CanonicalType): UserFault {
  return { field: ['id'], code: 'NOT_FOUND', message: `There is no ${type.toLowerCase()} with this id.` };
}

function underReview({ canonical: { frozen } }: Dossier, update: Update): UserFault[] {
  const field = Object.keys(update.patch).find((name) => frozen.includes(name));
  const message = 'This field is under review: resolve its conflict first.';
  return field === undefined ? [] : [{ field: ['patch', ...field.split('.')], code: 'CONFLICT', message }];
}

/** A field that is the key of a linked record cannot change there. */
function keyFaults({ links }: Dossier, patch: Patch): UserFault[] {
  const linked = links.filter(({ state, origin }) => state === 'ACTIVE' && origin !== 'CREATED');
  return Object.keys(patch).flatMap((field): UserFault[] => {
    const holder = linked.find(({ mapping }) => mapping.fields[field]?.key);
    if (!holder) return [];
    const message = `This is the key of ${slotOf(holder)} and cannot be changed there.`;
    return [{ field: ['patch', field], code: 'INVALID', message }];
  });
}

/** The id under which a canonical record lives today; null where there is none of that type. */
export async function liveId({ db, store }: SyncContext, type: CanonicalType, id: string): Promise<string | null> {
  if (!isUuid(id)) return null;
  const current = (await store.survivors([id])).get(id) ?? id;
  const found = await rows(db, 'select 1 from canonical_record where id = $1 and type = $2 and retired_at is null', [
    current,
    type,
  ]);
  return found.length === 1 ? current : null;
}
