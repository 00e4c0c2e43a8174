import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { startSandbox, type Sandbox } from '../sandbox/index.js';
import { startEmbeddedPostgres } from '../shared/db/embedded/embedded-postgres.js';
import { migrate, openDataSource } from '../shared/db/data-source.js';
import { migrations } from '../migrations/index.js';
import { connectors } from '../subgraphs/registry.js';
import { makeWebhookSecrets } from '../subgraphs/webhooks.js';
import { HubProcess } from './hub-process.js';

/** A company over real parts: a Postgres, six systems over HTTP, one process that serves the graph, several that work. */
export interface Company {
  readonly sandbox: Sandbox;
  readonly db: DataSource;
  readonly workers: HubProcess[];
  /** Every process there ever was. */
  readonly processes: readonly HubProcess[];
  addWorker(): HubProcess;
  /** One request to the graph. @throws Error for an answer with errors. */
  ask<T>(query: string, variables?: object): Promise<T>;
  /** What the graph ever answered, as text. */
  readonly answers: readonly string[];
}

type Stops = (() => Promise<void>)[];

/** Starts a company, and stops all of it afterwards, whatever happened. */
export async function withCompany<T>(workers: number, use: (company: Company) => Promise<T>): Promise<T> {
  const stops: Stops = [];
  try {
    return await use(await open(workers, stops));
  } finally {
    for (let stop = stops.pop(); stop; stop = stops.pop()) await stop();
  }
}

async function open(count: number, stops: Stops): Promise<Company> {
  const dataDir = await mkdtemp(join(tmpdir(), 'samband-chaos-'));
  stops.push(() => rm(dataDir, { recursive: true, force: true }));
  const postgres = await startEmbeddedPostgres({ dataDir, durable: false });
  stops.push(() => postgres.stop());
  const db = await openDataSource({ url: postgres.url, entities: [], migrations, poolSize: 5 });
  stops.push(() => db.destroy());
  await migrate(db);
  const secrets = makeWebhookSecrets(connectors);
  const served: { url: string | null } = { url: null };
  const sandbox = await startSandbox({
    ...{ port: 0, dataDir: null, scale: 1, limitsRate: false },
    webhooks: (system) => {
      const secret = secrets.get(system);
      const url = (): string | null => served.url && new URL(`/webhooks/${system}`, served.url).href;
      return secret === undefined ? null : { url, secret };
    },
  });
  stops.push(() => sandbox.stop());
  const environment: Record<string, string> = {
    ...{ ...sandbox.environment, ...secretVariables(secrets) },
    ...{ DATABASE_URL: postgres.url, SAMBAND_DATA_DIR: dataDir, SAMBAND_SANDBOX_SYSTEMS: '1', PORT: '0' },
    ...{ SAMBAND_POLL_SECONDS: '2', SAMBAND_SYNC_MINUTES: '1380', SAMBAND_READ_MAX_AGE_MS: '0' },
  };
  const processes: HubProcess[] = [];
  stops.push(async () => void (await Promise.all(processes.map((one) => one.stop()))));
  const start = (role: 'gateway' | 'worker'): HubProcess => {
    const started = new HubProcess({ ...environment, SAMBAND_ROLES: role });
    processes.push(started);
    return started;
  };
  const gateway = start('gateway');
  served.url = await gateway.ready();
  const workers = Array.from({ length: count }, () => start('worker'));
  await Promise.all(workers.map((worker) => worker.ready()));
  const addWorker = (): HubProcess => start('worker');
  return { sandbox, db, workers, processes, addWorker, ...graphAt(served.url) };
}

function secretVariables(secrets: ReadonlyMap<string, string>): Record<string, string> {
  const variables = connectors.flatMap(({ system, webhook }): [string, string][] =>
    webhook ? [[webhook.secretVariable, secrets.get(system) ?? '']] : [],
  );
  return Object.fromEntries(variables);
}

function graphAt(url: string): Pick<Company, 'ask' | 'answers'> {
  const answers: string[] = [];
  return {
    answers,
    async ask<T>(query: string, variables: object = {}) {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
      const text = await answer.text();
      answers.push(text);
      const { data, errors } = JSON.parse(text) as { data: T; errors?: readonly { message: string }[] };
      if (errors) throw new Error(errors.map(({ message }) => message).join('; '));
      return data;
    },
  };
}
