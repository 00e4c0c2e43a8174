import 'reflect-metadata';
import type { DataSource } from 'typeorm';
import { accessTo, keysOf } from './access.js';
import { migrations } from './migrations/index.js';
import { BadFault, faultsIn, startSandbox, type Sandbox } from './sandbox/index.js';
import { serve } from './serve.js';
import { Env } from './shared/config.js';
import type { Connector, Host } from './shared/connector.js';
import { migrate, openDataSource } from './shared/db/data-source.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './shared/db/embedded/embedded-postgres.js';
import { dataflows } from './shared/dataflows/dataflows.js';
import type { SyncConfiguration } from './shared/dataflows/configuration.js';
import { localHost, sharedHost } from './shared/host.js';
import { createLog, type Log } from './shared/log.js';
import { installationSecret } from './shared/secret.js';
import { readSettings, type Settings } from './shared/settings.js';
import { readTracing } from './shared/telemetry/settings.js';
import { startTracing } from './shared/telemetry/start.js';
import { knownTo, loadConfiguration } from './subgraphs/hub/configuration.js';
import { drawConsequences } from './subgraphs/hub/operations/configure.js';
import {
  appliedHash,
  storedConfiguration,
  takeIn,
  type StoredConfiguration,
} from './subgraphs/hub/store/configurations.js';
import { entities } from './subgraphs/hub/store/entities.js';
import { startHub } from './subgraphs/hub/start-hub.js';
import { connectors } from './subgraphs/registry.js';
import { configuredConnectors, connectSystems, type OnlineSystem } from './subgraphs/systems.js';
import { makeWebhookSecrets, readWebhookSecrets, type WebhookSecrets } from './subgraphs/webhooks.js';

/** What this process runs of a hub. */
export interface Samband {
  /** Where the graph is served: `http://127.0.0.1:4000/graphql`; null where another process does. */
  readonly url: string | null;
  /** A token that was made for whoever sits at this machine; null: they have one, or sign in as others do. */
  readonly token: string | null;
  /** The sandbox systems' addresses by system; empty where this process runs none. */
  readonly sandboxes: Readonly<Record<string, string>>;
  /** Ends requests and jobs under way, then the systems, then the database. */
  stop(): Promise<void>;
}

type Stops = (() => Promise<void>)[];

/**
 * Starts everything this process runs, in the order in which the parts need each other, and stops what was started if a
 * part fails. @param values the environment. @param tell shows the operator a line that matters. @param reconfigured is told,
 * once, when a person has applied another configuration of the sync: this process runs by the old one until it starts anew.
 * @throws ConfigInvalid naming every faulty variable, before anything is opened.
 */
export async function startSamband(
  values: Readonly<Record<string, string | undefined>>,
  tell: (line: string) => void,
  reconfigured: () => void = () => undefined,
): Promise<Samband> {
  const env = new Env(values);
  const settings = readSettings(env);
  const real = configuredConnectors(env, connectors);
  const secrets = secretsOf(env, real);
  const plan = { env, settings, real, secrets, log: createLog(env), tell, reconfigured };
  const tracing = readTracing(env);
  check(plan);
  const { configuration } = await loadConfiguration(settings.syncConfig, knownTo(connectors, dataflows));
  const stops: Stops = [];
  const stop = async (): Promise<void> => {
    for (let next = stops.pop(); next; next = stops.pop()) await next();
  };
  try {
    stops.push(await startTracing(tracing, (error) => plan.log.fault('Traces could not be sent.', error)));
    return { ...(await startParts(plan, configuration, stops)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What is known before anything is opened. */
interface StartPlan {
  readonly env: Env;
  readonly settings: Settings;
  /** Systems with an address; where there is none, this process runs sandbox ones. */
  readonly real: readonly Connector[];
  readonly secrets: WebhookSecrets;
  readonly log: Log;
  readonly tell: (line: string) => void;
  readonly reconfigured: () => void;
}

async function startParts(plan: StartPlan, file: SyncConfiguration, stops: Stops): Promise<Omit<Samband, 'stop'>> {
  const { env, settings, real, secrets, log } = plan;
  const served: { url: string | null } = { url: null };
  const runsSandbox = settings.roles.has('sandbox') && real.length === 0;
  const sandbox = runsSandbox ? await sandboxSystems(settings, secrets, served, stops) : null;
  const sandboxes = sandbox?.addresses ?? {};
  if (!settings.roles.has('gateway') && !settings.roles.has('worker')) return { url: null, token: null, sandboxes };
  const databaseUrl = settings.databaseUrl ?? (await embeddedDatabase(plan, stops)).url;
  const db = await database(databaseUrl, stops);
  const configured = await configurationInForce(plan, db, file, stops);
  const secret = await installationSecret(settings.dataDir);
  const systems = online(real, env, sandbox, sharedHost(db, secret), settings);
  stops.push(async () => void (await Promise.all([...systems.values()].map(({ connection }) => connection.close()))));
  const hub = await startHub({
    ...{ db, databaseUrl, systems, flows: dataflows, configuration: configured.applied, hashKey: secret },
    logFault: (message, error) => log.fault(message, error),
    works: settings.roles.has('worker'),
    scheduledMode: sandbox !== null || settings.areSandboxes ? 'APPLY' : 'PLAN',
    ...{ everyMinutes: settings.syncMinutes, pollSeconds: settings.pollSeconds, startsFirstRun: true },
  });
  stops.push(() => hub.jobs.stop());
  if (settings.roles.has('worker')) await drawConsequences(hub.context, configured);
  if (!settings.roles.has('gateway')) return { url: null, token: null, sandboxes };
  const access = await accessTo(settings, keysOf(hub), secret, log);
  const gateway = await serve(hub, systems, secrets, settings, log, access);
  stops.push(() => gateway.stop());
  served.url = gateway.url;
  return { url: gateway.url, token: settings.token === null ? access.token : null, sandboxes };
}

function secretsOf(env: Env, real: readonly Connector[]): WebhookSecrets {
  return real.length === 0 ? makeWebhookSecrets(connectors) : readWebhookSecrets(env, real);
}

/** @throws ConfigInvalid naming every faulty variable. */
function check({ env, settings, real }: StartPlan): void {
  // Connecting opens nothing: this finds what is wrong with the systems' variables, and is then done with.
  connectSystems(real, env, localHost(), { isSandbox: false, maxAgeMs: settings.maxAgeMs });
  checkFaults(env, settings);
  const { roles, databaseUrl } = settings;
  const needsDatabase = roles.has('gateway') || roles.has('worker');
  if (databaseUrl === null && needsDatabase && !roles.has('gateway'))
    env.fault('DATABASE_URL is not set: a process that serves no graph starts no database of its own', undefined);
  if (real.length === 0 && !roles.has('sandbox'))
    env.fault('No system has an address, and SAMBAND_ROLES names no sandbox', undefined);
  env.assertValid();
}

/** Faults that cannot be read are found before anything is opened. */
function checkFaults(env: Env, settings: Settings): void {
  try {
    faultsIn(settings.sandboxFaults);
  } catch (error) {
    if (!(error instanceof BadFault)) throw error;
    env.fault(`SANDBOX_FAULTS cannot be read: ${error.message}`, undefined);
  }
}

async function embeddedDatabase({ settings, tell }: StartPlan, stops: Stops): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir: settings.dataDir, log: tell });
  stops.push(() => postgres.stop());
  return postgres;
}

async function database(url: string, stops: Stops): Promise<DataSource> {
  const db = await openDataSource({ url, entities, migrations, poolSize: 30 });
  stops.push(() => db.destroy());
  await migrate(db);
  return db;
}

const reconfiguredWithinMs = 2000;

/** What the sync runs by. A process that only works takes no file in: it follows the one that serves the graph. */
async function configurationInForce(
  { settings, log, tell, reconfigured }: StartPlan,
  db: DataSource,
  file: SyncConfiguration,
  stops: Stops,
): Promise<StoredConfiguration> {
  const known = settings.roles.has('gateway') ? null : await storedConfiguration(db);
  const stored = known ?? (await takeIn(db, file));
  if (stored.pendingHash !== null)
    tell(
      'The configuration of the sync has changed; it waits until you apply it: see { configuration { differences } }',
    );
  const isOther = async (): Promise<void> => {
    if ((await appliedHash(db)) === stored.appliedHash) return;
    clearInterval(watching);
    reconfigured();
  };
  const watching = setInterval(() => {
    isOther().catch((error: unknown) => log.fault('The configuration could not be looked at.', error));
  }, reconfiguredWithinMs);
  stops.push(async () => clearInterval(watching));
  return stored;
}

/** The sandbox systems tell the hub of their changes from when it is served on. */
async function sandboxSystems(
  settings: Settings,
  secrets: WebhookSecrets,
  served: { readonly url: string | null },
  stops: Stops,
): Promise<Sandbox> {
  const sandbox = await startSandbox({
    port: settings.sandboxPort,
    dataDir: `${settings.dataDir}/sandbox`,
    scale: settings.sandboxScale,
    faults: faultsIn(settings.sandboxFaults),
    webhooks: (system) => {
      const secret = secrets.get(system);
      const url = (): string | null => served.url && new URL(`/webhooks/${system}`, served.url).href;
      return secret === undefined ? null : { url, secret };
    },
  });
  stops.push(() => sandbox.stop());
  return sandbox;
}

/** The systems with an address, or else this process's sandbox ones, with what they share with other processes in the database. */
function online(
  real: readonly Connector[],
  env: Env,
  sandbox: Sandbox | null,
  host: Host,
  { maxAgeMs, areSandboxes }: Settings,
): Map<string, OnlineSystem> {
  if (!sandbox) return connectSystems(real, env, host, { isSandbox: areSandboxes, maxAgeMs });
  return connectSystems(connectors, new Env(sandbox.environment), host, { isSandbox: true, maxAgeMs });
}
