import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox, SYSTEM_NAMES, type Sandbox, type SandboxOptions, type SystemName } from '../../sandbox/index.js';

/** The six sandbox systems, each of which can be taken down and brought back as it was. */
export interface SandboxSystems {
  readonly environment: Record<string, string>;
  /** Where each keeps its journal. */
  readonly dataDir: string;
  takeDown(system: SystemName): Promise<void>;
  bringBack(system: SystemName): Promise<void>;
}

/** `prepare` may put journals where the systems, which start then, find them. */
export async function withSandboxSystems(
  scale: number,
  use: (systems: SandboxSystems) => Promise<void>,
  prepare: (dataDir: string) => Promise<void> = async () => undefined,
  more: Pick<SandboxOptions, 'unique'> = {},
): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'samband-sandbox-'));
  await prepare(dataDir);
  const running = new Map<SystemName, Sandbox>();
  const start = async (system: SystemName, port: number): Promise<void> => {
    const options = { port, dataDir, scale, systems: [system], limitsRate: false, ...more };
    running.set(system, await startSandbox(options));
  };
  for (const system of SYSTEM_NAMES) await start(system, 0);
  const environment = Object.assign({}, ...[...running.values()].map((sandbox) => sandbox.environment)) as Record<
    string,
    string
  >;
  const ports = new Map(
    [...running].map(([system, sandbox]) => [system, Number(new URL(sandbox.addresses[system]).port)]),
  );
  try {
    await use({
      environment,
      dataDir,
      async takeDown(system) {
        await running.get(system)?.stop();
        running.delete(system);
      },
      bringBack: (system) => start(system, (ports.get(system) ?? 0) - SYSTEM_NAMES.indexOf(system)),
    });
  } finally {
    for (const sandbox of running.values()) await sandbox.stop();
    await rm(dataDir, { recursive: true });
  }
}
