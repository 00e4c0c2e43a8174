import { chmod, cp, mkdtemp, readdir, rm, rmdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findPackagedPostgres, prepareBinaries } from '../../shared/db/embedded/binaries.js';
import { run } from '../../shared/db/embedded/program.js';
import { startEmbeddedPostgres } from '../../shared/db/embedded/embedded-postgres.js';
import { ConfigInvalid } from '../../shared/errors.js';
import type { HubProcess } from '../support/embedded-postgres.js';
import { NOBODY, query, serverOver, testAsRoot, withDataDir, withHub } from '../support/embedded-postgres.js';

const account = { uid: NOBODY, gid: NOBODY };

describe('the user that runs Postgres', () => {
  testAsRoot('is not root, who keeps its password from it', () =>
    withDataDir(async (dataDir) => {
      const postgres = await startEmbeddedPostgres({ dataDir });
      expect((await stat(postgres.dataDir)).uid).not.toBe(0);
      expect((await stat(join(postgres.dataDir, '../password'))).uid).toBe(0);
      await postgres.stop();
    }),
  );

  testAsRoot(
    'finds its data where it can enter when the directory asked for is closed to it, and again after a restart',
    () =>
      withDataDir(async (dataDir) => {
        const lines: string[] = [];
        const start = () => startEmbeddedPostgres({ dataDir, log: (line) => lines.push(line) });
        const first = await start();
        await query(first.url, 'create table kept as select 7 as id');
        await first.stop();
        const again = await start();
        expect(await query(again.url, 'select id from kept')).toEqual([{ id: 7 }]);
        await again.stop();
        expect(await serverOver(again.dataDir)).toBeNull();
        const home = dirname(dirname(again.dataDir));
        expect(home).toMatch(/^\/var\/lib\/samband\/[0-9a-f]{16}$/);
        expect(lines).toEqual(Array(2).fill(expect.stringContaining(`its data is kept in ${home}`)));
        await rm(home, { recursive: true });
        await removeIfEmpty(dirname(home));
      }, 0o700),
  );

  testAsRoot('is the one who runs the hub where that is not root', () => {
    const check = async (hub: HubProcess): Promise<void> => {
      expect(await query(hub.url, 'select 1 as one')).toEqual([{ one: 1 }]);
      expect((await stat(hub.dataDir)).uid).toBe(NOBODY);
      await hub.stop();
      expect(await serverOver(hub.dataDir)).toBeNull();
    };
    return withDataDir((dataDir) => withHub(dataDir, check, NOBODY), 0o755, NOBODY);
  });

  testAsRoot('must be known to the system', () => {
    const check = async (hub: HubProcess): Promise<void> => {
      expect(hub.fault).toMatch(/User id 54321 has no entry in the user database.*DATABASE_URL/);
    };
    return withDataDir((dataDir) => withHub(dataDir, check, 54_321), 0o755, 54_321);
  });
});

describe('the binaries', () => {
  test('are missing with a clear error on a platform without a package', async () => {
    const finding = findPackagedPostgres('sunos-x64');
    await expect(finding).rejects.toThrow(/@embedded-postgres\/sunos-x64 is not installed.*DATABASE_URL/);
    await expect(finding).rejects.toThrow(ConfigInvalid);
  });

  test('run although the install script of their package did not', () =>
    withCopiedPackage(async ({ native, version, home }) => {
      const links = (await readdir(join(native, 'lib'), { withFileTypes: true })).filter((entry) =>
        entry.isSymbolicLink(),
      );
      await Promise.all(links.map((link) => rm(join(native, 'lib', link.name))));
      await expect(run(join(native, 'bin/postgres'), ['--version'], null)).rejects.toThrow(/libicu/);
      expect(await prepareBinaries({ native, version }, home, null, () => undefined)).toBe(native);
      expect(await run(join(native, 'bin/postgres'), ['--version'], null)).toMatch(/ 17\./);
    }));

  testAsRoot('are copied where the user that runs them cannot enter their folder', () =>
    withCopiedPackage(async ({ native, version, home }) => {
      await chmod(dirname(native), 0o700);
      await chmod(join(native, 'bin/postgres'), 0o700);
      const lines: string[] = [];
      const prepared = await prepareBinaries({ native, version }, home, account, (line) => lines.push(line));
      expect(prepared).toBe(join(home, `binaries-${version}`));
      expect(lines).toEqual([expect.stringContaining(prepared)]);
      expect(await run(join(prepared, 'bin/initdb'), ['--version'], account)).toMatch(/ 17\./);
    }),
  );
});

const removeIfEmpty = async (dir: string): Promise<void> => {
  if ((await readdir(dir)).length === 0) await rmdir(dir);
};

interface CopiedPackage {
  readonly native: string;
  readonly version: string;
  readonly home: string;
}

async function withCopiedPackage(use: (copied: CopiedPackage) => Promise<void>): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'samband-binaries-'));
  try {
    await chmod(home, 0o711);
    const { native, version } = await findPackagedPostgres();
    const copied = join(home, 'package', 'native');
    await cp(native, copied, { recursive: true, verbatimSymlinks: true });
    await use({ native: copied, version, home });
  } finally {
    await rm(home, { recursive: true });
  }
}
