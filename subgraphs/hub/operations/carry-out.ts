import { settle } from '../../../shared/sync/settle.js';
import type { Dossier } from '../../../shared/sync/dossier.js';
import type { HubEdit } from '../../../shared/sync/merge.js';
import type { Matter } from '../../../shared/sync/person.js';
import type { View } from '../../../shared/sync/policy.js';
import { done, refused, type Hub, type Outcome, type UserFault } from './hub.js';
import { lastWriteSeq, written, type Written } from './write-through.js';

/** What a person decided about a canonical record. */
export interface Decided {
  readonly dossier: Dossier;
  /** Values that come with it. */
  readonly edit?: HubEdit;
  /** What it answers. */
  readonly answered?: readonly Matter[];
}

/**
 * Changes a canonical record as a person decided, has what follows sent, and waits for that a while. A fault changes
 * nothing. @param canonicalId also one that was merged since. @param gone the fault where there is none any more.
 */
export async function carryOut(
  { context }: Hub,
  canonicalId: string,
  gone: UserFault,
  waitMs: number,
  decide: (dossier: Dossier, view: View) => Decided | UserFault,
): Promise<Outcome<Written>> {
  const { db, store, policy } = context;
  const id = (await store.survivors([canonicalId])).get(canonicalId) ?? canonicalId;
  const sinceSeq = await lastWriteSeq(db);
  const outcome = await store.change(
    [id],
    ([dossier], view) => {
      const decided = dossier ? decide(dossier, view) : gone;
      if ('code' in decided) return { dossiers: [], answer: refused(decided) };
      const settled = settle(decided.dossier, view, policy, decided.edit);
      const { answered = [] } = decided;
      return { dossiers: [settled.dossier], journal: settled.journal, answered, answer: done(null) };
    },
    { wake: true },
  );
  if (!outcome.ok) return outcome;
  return done(await written(db, id, sinceSeq, waitMs));
}
