import { createHash } from 'node:crypto';
import { access, chmod, lstat, mkdir, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ConfigInvalid } from '../../errors.js';
import type { Account } from './account.js';
import { chooseAccount, isRoot } from './account.js';
import { succeeds } from './program.js';

/** Where the server's files live, and who runs it. */
export interface Home {
  readonly dir: string;
  readonly account: Account | null;
}

/** The cluster's own folder below a home, Postgres' PGDATA. */
export const dataOf = (dir: string): string => join(dir, 'cluster', 'data');

/** The home of a cluster's own folder. */
export const homeOf = (data: string): string => dirname(dirname(data));

/**
 * The folder of the server's files: `<dataDir>/postgres`. As root the server runs as another user, who may not be able to
 * enter it (below a home folder of mode 0700, say); then it is a folder derived from dataDir's path under /var/lib/samband
 * or, if even that is barred, the system's temporary folder, and `log` hears of it. A cluster already made is always kept to.
 */
export async function chooseHome(dataDir: string, log: (line: string) => void): Promise<Home> {
  await makePassable(dataDir);
  const wanted = await realpath(dataDir);
  const candidates = [join(wanted, 'postgres'), ...(isRoot() ? fallbacks(wanted) : [])];
  const { dir, account } = (await findCluster(candidates)) ?? (await findEnterable(candidates));
  if (!(await canEnter(dir, account))) {
    throw new ConfigInvalid(`The user ${account?.uid} who owns ${dataOf(dir)} can no longer enter that folder`);
  }
  if (dir !== candidates[0]) log(`The user that runs Postgres cannot enter ${wanted}; its data is kept in ${dir}`);
  return { dir, account };
}

/** Where a data directory's cluster goes instead when the server's user cannot enter it, in the order tried. `dataDir` is a real path. */
export function fallbacks(dataDir: string): string[] {
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  return [join('/var/lib/samband', name), join(tmpdir(), `samband-${name}`)];
}

async function findCluster(candidates: readonly string[]): Promise<Home | undefined> {
  for (const dir of candidates) {
    const found = await access(join(dataOf(dir), 'PG_VERSION')).then(
      () => true,
      () => false,
    );
    if (found) return prepare(dir, await chooseAccount(dataOf(dir)));
  }
  return undefined;
}

async function findEnterable(candidates: readonly string[]): Promise<Home> {
  const account = await chooseAccount();
  for (const dir of candidates) {
    const parent = dirname(dir);
    const made = await makePassable(parent).then(
      () => true,
      () => false,
    );
    if (made && (await canEnter(parent, account))) return prepare(dir, account);
  }
  throw new ConfigInvalid(`No folder for the embedded Postgres that user ${account?.uid} can enter: set DATABASE_URL`);
}

/** Makes a folder others can pass through, also under a strict umask; one that exists is left as it is. */
async function makePassable(dir: string): Promise<void> {
  if (await mkdir(dir, { recursive: true })) await chmod(dir, 0o711);
}

/** Ours, and open to the server's user for passing through only. In a shared folder somebody else may have been first. */
async function prepare(dir: string, account: Account | null): Promise<Home> {
  await mkdir(dir, { recursive: true });
  const found = await lstat(dir);
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new ConfigInvalid(`${dir} belongs to another user: run as that user, or give another SAMBAND_DATA_DIR`);
  }
  await chmod(dir, 0o711);
  return { dir, account };
}

/** Asked of the system itself, as that user: mode bits alone do not tell (access lists, parents, mounts). */
const canEnter = (dir: string, account: Account | null): Promise<boolean> => succeeds('test', ['-x', dir], account);
