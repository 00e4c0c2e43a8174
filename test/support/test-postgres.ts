import { rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { EmbeddedPostgres } from '../../shared/db/embedded/embedded-postgres.js';
import { startEmbeddedPostgres } from '../../shared/db/embedded/embedded-postgres.js';
import { isAlive } from '../../shared/db/embedded/pid-file.js';

/**
 * Starts the Postgres all tests of a run share, tells it to them by SAMBAND_TEST_POSTGRES, and gives the way to stop it.
 * Its directory is kept between runs to save making it, and runs at the same time share the server.
 */
export async function startTestPostgres(): Promise<() => Promise<void>> {
  const postgres = await startHealthy(join(tmpdir(), `samband-tests-${userInfo().username}`));
  await dropLeftovers(postgres.url);
  process.env['SAMBAND_TEST_POSTGRES'] = postgres.url;
  process.env['SAMBAND_TEST_RUN'] = String(process.pid);
  return () => postgres.stop();
}

/** Nothing in there is worth a repair: it does not even sync to disk. */
async function startHealthy(dataDir: string): Promise<EmbeddedPostgres> {
  const options = { dataDir, database: 'tests', durable: false };
  return startEmbeddedPostgres(options).catch(async () => {
    await rm(dataDir, { recursive: true, force: true });
    return startEmbeddedPostgres(options);
  });
}

/** Databases carry the process id of their run: those of runs that are over go. */
async function dropLeftovers(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(`select datname as name from pg_database`);
    for (const { name } of rows) {
      const run = /^(?:test|template)_(\d+)/.exec(name)?.[1];
      if (run && !isAlive(Number(run))) await client.query(`drop database if exists "${name}" with (force)`);
    }
  } finally {
    await client.end();
  }
}
