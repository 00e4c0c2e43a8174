import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { migrations } from '../../migrations/index.js';
import { Env } from '../../shared/config.js';
import { completed } from '../../shared/dataflows/configuration.js';
import { dataflows } from '../../shared/dataflows/dataflows.js';
import { migrate, openDataSource } from '../../shared/db/data-source.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../shared/db/embedded/embedded-postgres.js';
import { localHost } from '../../shared/host.js';
import { startHub } from '../../subgraphs/hub/start-hub.js';
import { entities } from '../../subgraphs/hub/store/entities.js';
import type { Hub } from '../../subgraphs/hub/operations/hub.js';
import { connectSystems } from '../../subgraphs/systems.js';
import { twoSystems, type MemorySystem } from './systems.js';

/** A Postgres of the hub's own kind, for one bench. */
export async function withPostgres<T>(use: (urlOf: (database: string) => Promise<string>) => Promise<T>): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'samband-bench-'));
  const opened: EmbeddedPostgres[] = [];
  try {
    return await use(async (database) => {
      const postgres = await startEmbeddedPostgres({ dataDir, database });
      opened.push(postgres);
      return postgres.url;
    });
  } finally {
    // One server for all of them: what it keeps goes when the last has let go of it.
    for (const postgres of opened) await postgres.stop();
    for (const postgres of opened) await postgres.discard();
    await rm(dataDir, { recursive: true, force: true });
  }
}

export interface BenchHub extends Hub {
  readonly db: DataSource;
  readonly erp: MemorySystem;
  readonly hub: MemorySystem;
  readonly faults: unknown[];
}

/** The product's hub, workers and all, over two systems that answer at once. */
export async function withBenchHub<T>(url: string, count: number, use: (hub: BenchHub) => Promise<T>): Promise<T> {
  const db = await openDataSource({ url, entities, migrations, poolSize: 20 });
  await migrate(db);
  const { erp, hub } = twoSystems(count);
  const systems = connectSystems([hub.connector, erp.connector], new Env({}), localHost(), {
    isSandbox: true,
    maxAgeMs: 0,
  });
  const faults: unknown[] = [];
  const started = await startHub({
    ...{ db, databaseUrl: url, systems, flows: dataflows, configuration: completed({ quietPeriodSeconds: 0 }) },
    ...{ hashKey: 'bench', works: true, scheduledMode: 'PLAN', everyMinutes: 600, pollSeconds: 3600 },
    ...{ startsFirstRun: false, logFault: (_message, error) => void faults.push(error) },
  });
  try {
    return await use({ ...started, db, erp, hub, faults });
  } finally {
    await started.jobs.stop();
    await db.destroy();
  }
}
