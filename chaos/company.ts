import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { startSandbox, type Sandbox } from '../sandbox/index.js';
import { startEmbeddedPostgres } from '../shared/db/embedded/embedded-postgres.js';
import { migrate, openDataSource } from '../shared/db/data-source.js';
import { migrations } from '../migrations/index.js';
import { connectors } from '../subgraphs/registry.js';
import { makeWebhookSecrets } from '../subgraphs/webhooks.js';
import { graphAt, type Graph } from './graph.js';
import { HubProcess } from './hub-process.js';
import type { Options } from './options.js';
import { startTraces, type Traces } from './traces.js';

/** A company over real parts: a Postgres, six systems over HTTP, one process that serves the graph, several that work. */
export interface Company extends Graph {
  readonly sandbox: Sandbox;
  readonly db: DataSource;
  readonly workers: HubProcess[];
  /** Every process there ever was. */
  readonly processes: readonly HubProcess[];
  addWorker(): HubProcess;
  /** Where each system keeps its own books, `<system>.jsonl`. */
  readonly books: string;
  readonly traces: Traces;
}

/** How to stop what was started, in the order in which it was. */
export type Stops = (() => Promise<void>)[];

/**
 * Starts a company, and stops all of it afterwards, whatever happened.
 * @param signal ends it before its time; then this throws.
 */
export async function withCompany<T>(
  options: Pick<Options, 'workers' | 'quiet' | 'node'>,
  signal: AbortSignal,
  use: (company: Company) => Promise<T>,
): Promise<T> {
  const stops: Stops = [];
  try {
    const company = await open(options, stops);
    return await Promise.race([use(company), endOf(signal)]);
  } finally {
    await stopAll(stops);
  }
}

async function endOf(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw new Error('The chaos was ended before its time.');
}

/** One part that does not stop keeps no other from it. */
export async function stopAll(stops: Stops): Promise<void> {
  const faults: unknown[] = [];
  for (let stop = stops.pop(); stop; stop = stops.pop())
    await stop().catch((error: unknown) => void faults.push(error));
  if (faults.length > 0) throw new AggregateError(faults, 'Not every part of the company stopped.');
}

async function open(
  { workers: count, quiet, node }: Pick<Options, 'workers' | 'quiet' | 'node'>,
  stops: Stops,
): Promise<Company> {
  const dataDir = await mkdtemp(join(tmpdir(), 'samband-chaos-'));
  stops.push(() => rm(dataDir, { recursive: true, force: true }));
  const { db, url: databaseUrl } = await openDatabase(dataDir, stops);
  const books = join(dataDir, 'systems');
  const served: { url: string | null } = { url: null };
  const { sandbox, secrets } = await openSystems(books, served, stops);
  const configuration = join(dataDir, 'samband.sync.json');
  await writeFile(configuration, JSON.stringify({ quietPeriodSeconds: quiet }));
  const traces = await startTraces();
  stops.push(() => traces.stop());
  const { processes, start } = starter(stops, node, {
    ...{ ...traces.variables, SAMBAND_LOG: 'info' },
    ...{ ...sandbox.environment, ...secrets, DATABASE_URL: databaseUrl, SAMBAND_DATA_DIR: dataDir, PORT: '0' },
    ...{ SAMBAND_SANDBOX_SYSTEMS: '1', SAMBAND_SYNC_CONFIG: configuration, SAMBAND_READ_MAX_AGE_MS: '0' },
    ...{ SAMBAND_POLL_SECONDS: '2', SAMBAND_SYNC_MINUTES: '1380' },
  });
  served.url = await start('gateway').ready();
  const workers = Array.from({ length: count }, () => start('worker'));
  await Promise.all(workers.map((worker) => worker.ready()));
  const addWorker = (): HubProcess => start('worker');
  return { sandbox, db, books, traces, workers, processes, addWorker, ...graphAt(served.url) };
}

/** A database as a hub leaves it before its first sync; what it kept goes with it. */
export async function openDatabase(dataDir: string, stops: Stops): Promise<{ db: DataSource; url: string }> {
  const postgres = await startEmbeddedPostgres({ dataDir, durable: false });
  stops.push(() => postgres.discard());
  const db = await openDataSource({ url: postgres.url, entities: [], migrations, poolSize: 5 });
  stops.push(() => db.destroy());
  await migrate(db);
  return { db, url: postgres.url };
}

/** @param served where webhooks go, once it is known. @returns the secrets they are signed with, as variables. */
async function openSystems(
  books: string,
  served: { readonly url: string | null },
  stops: Stops,
): Promise<{ sandbox: Sandbox; secrets: Readonly<Record<string, string>> }> {
  const secrets = makeWebhookSecrets(connectors);
  const sandbox = await startSandbox({
    ...{ port: 0, dataDir: books, scale: 1, limitsRate: false },
    webhooks: (system) => {
      const secret = secrets.get(system);
      const url = (): string | null => served.url && new URL(`/webhooks/${system}`, served.url).href;
      return secret === undefined ? null : { url, secret };
    },
  });
  stops.push(() => sandbox.stop());
  const variables = connectors.flatMap(({ system, webhook }): [string, string][] =>
    webhook ? [[webhook.secretVariable, secrets.get(system) ?? '']] : [],
  );
  return { sandbox, secrets: Object.fromEntries(variables) };
}

/** Starts processes of the hub, and none any more once the company is being stopped. */
function starter(
  stops: Stops,
  node: readonly string[],
  environment: Readonly<Record<string, string>>,
): { processes: readonly HubProcess[]; start: (role: 'gateway' | 'worker') => HubProcess } {
  const processes: HubProcess[] = [];
  let isOver = false;
  stops.push(async () => {
    isOver = true;
    await Promise.all(processes.map((one) => one.stop()));
  });
  const start = (role: 'gateway' | 'worker'): HubProcess => {
    if (isOver) throw new Error('The company is being stopped.');
    const started = new HubProcess({ ...environment, SAMBAND_ROLES: role }, node);
    processes.push(started);
    return started;
  };
  return { processes, start };
}
