import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { migrations } from './migrations/index.js';
import { startSandbox } from './sandbox/index.js';
import { Env, processEnv } from './shared/config.js';
import type { Connector, Host } from './shared/connector.js';
import { migrate, openDataSource } from './shared/db/data-source.js';
import { startEmbeddedPostgres } from './shared/db/embedded/embedded-postgres.js';
import { HubError } from './shared/errors.js';
import { localHost, sharedHost } from './shared/host.js';
import { installationSecret } from './shared/secret.js';
import { readSettings, type Settings } from './shared/settings.js';
import type { Finding } from './subgraphs/doctor/finding.js';
import { asJson, asText, isWell, type Examination } from './subgraphs/doctor/report.js';
import { runDoctor } from './subgraphs/doctor/run.js';
import { connectors } from './subgraphs/registry.js';
import { configuredConnectors } from './subgraphs/systems.js';

/** Examines the systems that the environment names, or sandboxes of its own; see docs/doctor.md. */
const usage = 'npm run doctor -- [--write] [--sandbox] [--system NAME] [--json]';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

interface Arguments {
  readonly writes: boolean;
  readonly sandbox: boolean;
  readonly json: boolean;
  readonly chosen: readonly Connector[];
}

function readArguments(): Arguments | null {
  const flags = { write: { type: 'boolean' }, sandbox: { type: 'boolean' }, json: { type: 'boolean' } } as const;
  try {
    const { values } = parseArgs({ options: { ...flags, system: { type: 'string', multiple: true } } });
    const names = connectors.map(({ system }) => system);
    const strange = values.system?.filter((system) => !names.includes(system)) ?? [];
    if (strange.length > 0) throw new TypeError(`There is no ${strange.join(', ')}: there are ${names.join(', ')}`);
    const chosen = connectors.filter(({ system }) => values.system?.includes(system) ?? true);
    return { writes: values.write ?? false, sandbox: values.sandbox ?? false, json: values.json ?? false, chosen };
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
    return null;
  }
}

async function examine(given: Arguments, signal: AbortSignal): Promise<Examination> {
  const values = processEnv();
  const env = new Env(values);
  const settings = readSettings(env);
  const isSandbox = given.sandbox || configuredConnectors(new Env(values), connectors).length === 0;
  const { writes, chosen } = given;
  const faults = env.faults.map(hubFault);
  const options = { connectors: chosen, writes, signal };
  if (isSandbox && !given.sandbox) say('No system is configured: examining sandbox systems started for that.');
  const examineWith = (host: Host, from: Values): Promise<Finding[]> =>
    runDoctor({ ...options, values: from, connect: (connector, own) => connector.connect(own, host) });
  const found = isSandbox
    ? await overSandbox((from) => examineWith(localHost(), from))
    : await overDatabase(settings, (host) => examineWith(host, values));
  return { isSandbox, writes, findings: [...faults, ...found] };
}

type Values = Readonly<Record<string, string | undefined>>;

async function overSandbox<T>(use: (values: Values) => Promise<T>): Promise<T> {
  const sandbox = await startSandbox({ port: 0, dataDir: null, scale: 1 });
  try {
    return await use(sandbox.environment);
  } finally {
    await sandbox.stop();
  }
}

/** With the hub's own database: a running hub then shares its budgets of requests, and no token that it keeps is lost. */
async function overDatabase<T>({ databaseUrl, dataDir }: Settings, use: (host: Host) => Promise<T>): Promise<T> {
  const postgres = databaseUrl === null ? await startEmbeddedPostgres({ dataDir, log: say }) : null;
  try {
    const db = await openDataSource({ url: databaseUrl ?? postgres?.url ?? '', entities: [], migrations });
    try {
      await migrate(db);
      return await use(sharedHost(db, await installationSecret(dataDir)));
    } finally {
      await db.destroy();
    }
  } finally {
    await postgres?.stop();
  }
}

/** What is wrong with the hub's own variables. */
function hubFault(found: string): Finding {
  const remedy = 'README.md lists the variables of the hub';
  return { system: 'hub', entityType: null, claim: 'configuration', verdict: 'failed', found, remedy };
}

/** The first signal lets the record under examination be removed, a second one ends at once. */
function interruptible(): AbortSignal {
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopped.signal.aborted) process.exit(1);
      say('Stopping when what was made is removed.');
      stopped.abort();
    });
  }
  return stopped.signal;
}

const given = readArguments();
if (given === null) {
  process.exitCode = 2;
} else {
  const signal = interruptible();
  try {
    const examination = await examine(given, signal);
    process.stdout.write(`${given.json ? asJson(examination) : asText(examination)}\n`);
    process.exitCode = isWell(examination) && !signal.aborted ? 0 : 1;
  } catch (error) {
    say(error instanceof HubError ? error.message : String(error instanceof Error ? error.stack : error));
    process.exitCode = 1;
  }
}
