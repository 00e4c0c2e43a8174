import { once } from 'node:events';
import { createServer } from 'node:net';
import { migrations } from '../../migrations/index.js';
import { migrate, openDataSource } from '../../shared/db/data-source.js';
import { startEmbeddedPostgres } from '../../shared/db/embedded/embedded-postgres.js';

/** Lends the address of a database that is as a hub leaves it before its first sync. */
export async function withFeedDatabase<T>(dataDir: string, use: (url: string) => Promise<T>): Promise<T> {
  const postgres = await startEmbeddedPostgres({ dataDir, durable: false });
  try {
    const db = await openDataSource({ url: postgres.url, entities: [], migrations, poolSize: 1 });
    await migrate(db);
    await db.destroy();
    return await use(postgres.url);
  } finally {
    await postgres.discard();
  }
}

/** A port that nobody listens at now: a hub that is started again is to be found where it was. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no port is free');
  return address.port;
}
