import { PgBoss, type Job } from 'pg-boss';
import type { EntityManager } from 'typeorm';
import { preparing } from '../../../shared/db/preparing-client.js';
import { traceNow } from '../../../shared/trace.js';
import { rows, type Db } from '../store/postgres/sql.js';

export interface ConvergeJob {
  readonly canonicalId: string;
  /** The trace that it was asked for in; absent: none. */
  readonly trace?: string;
}

export interface PlaceJob {
  /** `system.EntityType`. */
  readonly place: string;
}

export interface DataflowJob {
  readonly dataflowId: string;
}

export interface RunJob {
  readonly runId: string;
}

export const queues = {
  converge: 'converge',
  failed: 'converge-failed',
  later: 'converge-later',
  hints: 'follow-hints',
  poll: 'poll',
  run: 'sync-run',
  schedule: 'sync-schedule',
  tend: 'tend',
  audit: 'audit',
} as const;

export interface JobQueueOptions {
  readonly databaseUrl: string;
  readonly logFault: (message: string, error: unknown) => void;
  /** Whether this process does jobs; otherwise it only asks for them. */
  readonly works: boolean;
}

/** What comes with the asking for work. */
interface Asked {
  /** The transaction that it hangs on. */
  readonly tx?: EntityManager;
  /** The trace of each, by canonical id; that of the work under way for all where absent. */
  readonly traces?: ReadonlyMap<string, string | null>;
}

/** Where work is asked for. Jobs carry ids only, and their trace; a worker reads the state anew. */
export class JobQueue {
  private constructor(readonly boss: PgBoss) {}

  /** Opens the job engine over the hub's database, in a schema of its own. */
  static async open({ databaseUrl, logFault, works }: JobQueueOptions): Promise<JobQueue> {
    const boss = new PgBoss({
      ...{ connectionString: databaseUrl, schema: 'jobs', max: works ? 10 : 3 },
      ...preparing,
      ...{ useListenNotify: works, supervise: works, schedule: works },
      // A run waits for one that is remembered as under way: for some seconds after its end, and not for the minute of the default.
      ...{ monitorIntervalSeconds: 5, superviseIntervalSeconds: 5, queueCacheIntervalSeconds: 1 },
    });
    boss.on('error', (error) => logFault('The job engine reports a fault.', error));
    await boss.start();
    await createQueues(boss);
    return new JobQueue(boss);
  }

  /** Has canonical records brought to rest, once the transaction is committed. Repeated asking coalesces. */
  async converge(canonicalIds: readonly string[], { tx, traces }: Asked = {}): Promise<void> {
    const now = traceNow();
    const traceOf = (id: string): string | null => (traces ? (traces.get(id) ?? null) : now);
    const jobs = [...new Set(canonicalIds)].map((canonicalId) => ({
      data: { canonicalId, ...tracedIn(traceOf(canonicalId)) },
      singletonKey: canonicalId,
    }));
    if (jobs.length > 0) await this.boss.insert(queues.converge, jobs, tx ? { db: transactional(tx) } : {});
  }

  /** The same at a time to come, in ms since 1970. */
  async convergeAt(canonicalId: string, at: number): Promise<void> {
    await this.later(`${canonicalId}@${Math.ceil(at / 1000)}`, { canonicalId, ...tracedIn(traceNow()) }, at);
  }

  /** Has the stored hints of entity types followed, each `system.EntityType` by one job at a time. */
  async followHints(places: Iterable<string>): Promise<void> {
    const jobs = [...places].map((place) => ({ data: { place }, singletonKey: place }));
    if (jobs.length > 0) await this.boss.insert(queues.hints, jobs);
  }

  /** The same at a time to come, in ms since 1970. */
  async followHintsAt(place: string, at: number): Promise<void> {
    await this.later(place, { place }, at);
  }

  /** Has all at the ends of a dataflow brought to rest, at a time to come. */
  async takeUpAt(dataflowId: string, at: number): Promise<void> {
    await this.later(dataflowId, { dataflowId }, at);
  }

  /** Has the changes of entity types read, each at most once within some seconds however many processes ask. */
  async poll(places: readonly string[], seconds: number): Promise<void> {
    const jobs = places.map((place) => ({ data: { place }, singletonKey: place, singletonSeconds: seconds }));
    if (jobs.length > 0) await this.boss.insert(queues.poll, jobs);
  }

  async run(runId: string, tx: EntityManager): Promise<void> {
    await this.boss.send(queues.run, { runId }, { db: transactional(tx) });
  }

  private async later(singletonKey: string, data: object, at: number): Promise<void> {
    await this.boss.send(queues.later, data, { singletonKey, startAfter: new Date(at) });
  }
}

function tracedIn(trace: string | null): Pick<ConvergeJob, 'trace'> {
  return trace === null ? {} : { trace };
}

/**
 * A queue of policy `short` holds a job once while it waits. What is asked for while it is being done waits anew, and another
 * worker may take it at once: two may then be at one record, and its row lock and the numbers of its writes' tries keep
 * that right. Not `stately`, which has one at a time: a batch that would take such a job is not taken at all, so that one record that
 * is being worked on holds others up, and one that changes while it fails is given up at its second failure.
 * One of policy `exclusive` holds a job once until it is done, so that none of its workers ever meets a job of another.
 */
async function createQueues(boss: PgBoss): Promise<void> {
  const kept = { deleteAfterSeconds: 3600, heartbeatSeconds: 10 };
  const retried = { retryLimit: 5, retryBackoff: true, retryDelay: 1, retryDelayMax: 300 };
  await boss.createQueue(queues.failed, { ...kept, policy: 'short', retryLimit: 2, retryDelay: 5 });
  await boss.createQueue(queues.converge, {
    ...{ ...kept, ...retried, policy: 'short', notify: true, deadLetter: queues.failed },
  });
  await boss.createQueue(queues.hints, { ...kept, ...retried, policy: 'exclusive', notify: true });
  await boss.createQueue(queues.later, { ...kept, ...retried, policy: 'short' });
  await boss.createQueue(queues.poll, { ...kept, policy: 'exclusive', retryLimit: 0, notify: true });
  await boss.createQueue(queues.run, {
    ...{ ...kept, policy: 'singleton', notify: true, retryLimit: 2, retryDelay: 5, expireInSeconds: 86_400 },
  });
  await boss.createQueue(queues.schedule, { ...kept, policy: 'exclusive' });
  await boss.createQueue(queues.tend, { ...kept, policy: 'exclusive' });
  await boss.createQueue(queues.audit, { ...kept, policy: 'exclusive', expireInSeconds: 3600 });
}

/** Lets the job engine write inside our transaction: a job exists if and only if what it is about does. */
function transactional(tx: Db): { executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }> } {
  return { executeSql: async (text, values) => ({ rows: await rows(tx, text, values ?? []) }) };
}

/** One fetch loop that takes the next jobs as soon as one batch is done, instead of waiting for the next poll. */
export async function workContinuously<T>(
  boss: PgBoss,
  queue: string,
  batchSize: number,
  handle: (jobs: Job<T>[]) => Promise<void>,
): Promise<void> {
  let workerId: string | null = null;
  workerId = await boss.work<T>(
    queue,
    { pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 1, batchSize },
    async (batch) => {
      try {
        await handle(batch);
      } finally {
        if (workerId !== null) boss.notifyWorker(workerId);
      }
    },
  );
}
