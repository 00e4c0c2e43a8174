import { startCrmoffice } from './crmoffice.js';
import { startCustomSystem, type WebhookTarget } from './custom-contract.js';
import { contractKey, credentials, environmentOf } from './environment.js';
import { aroundOf } from './around.js';
import { createFaults, type FaultSpec } from './faults.js';
import type { Around, Served } from './http.js';
import { startPowerofficego } from './powerofficego.js';
import { seedsOf, SYSTEM_NAMES, type SystemName } from './seeds.js';
import { openStore, type Store } from './store.js';
import { startTidsbanken } from './tidsbanken.js';
import { makeWorld, type World } from './world.js';

export { BadFault, type FaultSpec } from './faults.js';
export { faultsIn } from './faults/written.js';
export { SYSTEM_NAMES, type SystemName } from './seeds.js';

/** What to start, and where. */
export interface SandboxOptions {
  /** The first port: the systems take it and those after it in the order of `SYSTEM_NAMES`. 0 takes free ones. */
  port: number;
  /** Where changes are kept, one journal per system; null keeps them in memory. */
  dataDir: string | null;
  /** How often 150 customers, 40 employees and 80 projects; 6667 gives a million customers. */
  scale: number;
  /** The systems to start; without it all. */
  systems?: SystemName[];
  /** The clock of stamps and tokens; without it the machine's. */
  now?: () => Date;
  /** PowerOffice Go's ten calls a second; true by default. */
  limitsRate?: boolean;
  /** Whether PowerOffice Go v1 shows social security numbers as "hidden"; false by default. */
  masksNationalIds?: boolean;
  /** Whether each of CRM-Office's refresh tokens is good for one use; false by default. */
  rotatesRefreshTokens?: boolean;
  /** The faults each system starts with, as at `/sandbox/faults`; what is none rejects the start. */
  faults?: Partial<Record<SystemName, readonly FaultSpec[]>>;
  /** How many milliseconds PowerOffice Go's reads are behind its writes, as a lagging replica's; 0 by default. */
  readLagMs?: number;
  /** By system of the common contract: fields of which no two live rows of a collection may bear the same value; none by default. */
  unique?: Partial<Record<SystemName, readonly string[]>>;
  /** Whom each system of the common contract tells of its changes; without it, or where it answers null, nobody. */
  webhooks?: (system: SystemName) => WebhookTarget | null;
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

interface Base {
  port: number;
  store: Store;
  around: Around;
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
      running.push(await startOne(system, world, options));
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const addresses = Object.fromEntries(running.map(({ system, server }) => [system, server.address]));
  return { addresses: addresses as Record<SystemName, string>, environment: environmentOf(addresses), stop };
}

async function startOne(system: SystemName, world: World, options: SandboxOptions): Promise<Running> {
  const faults = createFaults(system, options.now ?? (() => new Date()), firstFaults(system, options));
  const { moments } = faults;
  const store = moments.over(openStore(system, options.dataDir, seedsOf[system](world), () => moments.now()));
  const port = options.port === 0 ? 0 : options.port + SYSTEM_NAMES.indexOf(system);
  const server = await serverOf(system, { port, store, around: aroundOf(system, store, faults) }, options);
  return { system, store, server };
}

function firstFaults(system: SystemName, { faults, readLagMs = 0 }: SandboxOptions): FaultSpec[] {
  const lags = system === 'powerofficego' && readLagMs > 0;
  const lag: FaultSpec[] = lags ? [{ id: 'read-lag', kind: 'staleReads', ms: readLagMs }] : [];
  return [...lag, ...(faults?.[system] ?? [])];
}

async function stopOne({ server, store }: Running): Promise<void> {
  await server.stop();
  await store.close();
}

function serverOf(system: SystemName, base: Base, options: SandboxOptions): Promise<Served> {
  switch (system) {
    case 'tidsbanken':
      return startTidsbanken({ ...base, ...credentials.tidsbanken });
    case 'powerofficego': {
      const { limitsRate = true, masksNationalIds = false } = options;
      return startPowerofficego({ ...base, keys: credentials.powerofficego, limitsRate, masksNationalIds });
    }
    case 'crmoffice': {
      const { rotatesRefreshTokens = false } = options;
      return startCrmoffice({ ...base, credentials: credentials.crmoffice, rotatesRefreshTokens });
    }
    default: {
      const webhooks = options.webhooks?.(system) ?? null;
      const [apiKey, unique] = [contractKey(system), options.unique?.[system] ?? []];
      return startCustomSystem({ ...base, system, apiKey, unique, ...(webhooks && { webhooks }) });
    }
  }
}
