import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { accessTo } from './access.js';
import { gatewayOptions } from './gateway-options.js';
import { operatingOfGateway } from './gateway/figures.js';
import { loadGuard } from './gateway/guard/load.js';
import { subgraphDirectory } from './gateway/remote/directory.js';
import { following, type Following } from './gateway/remote/following.js';
import { assertPlannable } from './gateway/remote/trial.js';
import { watchFile, type WatchedFile } from './gateway/remote/watched-file.js';
import { startGateway } from './gateway/server.js';
import { Env, processEnv } from './shared/config.js';
import { ConfigInvalid, HubError } from './shared/errors.js';
import { createLog } from './shared/log.js';
import { readSettings } from './shared/settings.js';
import { readTracing } from './shared/telemetry/settings.js';
import { startTracing } from './shared/telemetry/start.js';

/** Serves any supergraph whose subgraphs are reached over HTTP; see docs/gateway.md. */
const usage = 'npm run gateway -- --supergraph FILE [--port N]';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const complain = (line: string): void => void process.stderr.write(`${line}\n`);
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function options(): { file: string; port: string | undefined } {
  const { values } = parseArgs({ options: { supergraph: { type: 'string' }, port: { type: 'string' } } });
  if (values.supergraph === undefined) throw new ConfigInvalid(`Name the supergraph: ${usage}`);
  return { file: values.supergraph, port: values.port };
}

/** Follows a file, and tells what came of each new state of it. */
async function follow(file: string): Promise<{ states: Following; watched: WatchedFile }> {
  const taken = (): void => say(`${file} has changed, and is served from here on`);
  const refused = (error: unknown): void =>
    complain(`${file} is refused, the last good one serves on: ${reasonOf(error)}`);
  const states = following({ taken, refused });
  return { states, watched: await watchFile(file, states.changed, refused) };
}

async function start(): Promise<() => Promise<void>> {
  const { file, port } = options();
  const env = new Env({ ...processEnv(), ...(port === undefined ? {} : { PORT: port }) });
  const settings = readSettings(env);
  const log = createLog(env);
  const tracing = readTracing(env);
  env.assertValid();
  const access = await accessTo(settings, null, randomBytes(32).toString('hex'), log);
  const directory = subgraphDirectory(settings.subgraphSecret, settings.readDeadlineMs, settings.entitiesAtMost);
  const endTracing = await startTracing(tracing, (error) => log.fault('Traces could not be sent.', error));
  const load = loadGuard(settings.load);
  const { states, watched } = await follow(file);
  await assertPlannable(watched.text);
  let subgraphs = directory.of(watched.text);
  const gateway = await startGateway({
    ...(await gatewayOptions(settings, access, load, log)),
    ...{ supergraphSdl: watched.text, subgraphs, firstQuery: '{ __typename }' },
    operating: operatingOfGateway(load, () => subgraphs),
  });
  states.begin(async (sdl) => {
    try {
      await assertPlannable(sdl);
      const next = directory.of(sdl);
      gateway.swap(sdl, next);
      subgraphs = next;
    } finally {
      void directory.keepOnly(subgraphs);
    }
  });
  if (settings.token === null && access.token !== null) say(`The token of this machine: ${access.token}`);
  say(`The gateway is ready at ${gateway.url}`);
  return async () => {
    watched.stop();
    await gateway.stop();
    await directory.close();
    await endTracing();
    load.stop();
  };
}

try {
  const stop = await start();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
} catch (error) {
  complain(error instanceof HubError ? error.message : String(error instanceof Error ? error.stack : error));
  process.exitCode = 1;
}
