import { startCrmoffice } from './crmoffice.js';
import { startCustomSystem } from './custom-contract.js';
import { credentials, environmentOf } from './environment.js';
import type { Served } from './http.js';
import { startPowerofficego } from './powerofficego.js';
import { seedsOf, SYSTEM_NAMES, type SystemName } from './seeds.js';
import { openStore, type Store } from './store.js';
import { startTidsbanken } from './tidsbanken.js';
import { makeWorld } from './world.js';

export { SYSTEM_NAMES, type SystemName } from './seeds.js';

/** What to start, and where. */
export interface SandboxOptions {
  /** The first port: the systems take it and those after it in the order of `SYSTEM_NAMES`. 0 takes free ones. */
  port: number;
  /** Where changes are kept, one journal per system; null keeps them in memory. */
  dataDir: string | null;
  /** How often 150 customers, 40 employees and 80 projects; 6667 gives a million customers. */
  scale: number;
  /** The systems to start; without it all six. */
  systems?: SystemName[];
  /** The clock of stamps and tokens; without it the machine's. */
  now?: () => Date;
  /** PowerOffice Go's ten calls a second; true by default. */
  limitsRate?: boolean;
  /** Whether PowerOffice Go v1 shows social security numbers as "hidden"; false by default. */
  masksNationalIds?: boolean;
}

/** The running stand-ins. */
export interface Sandbox {
  /** `http://127.0.0.1:4100` and so on, by system; only the started ones. */
  addresses: Record<SystemName, string>;
  /** What to put into the hub's environment to reach the started systems. */
  environment: Record<string, string>;
  /** Stops the servers and closes the journals. */
  stop(): Promise<void>;
}

interface Running {
  system: SystemName;
  store: Store;
  server: Served;
}

/** Starts stand-ins for the external systems on 127.0.0.1. Rejects when a port is taken; then nothing is left running. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const wanted = SYSTEM_NAMES.filter((system) => options.systems?.includes(system) ?? true);
  const world = makeWorld(options.scale);
  const running: Running[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(running.splice(0).map(stopOne));
  };
  try {
    for (const system of wanted) {
      const store = openStore(system, options.dataDir, seedsOf[system](world), options.now);
      const port = options.port === 0 ? 0 : options.port + SYSTEM_NAMES.indexOf(system);
      running.push({ system, store, server: await serverOf(system, port, store, options) });
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const addresses = Object.fromEntries(running.map(({ system, server }) => [system, server.address]));
  return { addresses: addresses as Record<SystemName, string>, environment: environmentOf(addresses), stop };
}

async function stopOne({ server, store }: Running): Promise<void> {
  await server.stop();
  await store.close();
}

function serverOf(system: SystemName, port: number, store: Store, options: SandboxOptions): Promise<Served> {
  switch (system) {
    case 'tidsbanken':
      return startTidsbanken({ port, store, ...credentials.tidsbanken });
    case 'powerofficego': {
      const { limitsRate = true, masksNationalIds = false } = options;
      return startPowerofficego({ port, store, keys: credentials.powerofficego, limitsRate, masksNationalIds });
    }
    case 'crmoffice':
      return startCrmoffice({ port, store, credentials: credentials.crmoffice });
    default:
      return startCustomSystem({ system, port, store, apiKey: credentials[system] });
  }
}
