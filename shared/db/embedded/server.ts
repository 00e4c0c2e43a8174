import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import { Unavailable } from '../../errors.js';
import type { Account } from './account.js';
import { runningAs } from './account.js';
import type { Cluster } from './cluster.js';
import { isPostgres, readPostmaster } from './pid-file.js';
import { choosePort } from './port.js';
import { lastLines, PROGRAM_ENV } from './program.js';
import { openSession } from './session.js';

/** Milliseconds a server may take to come up: after a crash it first replays its log. */
const START_LIMIT = 60_000;
/** Milliseconds a fast shutdown may take before we insist. */
const STOP_LIMIT = 30_000;
const MAX_LOG_BYTES = 1_000_000;

/** A server to be run over a cluster. `port: undefined` means the one of last time, or a free one. */
export interface Server {
  readonly cluster: Cluster;
  readonly binaries: string;
  readonly account: Account | null;
  readonly durable: boolean;
  readonly logFile: string;
  readonly port: number | undefined;
}

/** A server that answers, and our hold on it. */
export interface RunningServer {
  readonly pid: number;
  readonly port: number;
  readonly session: Client;
}

/**
 * Makes sure the server runs: takes over one that a killed hub left behind, or that another hub started, else starts it.
 * Throws Unavailable with the end of the server's log where it does not come up.
 */
export async function ensureRunning(server: Server): Promise<RunningServer> {
  const deadline = Date.now() + START_LIMIT;
  let attempt: Attempt | undefined;
  let refusal: Error | undefined;
  while (Date.now() < deadline) {
    const found = await readPostmaster(server.cluster.data);
    if (found) {
      try {
        return { ...found, session: await openSession({ port: found.port, password: server.cluster.password }) };
      } catch (error) {
        refusal = requireSamePassword(error as Error);
      }
    } else if (!attempt?.running) {
      if (attempt) requirePassing(attempt);
      attempt = launch(server, await choosePort(server.cluster.dir, server.port));
    }
    await delay(25);
  }
  const cause = refusal ?? new Error(attempt?.log());
  throw new Unavailable(`Postgres over ${server.cluster.data} did not answer within a minute`, {}, { cause });
}

/** A refused password will not get better by waiting: the server is not the one this cluster's password belongs to. */
function requireSamePassword(error: Error & { code?: string }): Error {
  if (!error.code?.startsWith('28')) return error;
  throw new Unavailable(`The Postgres that is running refuses the password kept beside its data`, {}, { cause: error });
}

interface Attempt {
  running: boolean;
  /** What the server wrote since this attempt began. */
  log(): string;
}

/** What goes by itself: a second hub was faster, the children of a killed server still end, the port was taken meanwhile. */
const PASSING = /lock file .* already exists|still in use|Address already in use/;

function requirePassing(attempt: Attempt): void {
  const written = attempt.log();
  if (!PASSING.test(written)) throw new Unavailable(`Postgres did not start: ${lastLines(written)}`);
}

/** Detached, so that Ctrl-C on the hub leaves the database to the hub's own shutdown. */
function launch(server: Server, port: number): Attempt {
  const { logFile } = server;
  if (existsSync(logFile) && statSync(logFile).size > MAX_LOG_BYTES) renameSync(logFile, `${logFile}.old`);
  const fd = openSync(logFile, 'a', 0o600);
  const start = statSync(logFile).size;
  const child = spawn(join(server.binaries, 'bin', 'postgres'), serverArguments(server, port), {
    ...runningAs(server.account),
    ...{ cwd: server.cluster.dir, env: PROGRAM_ENV, detached: true, stdio: ['ignore', fd, fd] },
  });
  closeSync(fd);
  let failure = '';
  const attempt = { running: true, log: () => failure + readFileSync(logFile).subarray(start).toString() };
  child.on('error', (error) => {
    failure = `${error.message}\n`;
    attempt.running = false;
  });
  child.on('exit', () => (attempt.running = false));
  child.unref();
  return attempt;
}

/** The log holds what the server says of itself: no statement, no value, no error of a client, for those carry people's data. */
function serverArguments({ cluster, durable }: Server, port: number): string[] {
  const settings = {
    ...{ port, listen_addresses: '127.0.0.1', unix_socket_directories: '' },
    ...{ max_connections: 200, shared_buffers: '128MB', timezone: 'UTC', log_timezone: 'UTC' },
    ...{
      log_min_messages: 'log',
      log_min_error_statement: 'panic',
      log_error_verbosity: 'terse',
      log_checkpoints: 'off',
    },
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return ['-D', cluster.data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** Ends the server in order: sessions are closed, everything is on disk. Throws Unavailable where it will not end. */
export async function stopServer(data: string, pid: number): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (!(await isPostgres(pid))) return;
    process.kill(pid, signal);
    const deadline = Date.now() + STOP_LIMIT;
    while (Date.now() < deadline && (await isPostgres(pid))) await delay(20);
  }
  if (await isPostgres(pid)) throw new Unavailable(`Postgres over ${data} (process ${pid}) does not end`);
}
