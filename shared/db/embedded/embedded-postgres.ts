import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findPackagedPostgres, prepareBinaries } from './binaries.js';
import { openCluster } from './cluster.js';
import { chooseHome, homeOf } from './home.js';
import type { RunningServer, Server } from './server.js';
import { ensureRunning, stopServer } from './server.js';
import { createDatabase, isLast } from './session.js';

/** The longest pause, in milliseconds, between attempts to bring a lost server back. */
const LONGEST_PAUSE = 30_000;

/** A Postgres of our own, on this machine only. */
export interface EmbeddedPostgres {
  /** postgres://samband:<password>@127.0.0.1:<port>/<database>; holds until `stop`, also over a crash of the server. */
  readonly url: string;
  /** Where Postgres keeps the data. */
  readonly dataDir: string;
  /**
   * Lets go of the server. It is shut down if no other hub uses it: each holds a lock in it as long as it lives, and who can
   * take that lock alone is the last one. Resolves once the server has ended, or at once where it goes on for others.
   */
  stop(): Promise<void>;
  /** Lets go of it and removes all it kept, wherever that had to be: for a database of a bench or a test. */
  discard(): Promise<void>;
}

/** What to run, and where. */
export interface EmbeddedPostgresOptions {
  /** The hub's data directory; made if missing. The database lives in its folder `postgres`. */
  readonly dataDir: string;
  /** The database to give the url of, made if missing. */
  readonly database?: string;
  /** Hears of what an operator would want to know: another folder is used, the server was lost. */
  readonly log?: (line: string) => void;
  /** Where to listen on 127.0.0.1; otherwise the port of last time, or a free one. A server already running keeps its own. */
  readonly port?: number;
  /** `false` trades safety of the data over a power cut for speed: for tests. */
  readonly durable?: boolean;
}

/**
 * Starts Postgres over `dataDir`, or takes over the one running there (a killed hub leaves it behind; a second hub shares it),
 * and brings it back if it is lost. Throws ConfigInvalid where this machine or directory cannot have one, Unavailable with the
 * server's last words where it does not start. The directory must not be shared between machines or containers.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log = () => undefined, database = 'samband' } = options;
  const server = await prepareServer(options, log);
  const first = await ensureRunning(server);
  const stop = keepRunning({ ...server, port: first.port }, first, log);
  await createDatabase(first.session, database).catch(async (error: Error) => {
    await stop();
    throw error;
  });
  return {
    url: `postgres://samband:${server.cluster.password}@127.0.0.1:${first.port}/${encodeURIComponent(database)}`,
    dataDir: server.cluster.data,
    stop,
    discard: async () => {
      await stop();
      await rm(homeOf(server.cluster.data), { recursive: true, force: true });
    },
  };
}

async function prepareServer(options: EmbeddedPostgresOptions, log: (line: string) => void): Promise<Server> {
  const packaged = await findPackagedPostgres();
  const home = await chooseHome(options.dataDir, log);
  const binaries = await prepareBinaries(packaged, home.dir, home.account, log);
  const durable = options.durable ?? true;
  const cluster = await openCluster({ home, binaries, version: packaged.version, durable });
  const logFile = join(home.dir, 'server.log');
  return { cluster, binaries, account: home.account, durable, logFile, port: options.port };
}

/** Holds on to the server, gives the way to let go of it. `server.port` is fixed from here on, for the url is out. */
function keepRunning(server: Server, first: RunningServer, log: (line: string) => void): () => Promise<void> {
  const stopping = new AbortController();
  const watch = (running: RunningServer): RunningServer => {
    running.session.once('end', () => {
      if (!stopping.signal.aborted) current = bringBack(server, stopping.signal, log).then(watch);
    });
    return running;
  };
  let current = Promise.resolve(watch(first));
  let stopped: Promise<void> | undefined;
  return () => {
    stopping.abort();
    // Where bringing it back was cut short, nothing runs that we hold.
    return (stopped ??= current.then(
      (running) => leave(server, running),
      () => undefined,
    ));
  };
}

/** Brings a lost server back, at its port, for as long as it takes. Rejects when `stopping`. */
async function bringBack(server: Server, stopping: AbortSignal, log: (line: string) => void): Promise<RunningServer> {
  log('The embedded Postgres was lost; bringing it back');
  for (let pause = 250; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    stopping.throwIfAborted();
    try {
      const running = await ensureRunning(server);
      log('The embedded Postgres is back');
      return running;
    } catch (error) {
      log(`The embedded Postgres is not back: ${(error as Error).message}`);
    }
    await delay(pause, undefined, { signal: stopping });
  }
}

async function leave({ cluster }: Server, { session, pid }: RunningServer): Promise<void> {
  // A session that breaks at this moment means the server is going down by itself.
  const last = await isLast(session).catch(() => true);
  if (last) await stopServer(cluster.data, pid);
  else await session.end();
}
