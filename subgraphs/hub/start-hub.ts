import type { DataSource } from 'typeorm';
import type { SyncConfiguration } from '../../shared/dataflows/configuration.js';
import type { Dataflow } from '../../shared/dataflows/dataflow.js';
import { jobsElsewhere, startFirstRun, startJobs } from './jobs/jobs.js';
import { JobQueue } from './jobs/queue.js';
import type { Hub } from './operations/hub.js';
import { createSyncContext, type ConnectedSystem } from './sync/context.js';

export interface HubParts {
  readonly db: DataSource;
  readonly databaseUrl: string;
  readonly systems: ReadonlyMap<string, ConnectedSystem>;
  readonly flows: readonly Dataflow[];
  readonly configuration: SyncConfiguration;
  /** Secret of the installation, kept outside the database. */
  readonly hashKey: string;
  readonly logFault: (message: string, error: unknown) => void;
  /** Whether this process does jobs; otherwise it only asks for them. */
  readonly works: boolean;
  /** What a full sync by the clock does until a person has had a first one done: where a real system is connected, it only plans. */
  readonly scheduledMode: 'APPLY' | 'PLAN';
  readonly everyMinutes: number;
  readonly pollSeconds: number;
  /** Whether a first full sync starts by itself. */
  readonly startsFirstRun: boolean;
}

/** Starts the sync over an open database: its jobs, or in a process without them only the way to ask for some. */
export async function startHub(parts: HubParts): Promise<Hub> {
  const { db, databaseUrl, logFault, works, scheduledMode, everyMinutes, pollSeconds } = parts;
  const queue = await JobQueue.open({ databaseUrl, logFault, works });
  const context = createSyncContext({
    ...{ db, systems: parts.systems, flows: parts.flows, configuration: parts.configuration },
    ...{ hashKey: parts.hashKey, logFault },
    now: () => new Date(),
    enqueue: (tx, canonicalIds, traces) => queue.converge(canonicalIds, { tx, traces }),
  });
  if (!works) return { context, jobs: jobsElsewhere(context, queue) };
  const jobs = await startJobs(context, queue, { everyMinutes, scheduledMode, pollSeconds });
  if (parts.startsFirstRun) await startFirstRun(context, queue, scheduledMode);
  return { context, jobs };
}
