import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { migrations } from '../../migrations/index.js';
import { migrate, openDataSource } from '../../shared/db/data-source.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../shared/db/embedded/embedded-postgres.js';
import { entities } from '../../subgraphs/hub/store/entities.js';

/** Somebody wanted an end. */
export class CutOff extends Error {}

/** A Postgres of its own with so many databases, each as a hub finds it; gone when `use` has ended. @throws CutOff */
export async function withDatabases<T>(count: number, use: (urls: readonly string[]) => Promise<T>): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'samband-simulation-'));
  const opened: EmbeddedPostgres[] = [];
  const cut = cutOff();
  try {
    for (let index = 0; index < count; index += 1) {
      opened.push(await startEmbeddedPostgres({ dataDir, database: `simulation_${index}`, durable: false }));
      await prepare(opened[index]?.url ?? '');
    }
    return await Promise.race([use(opened.map(({ url }) => url)), cut]);
  } finally {
    // One server for all of them: what it keeps goes when the last has let go of it.
    for (const postgres of opened) await postgres.stop();
    for (const postgres of opened) await postgres.discard();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Rejects once somebody wants an end, whether or not anybody listens by then. */
function cutOff(): Promise<never> {
  const cut = new Promise<never>((_resolve, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => reject(new CutOff(signal)));
  });
  cut.catch(() => undefined);
  return cut;
}

async function prepare(url: string): Promise<void> {
  const db = await openDatabase(url);
  await migrate(db);
  await db.destroy();
}

/** A database that is asked one thing at a time. */
export function openDatabase(url: string): Promise<DataSource> {
  return openDataSource({ url, entities, migrations, poolSize: 2 });
}

/** All that a history may leave something in. */
export const keptTables = [
  ...['canonical_record', 'record', 'link', 'write', 'edit', 'conflict', 'review', 'tombstone', 'change', 'hint'],
  ...['match_key', 'match_candidate', 'link_exclusion', 'reading', 'key_sequence', 'paused_dataflow'],
  ...['erased_key', 'writing'],
];

/** Forgets all that a history left. */
export async function clear(db: DataSource): Promise<void> {
  await db.query(`truncate ${keptTables.join(', ')} restart identity cascade`);
}
