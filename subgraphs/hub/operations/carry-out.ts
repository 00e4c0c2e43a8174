import { settle } from '../../../shared/sync/settle.js';
import { allNotes, nothingToNote, type Dossier, type Journal } from '../../../shared/sync/dossier.js';
import type { HubEdit } from '../../../shared/sync/merge.js';
import { leftOf } from '../../../shared/sync/left.js';
import type { Matter } from '../../../shared/sync/person.js';
import type { SyncPolicy, View } from '../../../shared/sync/policy.js';
import type { ChangeOptions, Decision } from '../sync/store.js';
import { done, refused, type Hub, type Outcome, type UserFault } from './hub.js';
import { reserve } from '../../../shared/sync/demand.js';
import { foreseen, lastWriteSeq, written, type WriteOutcome, type Written } from './write-through.js';

/** What a person decided about a canonical record. */
export interface Decided {
  readonly dossier: Dossier;
  /** Values that come with it. */
  readonly edit?: HubEdit;
  /** What it answers. */
  readonly answered?: readonly Matter[];
  /** What goes into the books with it. */
  readonly journal?: Journal;
  /** What the caller is told in place of what became of it; it is stored all the same. */
  readonly told?: UserFault;
}

/** How a decision is to be carried out. */
export interface Deciding {
  /** The version of the canonical record that the person saw; null: whatever it is. */
  readonly expectedVersion: number | null;
  /** Answers what would be written and changes nothing. */
  readonly dryRun: boolean;
  /** How long to wait for the systems, in ms. */
  readonly waitMs: number;
  /** Who decides; null or absent: nobody known. */
  readonly by?: string | null;
}

/** The fault of a decision about a canonical record that is not any more what was looked at; null where it is. */
export function versionFault({ canonical: { version } }: Dossier, expected: number | null): UserFault | null {
  if (expected === null || expected === version) return null;
  const message = `The record was changed meanwhile: it is at version ${version}. Read it again.`;
  return { field: ['expectedVersion'], code: 'CONFLICT', message };
}

/**
 * Changes a canonical record as a person decided, has what follows sent, and waits for that a while. A fault changes
 * nothing. @param canonicalId also one that was merged since. @param gone the fault where there is none any more.
 */
export async function carryOut(
  { context }: Hub,
  canonicalId: string,
  gone: UserFault,
  how: Deciding,
  decide: (dossier: Dossier, view: View) => Decided | UserFault,
  options: Pick<ChangeOptions, 'evidence'> = {},
): Promise<Outcome<Written>> {
  const { db, store, policy } = context;
  const id = (await store.survivors([canonicalId])).get(canonicalId) ?? canonicalId;
  const sinceSeq = await lastWriteSeq(db);
  const outcome = await store.change(
    [id],
    ([dossier], view): Told => {
      if (!dossier) return { dossiers: [], answer: refused(gone) };
      const decided = versionFault(dossier, how.expectedVersion) ?? decide(dossier, view);
      if ('code' in decided) return { dossiers: [], answer: refused(decided) };
      return how.dryRun ? foreseeing(dossier, decided, view, policy) : deciding(decided, how, view, policy);
    },
    { wake: !how.dryRun, evidence: how.dryRun || options.evidence === true },
  );
  if (!outcome.ok) return outcome;
  if (how.dryRun) return done({ canonicalId: id, writes: outcome.value });
  return done(await written(db, id, sinceSeq, how.waitMs));
}

type Told = Decision<Outcome<readonly WriteOutcome[]>>;

/** What would follow; nothing of it is stored. */
function foreseeing(dossier: Dossier, { dossier: after, edit, told }: Decided, view: View, policy: SyncPolicy): Told {
  const settled = settle(after, view, policy, edit);
  const follows = foreseen(dossier, reserve(settled.dossier, view, policy).dossier);
  return { dossiers: [], answer: told ? refused(told) : done(follows) };
}

function deciding(decided: Decided, { by = null }: Deciding, view: View, policy: SyncPolicy): Told {
  const settled = settle(decided.dossier, view, policy, decided.edit);
  const { answered = [], journal = nothingToNote, told } = decided;
  // Whoever waits for the record to be settled waits for what it demands, too.
  const left = leftOf(settled.dossier, view, policy);
  const after = left.demands || left.mayMatch ? { ...settled.dossier, due: true } : settled.dossier;
  const answer = told ? refused(told) : done([]);
  return { dossiers: [after], journal: allNotes([journal, settled.journal]), answered, by, answer };
}
