import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigInvalid } from '../../errors.js';
import { isRoot } from './account.js';
import type { Home } from './home.js';
import { dataOf } from './home.js';
import { isAlive } from './pid-file.js';
import { run } from './program.js';

/** A cluster on disk: Postgres' data and, beside it, the password of its superuser `samband`. */
export interface Cluster {
  readonly dir: string;
  readonly data: string;
  readonly password: string;
}

/** What it takes to make a cluster. `durable: false` skips syncing to disk: for tests. */
export interface ClusterOptions {
  readonly home: Home;
  readonly binaries: string;
  readonly version: string;
  readonly durable: boolean;
}

/** The cluster below `home`, made on first use. Throws ConfigInvalid where another major version made it. */
export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const { home } = options;
  const dir = join(home.dir, 'cluster');
  const data = dataOf(home.dir);
  if (!(await readdir(home.dir)).includes('cluster')) await createCluster(options, dir);
  requireSameMajor(data, (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim(), options.version);
  return { dir, data, password: await readFile(join(dir, 'password'), 'utf8') };
}

function requireSameMajor(data: string, made: string, version: string): void {
  const [ours] = version.split('.');
  if (made === ours) return;
  throw new ConfigInvalid(
    `${data} was made by Postgres ${made}, and this release brings Postgres ${ours}, which cannot read it: ` +
      `go back to the release that made it and copy the data out, or set DATABASE_URL`,
  );
}

/** Built aside and moved into place whole, so that neither a crash nor a second hub at the same time leaves half a cluster. */
async function createCluster(options: ClusterOptions, dir: string): Promise<void> {
  await removeAbandoned(options.home.dir);
  const unfinished = await mkdtemp(join(options.home.dir, `new-${process.pid}-`));
  try {
    await initialise(options, unfinished);
    await rename(unfinished, dir);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
}

async function initialise({ home, binaries, durable }: ClusterOptions, dir: string): Promise<void> {
  const data = join(dir, 'data');
  const password = join(dir, 'password');
  await chmod(dir, 0o711);
  await mkdir(data, { mode: 0o700 });
  await writeFile(password, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (home.account) {
    await chown(data, home.account.uid, home.account.gid);
    await chown(password, home.account.uid, home.account.gid);
  }
  await run(join(binaries, 'bin', 'initdb'), initdbArguments(data, password, durable), home.account, dir);
  if (isRoot()) await chown(password, 0, 0);
}

const initdbArguments = (data: string, password: string, durable: boolean): string[] => [
  ...['-D', data, '-U', 'samband', `--pwfile=${password}`, '--auth=scram-sha-256'],
  ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
  ...['--data-checksums', '--no-instructions', ...(durable ? [] : ['--no-sync'])],
];

async function removeAbandoned(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    const maker = /^new-(\d+)-/.exec(name)?.[1];
    if (maker && !isAlive(Number(maker))) await rm(join(home, name), { recursive: true, force: true });
  }
}
