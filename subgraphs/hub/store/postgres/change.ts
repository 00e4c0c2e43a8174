import type { EntityManager } from 'typeorm';
import type { Dossier } from '../../../../shared/sync/dossier.js';
import { isPressing } from '../../../../shared/sync/left.js';
import { noRemovals } from '../../../../shared/sync/removals.js';
import type { View } from '../../../../shared/sync/policy.js';
import type { ChangeOptions, Decision } from '../../sync/store.js';
import { addChanges, noChanges, type Changes } from './changes.js';
import type { StoreContext } from './context.js';
import type { Outcome } from './group-commit.js';
import { hasUniques } from './holders.js';
import { loadDossiers } from './load.js';
import { lockCanonicals } from './load-rows.js';
import { lastReading } from './readings.js';
import { lockCreations } from './records.js';
import { lockRemovals } from './removals.js';
import { save } from './save.js';
import { wakeWaiting } from './save-canonicals.js';
import { inTransaction, type Db } from './sql.js';
import { succeededIn } from './successors.js';
import { viewFor } from './view.js';

/** One asked-for change; its decision keeps the answer for who asked. */
export interface Call {
  readonly ids: readonly string[];
  readonly options: ChangeOptions;
  /** The trace that it was asked for in; null: none. */
  readonly trace: string | null;
  readonly decide: (dossiers: readonly Dossier[], view: View) => Decision<unknown>;
}

const none: ReadonlySet<string> = new Set();

/** More ids than this make a group of their own. */
export const idsAtMost = 64;

/** Whether a change goes with no other: what it asks for beside its dossiers is its own, or it is long. */
export function goesAlone({ ids, options: { evidence, creationsIn, removalsIn } }: Call): boolean {
  return evidence === true || creationsIn !== undefined || removalsIn !== undefined || ids.length > idsAtMost;
}

/**
 * Carries changes out in one transaction; none shares a canonical record with another. A decision that throws is the
 * affair of who asked for it: nothing of it is stored.
 */
export function carryOut(context: StoreContext, db: Db, calls: readonly Call[]): Promise<Outcome[]> {
  return inTransaction(db, async (tx) => {
    const now = context.now();
    const [only] = calls.length === 1 ? calls : [];
    const { creationsIn, removalsIn } = only?.options ?? {};
    const creationsUnderWay = creationsIn === undefined ? [] : await lockCreations(tx, creationsIn);
    const removals = removalsIn === undefined ? noRemovals : await lockRemovals(tx, removalsIn, now);
    const ids = await locked(tx, calls);
    const dossiers = await loadDossiers(context, tx, ids);
    const options: ChangeOptions = {
      references: calls.flatMap(({ options: { references = [] } }) => references),
      evidence: only?.options.evidence ?? false,
    };
    const succeeded = removalsIn === undefined ? none : await succeededIn(context, tx, removalsIn, dossiers);
    const lastReadAt = removalsIn === undefined ? null : (await lastReading(tx, removalsIn)).startedAt;
    const asked = { dossiers, options, creationsUnderWay, removals, succeeded, lastReadAt };
    const view = await viewFor(context, tx, asked, now);
    const known = new Map(dossiers.map((dossier) => [dossier.canonical.id, dossier]));
    const changes = noChanges();
    const due = new Map<string, string | null>();
    const outcomes = calls.map((call) => decided(call, known, view, changes, due));
    const woken = await save(context, tx, changes, now);
    if (hasUniques(context.policy)) woken.push(...(await wakeWaiting(tx, changes, now)));
    for (const id of woken) due.set(id, due.get(id) ?? null);
    if (due.size > 0) await context.enqueue(tx, [...due.keys()], due);
    return outcomes;
  });
}

async function locked(tx: EntityManager, calls: readonly Call[]): Promise<string[]> {
  const ids = [...new Set(calls.flatMap(({ ids: asked }) => asked))];
  if (ids.length === 0) return [];
  const found = new Set(await lockCanonicals(tx, ids));
  return ids.filter((id) => found.has(id));
}

function decided(
  { ids, options, decide, trace }: Call,
  known: ReadonlyMap<string, Dossier>,
  view: View,
  changes: Changes,
  due: Map<string, string | null>,
): Outcome {
  const given = [...new Set(ids)].flatMap((id) => known.get(id) ?? []);
  try {
    const decision = decide(given, view);
    addChanges(changes, given, decision, trace);
    if (options.wake) for (const id of withWork(given, decision, view.now)) due.set(id, trace);
    return { done: true };
  } catch (error) {
    return { done: false, error };
  }
}

/** Canonical records that have something to do after a decision. */
function withWork(given: readonly Dossier[], { dossiers, merged }: Decision<unknown>, now: number): string[] {
  const after = new Map([...given, ...dossiers].map((dossier) => [dossier.canonical.id, dossier]));
  return [...after.values()].flatMap((dossier) => {
    const { id } = dossier.canonical;
    return isPressing(dossier, now) && !merged?.has(id) ? [id] : [];
  });
}
