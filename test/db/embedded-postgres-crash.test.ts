import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../shared/db/embedded/embedded-postgres.js';
import { killServer, query, serverOver, sharedDataDir, until, withHub } from '../support/embedded-postgres.js';

describe('after a crash', () => {
  const dataDir = sharedDataDir();

  test('of the hub, the next one takes over the server that was left running', () =>
    withHub(dataDir(), async (hub) => {
      await query(hub.url, 'create table adopted as select 7 as id');
      const server = await serverOver(hub.dataDir);
      await hub.kill();
      const postgres = await startEmbeddedPostgres({ dataDir: dataDir() });
      expect(await serverOver(postgres.dataDir)).toBe(server);
      expect(postgres.url).toBe(hub.url);
      expect(await query(postgres.url, 'select id from adopted')).toEqual([{ id: 7 }]);
      await postgres.stop();
    }));

  test('of the hub and of Postgres, the rows are recovered', () =>
    withHub(dataDir(), async (hub) => {
      await query(hub.url, 'create table recovered as select generate_series(1, 1000) as id');
      await hub.kill();
      await killServer(hub.dataDir);
      const postgres = await startEmbeddedPostgres({ dataDir: dataDir() });
      expect(await query(postgres.url, 'select count(*)::int from recovered')).toEqual([{ count: 1000 }]);
      await postgres.stop();
    }));

  test('of Postgres, the hub brings it back at the same address', async () => {
    const lines: string[] = [];
    const postgres = await startEmbeddedPostgres({ dataDir: dataDir(), log: (line) => lines.push(line) });
    await query(postgres.url, 'create table served as select 7 as id');
    const before = await serverOver(postgres.dataDir);
    await killServer(postgres.dataDir);
    await until(async () => lines.includes('The embedded Postgres is back'));
    expect(await query(postgres.url, 'select id from served')).toEqual([{ id: 7 }]);
    expect(await serverOver(postgres.dataDir)).not.toBe(before);
    await postgres.stop();
  });

  test('of one session, the hub still holds on to the server, and the log does not tell what the session was doing', async () => {
    const lines: string[] = [];
    const postgres = await startEmbeddedPostgres({ dataDir: dataDir(), log: (line) => lines.push(line) });
    const busy = query(postgres.url, `select pg_sleep(60), '01010112345'`);
    const crashed = expect(busy).rejects.toThrow(/terminat/);
    const sessions = (where: string) => query(postgres.url, `select pid from pg_stat_activity where ${where}`);
    const sleeping = async () => (await sessions(`wait_event = 'PgSleep'`)) as { pid: number }[];
    await until(async () => (await sleeping()).length === 1);
    process.kill((await sleeping())[0]!.pid, 'SIGKILL');
    await crashed;
    await until(async () => lines.includes('The embedded Postgres is back'));
    expect(await sessions(`application_name = 'samband supervisor'`)).toHaveLength(1);
    await postgres.stop();
    const log = await readFile(join(dataDir(), 'postgres/server.log'), 'utf8');
    expect(log).toMatch(/terminated by signal 9/);
    expect(log).not.toMatch(/01010112345/);
  });
});
