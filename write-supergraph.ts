import { writeFile } from 'node:fs/promises';
import { DataSource } from 'typeorm';
import { composeSupergraph } from './gateway/compose.js';
import { Env } from './shared/config.js';
import { dataflows } from './shared/dataflows/dataflows.js';
import { defaultConfiguration } from './shared/dataflows/configuration.js';
import { localHost } from './shared/host.js';
import { subgraphsOf } from './serve.js';
import type { Hub } from './subgraphs/hub/operations/hub.js';
import { createSyncContext } from './subgraphs/hub/sync/context.js';
import { connectors } from './subgraphs/registry.js';
import { connectSystems, type OnlineSystem } from './subgraphs/systems.js';

/**
 * Writes the supergraph of every system to the file named on the command line; an address named behind it is where a hub
 * shares its subgraphs. Opens no system and no database.
 */
const [, , file, shared] = process.argv;

/** A hub at rest: a database that is not opened, no jobs. A schema is made of types alone. */
function hubAtRest(systems: Map<string, OnlineSystem>): Hub {
  const context = createSyncContext({
    db: new DataSource({ type: 'postgres' }),
    systems,
    flows: dataflows,
    configuration: defaultConfiguration,
    hashKey: '',
    now: () => new Date(),
    logFault: () => undefined,
    enqueue: async () => undefined,
  });
  return {
    context,
    get jobs(): never {
      throw new TypeError('composing the supergraph must not need the job engine');
    },
  };
}

if (file === undefined) {
  process.stderr.write('Name the file to write: npm run supergraph -- FILE [http://…/subgraphs]\n');
  process.exitCode = 1;
} else {
  const systems = connectSystems(connectors, new Env({}), localHost(), { isSandbox: true, maxAgeMs: 0 });
  const built = subgraphsOf(hubAtRest(systems), [...systems.values()]);
  const urlOf = (name: string): string => (shared === undefined ? '' : `${shared.replace(/\/+$/, '')}/${name}`);
  await writeFile(file, composeSupergraph(built.map(({ name, sdl }) => ({ name, sdl, url: urlOf(name) }))));
  process.stdout.write(`The supergraph is in ${file}\n`);
}
