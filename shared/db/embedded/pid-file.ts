import { readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { run } from './program.js';

/** A server that has the cluster, running or on its way up or down, as its postmaster.pid tells. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/**
 * Who has the cluster in `data`, `null` where nobody has. A pid file left by a crash whose number another program got since is
 * removed, for Postgres would take that program for a server; every other stale one is left for Postgres itself to judge.
 */
export async function readPostmaster(data: string): Promise<Postmaster | null> {
  const path = join(data, 'postmaster.pid');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const [pid, , , port] = text.split('\n').map(Number);
  if (!pid || !port || !isAlive(pid)) return null;
  if (await isPostgres(pid)) return { pid, port };
  await rm(path, { force: true });
  return null;
}

/** Whether a process of that number exists, ours or not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Whether that process runs Postgres; one that has ended and only waits to be reaped does not. */
export async function isPostgres(pid: number): Promise<boolean> {
  return isAlive(pid) && basename(await programOf(pid)).startsWith('postgres');
}

/** The program's path or title; empty for one that has ended, reaped or not. */
async function programOf(pid: number): Promise<string> {
  const [program = ''] = await (
    process.platform === 'linux'
      ? readFile(`/proc/${pid}/cmdline`, 'utf8')
      : run('ps', ['-p', String(pid), '-o', 'comm='], null)
  ).then(
    (command) => command.trim().split('\0'),
    () => [],
  );
  return program;
}
