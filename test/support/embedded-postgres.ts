import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { jest } from '@jest/globals';
import { Client } from 'pg';
import { fallbacks } from '../../shared/db/embedded/home.js';
import { isPostgres } from '../../shared/db/embedded/pid-file.js';

// Making a cluster takes a second, on a busy machine several.
jest.setTimeout(30_000);

/** The unprivileged user `nobody` of Linux. */
export const NOBODY = 65_534;

/** A test that changes users, which only root can. */
export const testAsRoot = process.getuid?.() === 0 ? test : test.skip;

/** Gives a data directory's path (not made yet), with all that a path may hold; afterwards nothing may run over it. */
export async function withDataDir(use: (dataDir: string) => Promise<void>, mode = 0o755, owner = 0): Promise<void> {
  const { dataDir, remove } = await makeDataDir(mode, owner);
  await use(dataDir).finally(remove);
}

/** The same for all tests of the describe block it is called in, to save making a cluster for each. */
export function sharedDataDir(): () => string {
  let made: Awaited<ReturnType<typeof makeDataDir>>;
  beforeAll(async () => void (made = await makeDataDir(0o755, 0)));
  afterAll(() => made.remove());
  return () => made.dataDir;
}

async function makeDataDir(mode: number, owner: number): Promise<{ dataDir: string; remove: () => Promise<void> }> {
  const outer = await mkdtemp(join(tmpdir(), 'samband data é '));
  await chmod(outer, mode);
  if (owner) await chown(outer, owner, owner);
  const cluster = join(outer, 'data/postgres/cluster/data');
  const remove = async (): Promise<void> => {
    const left = await serverOver(cluster);
    await killServer(cluster);
    const elsewhere = fallbacks(join(await realpath(outer), 'data'));
    for (const dir of [outer, ...elsewhere]) await rm(dir, { recursive: true, force: true });
    expect(left).toBeNull();
  };
  return { dataDir: join(outer, 'data'), remove };
}

/** The process id of the server over a cluster's data, null where none runs. */
export async function serverOver(data: string): Promise<number | null> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  return pid && (await isPostgres(pid)) ? pid : null;
}

/** As a power cut would end it. */
export async function killServer(data: string): Promise<void> {
  const pid = await serverOver(data);
  if (pid === null) return;
  process.kill(pid, 'SIGKILL');
  await until(async () => !(await isPostgres(pid)));
}

/** Runs one statement and gives its rows. */
export async function query(url: string, sql: string, values: unknown[] = []): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql, values)).rows as unknown[];
  } finally {
    await client.end();
  }
}

/** Resolves once the condition holds; the test's own time limit ends it otherwise. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** What a hub in another process told, and ways to end it. */
export interface HubProcess {
  readonly url: string;
  readonly dataDir: string;
  readonly fault?: string;
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** Runs a hub in a process of its own, as the user `uid` where given; it does not outlive `use`. `kill` ends its whole process group, as Ctrl-C does. */
export async function withHub(dataDir: string, use: (hub: HubProcess) => Promise<void>, uid?: number): Promise<void> {
  const args = ['--import', './test/support/typescript.mjs', './test/support/hub-process.ts', dataDir];
  const child = spawn(process.execPath, args, {
    ...(uid === undefined ? {} : { uid, gid: uid }),
    ...{ env: { PATH: process.env['PATH'] }, stdio: ['pipe', 'pipe', 'inherit'], detached: true },
  });
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => void (child.stdin?.end(), await ended);
  const kill = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGKILL');
    await ended;
  };
  await firstWords(child)
    .then((told) => use({ ...told, kill, stop }))
    .finally(kill);
}

async function firstWords(child: ChildProcess): Promise<Pick<HubProcess, 'url' | 'dataDir' | 'fault'>> {
  for await (const line of createInterface(child.stdout!)) return JSON.parse(line);
  throw new Error('The hub process ended without a word');
}
