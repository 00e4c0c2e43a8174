import 'reflect-metadata';
import type { DataSource } from 'typeorm';
import { composeSupergraph } from './gateway/compose.js';
import { startGateway, type Gateway } from './gateway/server.js';
import { localSubgraph } from './gateway/subgraph.js';
import { migrations } from './migrations/index.js';
import { startSandbox, type Sandbox } from './sandbox/index.js';
import { Env } from './shared/config.js';
import { migrate, openDataSource } from './shared/db/data-source.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './shared/db/embedded/embedded-postgres.js';
import { dataflows } from './shared/dataflows/dataflows.js';
import { conflictPolicy } from './shared/dataflows/policy.js';
import { createLog, type Log } from './shared/log.js';
import { installationSecret } from './shared/secret.js';
import { readSettings, type Settings } from './shared/settings.js';
import { buildSystemSubgraph, type BuiltSubgraph } from './shared/subgraph/build.js';
import { firstQuery } from './subgraphs/hub/first-query.js';
import { buildHubSubgraph } from './subgraphs/hub/graphql/build.js';
import { startJobs, type Jobs } from './subgraphs/hub/jobs.js';
import type { Hub } from './subgraphs/hub/operations/hub.js';
import { entities } from './subgraphs/hub/store/entities.js';
import { hasRuns } from './subgraphs/hub/store/runs.js';
import { createSyncContext, type SyncContext } from './subgraphs/hub/sync/context.js';
import { connectors } from './subgraphs/registry.js';
import { configuredConnectors, connectSystems, type OnlineSystem } from './subgraphs/systems.js';

/** A hub that serves. */
export interface Samband {
  /** Where the graph is served: `http://127.0.0.1:4000/graphql`. */
  readonly url: string;
  /** The sandbox systems' addresses by system; empty where real systems are configured. */
  readonly sandboxes: Readonly<Record<string, string>>;
  /** Ends requests and jobs under way, then the systems, then the database. */
  stop(): Promise<void>;
}

/**
 * Starts everything this process runs, in the order in which the parts need each other, and stops what was started if a
 * part fails. @param values the environment. @param tell shows the operator a line that matters.
 * @throws ConfigInvalid naming every faulty variable, before anything is opened.
 */
export async function startSamband(
  values: Readonly<Record<string, string | undefined>>,
  tell: (line: string) => void,
): Promise<Samband> {
  const env = new Env(values);
  const settings = readSettings(env);
  const log = createLog(env);
  const real = configuredConnectors(env, connectors);
  const realSystems = connectSystems(real, env, { isSandbox: false, maxAgeMs: settings.maxAgeMs });
  env.assertValid();

  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (let next = stops.pop(); next; next = stops.pop()) await next();
  };
  try {
    const databaseUrl = settings.databaseUrl ?? (await embeddedDatabase(settings, tell, stops)).url;
    const db = await database(databaseUrl, stops);
    const sandbox = real.length === 0 ? await sandboxSystems(settings, stops) : null;
    const systems = sandbox ? connectSandbox(sandbox, settings) : realSystems;
    stops.push(async () => void (await Promise.all([...systems.values()].map(({ connection }) => connection.close()))));
    const context = await syncContext(db, systems, settings, log);
    const jobs = await hubJobs(context, databaseUrl, settings, sandbox !== null, stops);
    const gateway = await serve(context, jobs, systems, settings, log);
    stops.push(() => gateway.stop());
    return { url: gateway.url, sandboxes: sandbox?.addresses ?? {}, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function embeddedDatabase(
  settings: Settings,
  tell: (line: string) => void,
  stops: (() => Promise<void>)[],
): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir: settings.dataDir, log: tell });
  stops.push(() => postgres.stop());
  return postgres;
}

async function database(url: string, stops: (() => Promise<void>)[]): Promise<DataSource> {
  const db = await openDataSource({ url, entities, migrations, poolSize: 30 });
  stops.push(() => db.destroy());
  await migrate(db);
  return db;
}

async function sandboxSystems(settings: Settings, stops: (() => Promise<void>)[]): Promise<Sandbox> {
  const dataDir = `${settings.dataDir}/sandbox`;
  const sandbox = await startSandbox({ port: settings.sandboxPort, dataDir, scale: settings.sandboxScale });
  stops.push(() => sandbox.stop());
  return sandbox;
}

function connectSandbox(sandbox: Sandbox, settings: Settings): Map<string, OnlineSystem> {
  return connectSystems(connectors, new Env(sandbox.environment), { isSandbox: true, maxAgeMs: settings.maxAgeMs });
}

async function syncContext(
  db: DataSource,
  systems: Map<string, OnlineSystem>,
  settings: Settings,
  log: Log,
): Promise<SyncContext> {
  return createSyncContext({
    db,
    systems,
    flows: dataflows,
    policy: conflictPolicy,
    hashKey: await installationSecret(settings.dataDir),
    now: () => new Date(),
    logFault: (message, error) => log.fault(message, error),
  });
}

/** The first full sync starts by itself; with real systems it only plans, and a person starts the real one. */
async function hubJobs(
  context: SyncContext,
  databaseUrl: string,
  settings: Settings,
  isSandbox: boolean,
  stops: (() => Promise<void>)[],
): Promise<Jobs> {
  const mode = isSandbox ? 'APPLY' : 'PLAN';
  const jobs = await startJobs(context, databaseUrl, { everyMinutes: settings.syncMinutes, scheduledMode: mode });
  stops.push(() => jobs.stop());
  if (!(await hasRuns(context.db))) await jobs.startRun(mode, null);
  return jobs;
}

async function serve(
  context: SyncContext,
  jobs: Jobs,
  systems: ReadonlyMap<string, OnlineSystem>,
  settings: Settings,
  log: Log,
): Promise<Gateway> {
  const built = subgraphsOf({ context, jobs }, [...systems.values()]);
  return startGateway({
    port: settings.port,
    supergraphSdl: composeSupergraph(built),
    subgraphs: built.map((subgraph) => localSubgraph(subgraph.name, subgraph)),
    firstQuery,
    logError: (error, requestId) => log.fault('A request failed.', error, { requestId }),
  });
}

/** A subgraph for each system that is switched on, and the hub's. Nothing of the hub is touched before the first query. */
export function subgraphsOf(hub: Hub, online: readonly OnlineSystem[]): BuiltSubgraph[] {
  const ofSystems = online.map(({ connector, reads, connection }) => buildSystemSubgraph(connector, reads, connection));
  return [
    ...ofSystems,
    buildHubSubgraph(
      hub,
      online.map(({ connector }) => connector),
    ),
  ];
}
