import { PgBoss, type Job } from 'pg-boss';
import { forgetOldDeliveries, hintedSlots } from './store/hints.js';
import { beginRun, insertRun } from './store/runs.js';
import { inTransaction, rows, type Db, type SyncContext } from './sync/context.js';
import { converge, recoverAbandonedWrites } from './sync/converge.js';
import { followHints } from './sync/hints.js';
import { runSync } from './sync/run.js';

/** What the rest of the hub asks of the job engine. Jobs carry ids only; a worker reads the state anew. */
export interface Jobs {
  /** Has a canonical record brought to rest, once the transaction is committed. Repeated asking coalesces. */
  convergeSoon(tx: Db, canonicalId: string): Promise<void>;
  /** Has the stored hints of entity types followed, each `system.EntityType` by one job at a time. */
  followHintsSoon(slotKeys: Iterable<string>): Promise<void>;
  /** Stores a new run and has it done after those before it. */
  startRun(mode: 'APPLY' | 'PLAN', dataflows: readonly string[] | null): Promise<string>;
  /** Ends after the jobs under way, or after a few seconds: what is cut off is taken up again. */
  stop(): Promise<void>;
}

interface HintsJob {
  readonly slotKey: string;
}

interface ConvergeJob {
  readonly canonicalId: string;
}

const queues = {
  converge: 'converge',
  later: 'converge-later',
  hints: 'follow-hints',
  run: 'sync-run',
  schedule: 'sync-schedule',
  tend: 'tend-writes',
} as const;
const convergeLoops = 4;
/** Several, so that a system that is slow to answer holds up no other's hints. */
const hintLoops = 3;
/** A write still marked as being sent after this long has lost its sender. */
const abandonedAfterMs = 120_000;

/**
 * Starts the job engine over the hub's database, in a schema of its own.
 * @param everyMinutes how often a full sync starts by itself. @param scheduledMode what it does then: where a real
 * system is connected, it only plans, and a person starts the sync.
 */
export async function startJobs(
  context: SyncContext,
  databaseUrl: string,
  options: { everyMinutes: number; scheduledMode: 'APPLY' | 'PLAN' },
): Promise<Jobs> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    schema: 'jobs',
    max: 5,
    useListenNotify: true,
    monitorIntervalSeconds: 5,
    superviseIntervalSeconds: 5,
  });
  boss.on('error', (error) => context.logFault('The job engine reports a fault.', error));
  await boss.start();
  await createQueues(boss);
  const jobs = jobsOver(boss, context);
  await startWorkers(boss, context, jobs, options.scheduledMode);
  await boss.schedule(queues.schedule, cron(options.everyMinutes), null, { tz: 'UTC' });
  await boss.schedule(queues.tend, '* * * * *', null, { tz: 'UTC' });
  return jobs;
}

async function createQueues(boss: PgBoss): Promise<void> {
  const kept = { deleteAfterSeconds: 3600, heartbeatSeconds: 10 };
  const retried = { retryLimit: 5, retryBackoff: true, retryDelay: 1, retryDelayMax: 300 };
  await boss.createQueue(queues.converge, { ...kept, ...retried, policy: 'stately', notify: true });
  await boss.createQueue(queues.hints, { ...kept, ...retried, policy: 'stately', notify: true });
  await boss.createQueue(queues.later, { ...kept, ...retried, policy: 'short' });
  await boss.createQueue(queues.run, {
    ...kept,
    policy: 'singleton',
    notify: true,
    retryLimit: 2,
    retryDelay: 5,
    expireInSeconds: 86_400,
  });
  await boss.createQueue(queues.schedule, { ...kept, policy: 'exclusive' });
  await boss.createQueue(queues.tend, { ...kept, policy: 'exclusive' });
}

function jobsOver(boss: PgBoss, context: SyncContext): Jobs {
  return {
    async convergeSoon(tx, canonicalId) {
      await boss.send(queues.converge, { canonicalId }, { singletonKey: canonicalId, db: transactional(tx) });
    },
    async followHintsSoon(slotKeys) {
      for (const slotKey of slotKeys) await boss.send(queues.hints, { slotKey }, { singletonKey: slotKey });
    },
    startRun: (mode, dataflows) =>
      inTransaction(context.db, async (tx) => {
        const runId = await insertRun(tx, mode, dataflows);
        await boss.send(queues.run, { runId }, { db: transactional(tx) });
        return runId;
      }),
    stop: () => boss.stop({ graceful: true, timeout: 5000 }),
  };
}

/** Lets the job engine write inside our transaction: a job exists if and only if what it is about does. */
function transactional(tx: Db): { executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }> } {
  return { executeSql: async (text, values) => ({ rows: await rows(tx, text, values ?? []) }) };
}

async function startWorkers(
  boss: PgBoss,
  context: SyncContext,
  jobs: Jobs,
  scheduledMode: 'APPLY' | 'PLAN',
): Promise<void> {
  const wake = async (canonicalId: string, at: Date): Promise<void> => {
    await boss.send(queues.later, { canonicalId }, { singletonKey: canonicalId, startAfter: at });
  };
  const convergeOne = async ([job]: Job<ConvergeJob>[]): Promise<void> => {
    if (!job) return;
    const next = await converge(context, job.data.canonicalId);
    if (next) await wake(job.data.canonicalId, next);
  };
  const followOne = async ([job]: Job<HintsJob>[]): Promise<void> => {
    if (job) await followHints(context, job.data.slotKey, (tx, id) => jobs.convergeSoon(tx, id));
  };
  for (let loop = 0; loop < convergeLoops; loop += 1) await workContinuously(boss, queues.converge, convergeOne);
  for (let loop = 0; loop < hintLoops; loop += 1) await workContinuously(boss, queues.hints, followOne);
  await workContinuously(boss, queues.run, async ([job]: Job<{ runId: string }>[]) => {
    await doRun(context, job, wake);
    await jobs.followHintsSoon(await hintedSlots(context.db));
  });
  await boss.work<ConvergeJob>(queues.later, { pollingIntervalSeconds: 1, batchSize: 100 }, async (due) => {
    for (const { data } of due) await jobs.convergeSoon(context.db, data.canonicalId);
  });
  await boss.work(queues.schedule, { pollingIntervalSeconds: 5 }, () =>
    startScheduledRun(context, jobs, scheduledMode),
  );
  await boss.work(queues.tend, { pollingIntervalSeconds: 5 }, () => tend(context, jobs));
}

/** One fetch loop that takes the next job as soon as one is done, instead of waiting for the next poll. */
async function workContinuously<T>(
  boss: PgBoss,
  queue: string,
  handle: (jobs: Job<T>[]) => Promise<void>,
): Promise<void> {
  let workerId: string | null = null;
  workerId = await boss.work<T>(
    queue,
    { pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 1 },
    async (batch) => {
      try {
        await handle(batch);
      } finally {
        if (workerId !== null) boss.notifyWorker(workerId);
      }
    },
  );
}

async function doRun(
  context: SyncContext,
  job: Job<{ runId: string }> | undefined,
  wake: (canonicalId: string, at: Date) => Promise<void>,
): Promise<void> {
  const run = job ? await beginRun(context.db, job.data.runId) : null;
  if (run) await runSync(context, run, wake);
}

/** A full sync by the clock, unless one is waiting or under way. */
async function startScheduledRun(context: SyncContext, jobs: Jobs, mode: 'APPLY' | 'PLAN'): Promise<void> {
  const open = await rows(context.db, `select 1 from sync_run where status in ('QUEUED', 'RUNNING') limit 1`);
  if (open.length === 0) await jobs.startRun(mode, null);
}

/** Takes up what nobody is working on: writes whose sender is gone or whose time has come, and hints that were kept. */
async function tend(context: SyncContext, jobs: Jobs): Promise<void> {
  await tendWrites(context, jobs);
  await forgetOldDeliveries(context.db);
  await jobs.followHintsSoon(await hintedSlots(context.db));
}

async function tendWrites(context: SyncContext, jobs: Jobs): Promise<void> {
  await recoverAbandonedWrites(context, new Date(context.now().getTime() - abandonedAfterMs));
  const due = await rows<{ canonicalId: string }>(
    context.db,
    `select distinct canonical_id as "canonicalId" from write
     where status in ('PLANNED', 'IN_DOUBT') and (not_before is null or not_before <= now()) and created_at < now() - interval '10 seconds'
     limit 1000`,
  );
  for (const { canonicalId } of due) await jobs.convergeSoon(context.db, canonicalId);
}

function cron(everyMinutes: number): string {
  if (everyMinutes >= 60) return `0 */${Math.min(23, Math.floor(everyMinutes / 60))} * * *`;
  return `*/${everyMinutes} * * * *`;
}
