import { Conflict, HubError } from '../../../shared/errors.js';
import { hashOf, linesOf, storePlan } from '../store/plans.js';
import { storedConfiguration } from '../store/configurations.js';
import { finishRun, type SyncRunRow } from '../store/runs.js';
import type { SyncContext } from './context.js';
import { foresee } from './foresee.js';
import { convergeAll, fullSync, readAll, type Watcher } from './full-sync.js';
import { planOf, type Plan } from './plan.js';
import { Progress, RunCancelled } from './progress.js';

/** Postgres: the transaction lost against another one and may be tried again. */
const deadlock = '40P01';
const triesAtMost = 3;

/**
 * Does a run: a full sync, unless it would overwrite much in real systems; in mode PLAN a reading of every system and an account
 * of what a sync would do, for which nothing is sent, nothing becomes due, and nothing is kept but what was seen; with a plan's
 * hash exactly what that plan says, over what was last read, or nothing.
 * @param wake has a canonical record looked at again at a later time.
 */
export async function runSync(context: SyncContext, run: SyncRunRow, wake: Watcher['wake']): Promise<void> {
  const progress = new Progress(context, run, wake);
  try {
    if (run.mode === 'PLAN') await plan(context, run, progress);
    else if (run.planHash !== null) await apply(context, run, run.planHash, progress);
    else await fullSync(context.engine, run.dataflows, progress, () => overwriteLittle(context, run, progress));
    await finishRun(context.db, run.id, 'SUCCEEDED', progress.counters, progress.faults.join(' ') || null);
  } catch (error) {
    if (error instanceof RunCancelled) return;
    const reason = error instanceof HubError ? error.message : 'Unexpected failure; the log has it.';
    await finishRun(context.db, run.id, 'FAILED', progress.counters, reason);
    if (!(error instanceof Conflict)) context.logFault('A sync run failed.', error);
  }
}

async function plan(context: SyncContext, run: SyncRunRow, progress: Progress): Promise<void> {
  const foreseeing = { ...context.engine, store: context.store.foreseeing() };
  await readAll(foreseeing, progress, (slot) => foresee(foreseeing, slot));
  const planned = await tentativePlan(await planning(context, run), run, progress, () => false);
  const lines = linesOf(planned);
  await storePlan(context.db, run.id, lines, hashOf(lines));
  tell(planned, progress);
}

/** What a run plans by. @throws Conflict where the configuration that it was asked for does not wait any more. */
async function planning(context: SyncContext, { configurationHash }: SyncRunRow): Promise<SyncContext> {
  if (configurationHash === null) return context;
  const stored = await storedConfiguration(context.db);
  if (stored?.pending && stored.pendingHash === configurationHash) return context.under(stored.pending);
  throw new Conflict('The configuration to plan by does not wait any more: look at what does.');
}

/** More values than so many, or than so great a part of those compared, are not overwritten in real systems unseen. */
const overwrittenAtMost = { values: 50, part: 0.05 };

/**
 * Foresees what linking would do to records of real systems. @throws Conflict where it would overwrite more values than a person
 * need not have looked at: whoever carries a plan out has.
 */
async function overwriteLittle(context: SyncContext, run: SyncRunRow, progress: Progress): Promise<void> {
  if ([...context.systems.values()].every(({ isSandbox }) => isSandbox)) return;
  const { overwritten, compared } = await tentativePlan(context, run, progress, () => false);
  if (overwritten <= overwrittenAtMost.values && overwritten <= compared * overwrittenAtMost.part) return;
  throw new Conflict(
    `Linking would overwrite ${overwritten} of ${compared} compared values: look at what planSync says, and carry it out with applySync.`,
  );
}

/** @throws Conflict where today another plan would come of it; then nothing was changed. */
async function apply(context: SyncContext, run: SyncRunRow, hash: string, progress: Progress): Promise<void> {
  const isThat = (found: Plan): boolean => hashOf(linesOf(found)) === hash;
  const planned = await tentativePlan(context, run, progress, isThat);
  if (!isThat(planned)) throw new Conflict('Something has changed since the plan was made: plan again.');
  progress.conflicts(planned.conflicts);
  const ids = new Set([...planned.creates, ...planned.updates].map(({ canonicalId }) => canonicalId));
  await convergeAll(context.engine, [...ids], false, progress);
}

function tell({ links, creates, updates, reviews, conflicts }: Plan, progress: Progress): void {
  progress.set({
    ...{ linked: links.length, created: creates.length, updated: updates.length },
    ...{ review: reviews.length, conflicts },
  });
}

/** What a sync would do with what was last read; all in one transaction, which is undone unless `keep` says otherwise. */
async function tentativePlan(
  context: SyncContext,
  run: SyncRunRow,
  progress: Progress,
  keep: (plan: Plan) => boolean,
): Promise<Plan> {
  const { engine, store } = context;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await store.tentative(async (lent) => {
        if (run.configurationHash !== null) await lent.renewAllKeys();
        return planOf({ ...engine, store: lent }, run.dataflows, progress);
      }, keep);
    } catch (error) {
      const lost = error instanceof Error && 'code' in error && error.code === deadlock;
      if (!lost || attempt === triesAtMost) throw error;
    }
  }
}
