import 'reflect-metadata';
import { setTimeout as pause } from 'node:timers/promises';
import type { SandboxOptions } from '../../sandbox/index.js';
import { migrations } from '../../migrations/index.js';
import { Env } from '../../shared/config.js';
import { dataflows } from '../../shared/dataflows/dataflows.js';
import { completed, type SyncConfiguration } from '../../shared/dataflows/configuration.js';
import { migrate, openDataSource } from '../../shared/db/data-source.js';
import { sharedHost } from '../../shared/host.js';
import type { Budgets } from '../../shared/http/budget.js';
import type { Connector } from '../../shared/connector.js';
import { JobQueue } from '../../subgraphs/hub/jobs/queue.js';
import { startHub } from '../../subgraphs/hub/start-hub.js';
import type { Hub } from '../../subgraphs/hub/operations/hub.js';
import { entities } from '../../subgraphs/hub/store/entities.js';
import { runById, type SyncRunRow } from '../../subgraphs/hub/store/runs.js';
import { connectors } from '../../subgraphs/registry.js';
import { connectSystems } from '../../subgraphs/systems.js';
import { withClient, withMigratedDatabase } from './database.js';
import { keepJournals, takeJournals } from './journals.js';
import { withSandboxSystems, type SandboxSystems } from './sandbox-systems.js';

export interface TestHub extends Hub {
  readonly sandbox: SandboxSystems;
  /** Runs a full sync and answers how it ended. */
  sync(mode?: 'APPLY' | 'PLAN'): Promise<SyncRunRow>;
  /** How a run ended, once it has. */
  ended(runId: string): Promise<SyncRunRow>;
  /** Takes what the operator was told of so far; nothing may be left in the end. */
  faults(): string[];
}

/** A part of the sandbox's company, which holds every case and is soon in sync. */
const scaleOfTests = 0.3;

/** Twice as many as work in transactions at a time: each session plans every statement for itself. */
export const sessions = 8;

export interface TestHubOptions {
  /** How big the company is; `scaleOfTests` by default. */
  readonly scale?: number;
  /** The six systems' connectors, in place of the registry's. */
  readonly connectors?: readonly Connector[];
  /** Fields of which the systems take no value twice, by system of the common contract. */
  readonly unique?: SandboxOptions['unique'];
  /** In place of the defaults. */
  readonly configuration?: SyncConfiguration;
  /** Whether the hub takes the sandboxes for real systems. */
  readonly isReal?: boolean;
}

/** A hub over the six sandbox systems and a database of its own, workers running, no sync run yet; all gone afterwards. */
export async function withHub(use: (hub: TestHub) => Promise<void>, options: TestHubOptions = {}): Promise<void> {
  await withMigratedDatabase(migrateTemplate, (url) =>
    withSandboxSystems(options.scale ?? scaleOfTests, (sandbox) => hubOver(url, sandbox, options, use)),
  );
}

/**
 * As withHub, but a first sync by the defaults is over: the database and the systems are copies of what one left that is run once for
 * all tests at this scale.
 */
export async function withSyncedHub(
  use: (hub: TestHub) => Promise<void>,
  options: Omit<TestHubOptions, 'configuration'> = {},
): Promise<void> {
  const { scale = scaleOfTests } = options;
  await withSyncedDatabase(scale, (url) =>
    withSandboxSystems(
      scale,
      (sandbox) => hubOver(url, sandbox, options, use),
      (dataDir) => takeJournals(url, dataDir),
      options.unique ? { unique: options.unique } : {},
    ),
  );
}

/** The copy of the database alone, with the systems' journals, to be taken, therein. */
export function withSyncedDatabase(scale: number, use: (url: string) => Promise<void>): Promise<void> {
  return withMigratedDatabase((url) => syncTemplate(url, scale), use, `synced_${scale}`);
}

/** The job engine notes every few seconds which queues are busy, and one that starts believes it for as long. */
const noRunIsUnderWay = 'update jobs.queue set singletons_active = null';

/** The template of withSyncedHub's databases, with the systems' journals therein. */
async function syncTemplate(url: string, scale: number): Promise<void> {
  await migrateTemplate(url);
  await withSandboxSystems(scale, async (sandbox) => {
    await hubOver(url, sandbox, {}, async (hub) => {
      expect(await hub.sync()).toMatchObject({ status: 'SUCCEEDED', counters: { failed: 0 } });
    });
    await withClient(url, (client) => client.query(noRunIsUnderWay));
    await keepJournals(url, sandbox.dataDir);
  });
}

async function hubOver(
  url: string,
  sandbox: SandboxSystems,
  { connectors: on = connectors, configuration = unhurried, isReal = false }: TestHubOptions,
  use: (hub: TestHub) => Promise<void>,
): Promise<void> {
  const db = await openDataSource({ url, entities, migrations, poolSize: sessions });
  const host = { ...sharedHost(db, hashKey), budgets: unpaced };
  const systems = connectSystems(on, new Env(sandbox.environment), host, { isSandbox: !isReal, maxAgeMs: 0 });
  const told: string[] = [];
  const { context, jobs } = await startHub({
    ...{ db, databaseUrl: url, systems, flows: dataflows, configuration, hashKey },
    ...{ works: true, scheduledMode: 'PLAN', everyMinutes: 600, pollSeconds: 3600, startsFirstRun: false },
    logFault: (message, error) => void told.push(`${message} ${String(error)}`),
  });
  try {
    const ended = (runId: string): Promise<SyncRunRow> => endOf({ context, jobs }, runId);
    const sync: TestHub['sync'] = async (mode = 'APPLY') => ended(await jobs.startRun({ mode, dataflows: null }));
    await use({ context, jobs, sandbox, sync, ended, faults: () => told.splice(0) });
    expect(told).toEqual([]);
  } finally {
    await jobs.stop();
    for (const { connection } of systems.values()) await connection.close();
    await db.destroy();
  }
}

/** The secret that hashes the identity numbers in these hubs' databases. */
export const hashKey = 'test';

/** The defaults, without the minute that a record just edited is left alone. */
export const unhurried = completed({ quietPeriodSeconds: 0 });

/** The sandboxes of these hubs set no limit on the rate, so no turn is waited for. */
const unpaced: Budgets = {
  of: ({ perSecond }) => ({
    perSecond,
    claim: (count) => Promise.resolve(Array<number>(count).fill(performance.now())),
    pause: () => Promise.resolve(),
    left: () => Promise.resolve(perSecond),
  }),
};

/** The template of every test's database: the migrations, run once, and the job engine's own. */
export async function migrateTemplate(url: string): Promise<void> {
  const db = await openDataSource({ url, entities: [], migrations });
  await migrate(db);
  await db.destroy();
  const faults: unknown[] = [];
  const logFault = (_message: string, error: unknown): void => void faults.push(error);
  const { boss } = await JobQueue.open({ databaseUrl: url, logFault, works: false });
  await boss.stop();
  expect(faults).toEqual([]);
}

async function endOf({ context }: Hub, id: string): Promise<SyncRunRow> {
  for (;;) {
    const run = await runById(context.db, id);
    if (run && run.status !== 'QUEUED' && run.status !== 'RUNNING') return run;
    await pause(20);
  }
}
