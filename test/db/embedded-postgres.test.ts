import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { startEmbeddedPostgres } from '../../shared/db/embedded/embedded-postgres.js';
import { ConfigInvalid, Unavailable } from '../../shared/errors.js';
import { query, serverOver, sharedDataDir, withDataDir } from '../support/embedded-postgres.js';

const started = async (dataDir: string, use: (url: string, data: string) => Promise<void>): Promise<void> => {
  const postgres = await startEmbeddedPostgres({ dataDir });
  await use(postgres.url, postgres.dataDir).finally(() => postgres.stop());
};

describe('the embedded Postgres', () => {
  const dataDir = sharedDataDir();

  test('keeps its rows and its url over a restart', async () => {
    let first = '';
    await started(dataDir(), async (url) => {
      first = url;
      await query(url, 'create table kept as select 7 as id');
    });
    await started(dataDir(), async (url) => {
      expect(url).toBe(first);
      expect(await query(url, 'select id from kept')).toEqual([{ id: 7 }]);
    });
  });

  test('speaks UTF-8 whatever the locale, is safe against a power cut, and is closed to other machines', () =>
    started(dataDir(), async (url) => {
      const sql = `select lower('ÉÀ') as lower, length('é') as length, current_setting('fsync') as fsync,
        current_setting('server_encoding') as encoding, current_setting('listen_addresses') as listen`;
      const expected = { lower: 'éà', length: 1, fsync: 'on', encoding: 'UTF8', listen: '127.0.0.1' };
      expect(await query(url, sql)).toEqual([expected]);
    }));

  test('lets in who knows the password, kept from everybody else', () =>
    started(dataDir(), async (url, data) => {
      const guess = Object.assign(new URL(url), { password: 'guess' }).href;
      await expect(query(guess, 'select 1')).rejects.toThrow(/password authentication failed/);
      expect((await stat(join(data, '../password'))).mode & 0o777).toBe(0o600);
    }));

  test('writes no value and no statement to its log', () =>
    started(dataDir(), async (url) => {
      await query(url, 'create table persons (number text primary key)');
      await query(url, `insert into persons values ('01010112345')`);
      await expect(query(url, `insert into persons values ('01010112345')`)).rejects.toThrow(/duplicate key/);
      await expect(query(url, `select '01010112345x'::int`)).rejects.toThrow(/invalid input/);
      const log = await readFile(join(dataDir(), 'postgres/server.log'), 'utf8');
      expect(log).toMatch(/ready to accept connections/);
      expect(log).not.toMatch(/01010112345|persons/);
    }));

  test('starts although a crash left a pid file whose number another program got', async () => {
    let pidFile = '';
    let written = '';
    await started(dataDir(), async (_, data) => {
      pidFile = join(data, 'postmaster.pid');
      written = await readFile(pidFile, 'utf8');
    });
    const { uid, gid } = await stat(dirname(pidFile));
    const other = spawn('sleep', ['60'], { uid, gid });
    await writeFile(pidFile, written.replace(/^\d+/, String(other.pid)));
    await started(dataDir(), async (url) => {
      expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
    });
    other.kill();
  });

  test('serves two hubs that start over one new directory at once, until the last of them stops', () =>
    withDataDir(async (fresh) => {
      const start = () => startEmbeddedPostgres({ dataDir: fresh });
      const [one, other] = await Promise.all([start(), start()]);
      expect(other.url).toBe(one.url);
      await one.stop();
      expect(await query(other.url, 'select 1 as one')).toEqual([{ one: 1 }]);
      await other.stop();
      expect(await serverOver(other.dataDir)).toBeNull();
    }));
});

describe('an embedded Postgres that cannot start tells', () => {
  const dataDir = sharedDataDir();
  const start = (port?: number) => startEmbeddedPostgres({ dataDir: dataDir(), ...(port && { port }) });
  const fileOfCluster = (name: string) => join(dataDir(), 'postgres/cluster/data', name);

  test('that the port asked for is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(start(port)).rejects.toThrow(`Port ${port} of 127.0.0.1`);
    other.close();
  });

  test('the last words of the server', async () => {
    const config = await readFile(fileOfCluster('postgresql.conf'), 'utf8');
    await writeFile(fileOfCluster('postgresql.conf'), 'no_such_setting = 1\n');
    const starting = start();
    await expect(starting).rejects.toThrow(/unrecognized configuration parameter "no_such_setting"/);
    await expect(starting).rejects.toThrow(Unavailable);
    await writeFile(fileOfCluster('postgresql.conf'), config);
  });

  test('that another major version made the data', async () => {
    await writeFile(fileOfCluster('PG_VERSION'), '16\n');
    const starting = start();
    await expect(starting).rejects.toThrow(/made by Postgres 16, and this release brings Postgres 17/);
    await expect(starting).rejects.toThrow(ConfigInvalid);
    await writeFile(fileOfCluster('PG_VERSION'), '17\n');
  });
});
