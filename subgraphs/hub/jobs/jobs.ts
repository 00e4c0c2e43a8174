import { hasOpenRun, hasSynced, insertFirstRun, insertRun, type RunRequest } from '../store/runs.js';
import { heardWithinMs } from '../store/postgres/halts.js';
import { inTransaction } from '../store/postgres/sql.js';
import type { SyncContext } from '../sync/context.js';
import { queues, type JobQueue } from './queue.js';
import { handOverDue } from './tend.js';
import { startWorkers } from './workers.js';

type Mode = 'APPLY' | 'PLAN';

const nightly = '30 2 * * *';

/** What the rest of the hub asks of the job engine. */
export interface Jobs {
  /** Has the stored hints of entity types followed. */
  followHintsSoon(places: Iterable<string>): Promise<void>;
  /** Stores a new run and has it done after those before it; one that was asked for under the same key is that one. */
  startRun(request: RunRequest): Promise<string>;
  /** Has everything brought to rest that has a record at an end of a dataflow that goes on again. */
  takeUp(dataflowId: string): Promise<void>;
  /** Has what is due, or planned, taken up at once. */
  takeUpAll(): Promise<void>;
  /** Ends after the jobs under way, or after a few seconds: what is cut off is taken up again. */
  stop(): Promise<void>;
}

export interface JobOptions {
  /** How often a full sync starts by itself. */
  readonly everyMinutes: number;
  /** What it does then until a person has had a first sync done: where a real system is connected, it only plans. Later it syncs. */
  readonly scheduledMode: Mode;
  /** How often what changed is asked for. */
  readonly pollSeconds: number;
}

/** The jobs of a process that does none itself. */
export function jobsElsewhere(context: SyncContext, queue: JobQueue): Jobs {
  return {
    followHintsSoon: (places) => queue.followHints(places),
    startRun: (request) => startRun(context, queue, request),
    takeUp: (dataflowId) => queue.takeUpAt(dataflowId, context.engine.now() + 2 * heardWithinMs),
    takeUpAll: () => handOverDue({ context, queue }),
    stop: () => stop(queue),
  };
}

/** Starts doing jobs, and asks for those that come with the clock. */
export async function startJobs(context: SyncContext, queue: JobQueue, options: JobOptions): Promise<Jobs> {
  const shop = { context, queue, hasSynced: rememberingYes(() => hasSynced(context.db)) };
  await startWorkers(shop);
  const { boss } = queue;
  await boss.work(queues.schedule, { pollingIntervalSeconds: 5 }, async () => {
    if (await hasOpenRun(context.db)) return;
    const mode = (await shop.hasSynced()) ? 'APPLY' : options.scheduledMode;
    await startRun(context, queue, { mode, dataflows: null });
  });
  await boss.schedule(queues.schedule, cron(options.everyMinutes), null, { tz: 'UTC' });
  await boss.schedule(queues.tend, '* * * * *', null, { tz: 'UTC' });
  await boss.schedule(queues.audit, nightly, null, { tz: 'UTC' });
  const polling = startPolling(context, queue, options.pollSeconds);
  const jobs = jobsElsewhere(context, queue);
  return {
    ...jobs,
    stop: async () => {
      clearInterval(polling);
      await jobs.stop();
    },
  };
}

/** Has a first sync done where none was ever asked for. */
export async function startFirstRun({ db }: SyncContext, queue: JobQueue, mode: Mode): Promise<void> {
  await inTransaction(db, async (tx) => {
    const runId = await insertFirstRun(tx, mode);
    if (runId !== null) await queue.run(runId, tx);
  });
}

function startRun({ db }: SyncContext, queue: JobQueue, request: RunRequest): Promise<string> {
  return inTransaction(db, async (tx) => {
    const { id, isNew } = await insertRun(tx, request);
    if (isNew) await queue.run(id, tx);
    return id;
  });
}

async function stop({ boss }: JobQueue): Promise<void> {
  await boss.stop({ graceful: true, timeout: 5000 });
}

/** Entity types that can tell what changed are asked again and again; a full sync covers the others. */
function startPolling(context: SyncContext, queue: JobQueue, seconds: number): NodeJS.Timeout {
  const places = [...context.slots.values()].filter(({ capabilities }) => capabilities.since).map(({ key }) => key);
  return setInterval(() => {
    queue
      .poll(places, seconds)
      .catch((error: unknown) => context.logFault('The systems could not be asked for changes.', error));
  }, seconds * 1000);
}

/** A question whose answer stays yes once it was. */
function rememberingYes(ask: () => Promise<boolean>): () => Promise<boolean> {
  let known = false;
  return async () => {
    known ||= await ask();
    return known;
  };
}

function cron(everyMinutes: number): string {
  if (everyMinutes >= 60) return `0 */${Math.min(23, Math.floor(everyMinutes / 60))} * * *`;
  return `*/${everyMinutes} * * * *`;
}
