import { startSandbox, type Sandbox, type SystemName } from '../../sandbox/index.js';
import type { Capabilities, Connector } from '../../shared/connector.js';
import { localHost } from '../../shared/host.js';
import { needsCare, type Finding } from '../../subgraphs/doctor/finding.js';
import { runDoctor } from '../../subgraphs/doctor/run.js';
import { connectors } from '../../subgraphs/registry.js';

/** Sandboxes of some systems in memory, gone afterwards. */
export async function withSandbox(
  systems: SystemName[],
  use: (sandbox: Sandbox) => Promise<void>,
  scale = 1,
): Promise<void> {
  const sandbox = await startSandbox({ port: 0, dataDir: null, scale, systems, limitsRate: false });
  try {
    await use(sandbox);
  } finally {
    await sandbox.stop();
  }
}

/** The doctor's findings over a sandbox, its environment changed by `values`. */
export function examined(
  { environment }: Pick<Sandbox, 'environment'>,
  options: { writes?: boolean; of?: readonly Connector[]; values?: Record<string, string | undefined> } = {},
): Promise<Finding[]> {
  return runDoctor({
    connectors: options.of ?? connectors,
    values: { ...environment, ...options.values },
    connect: (connector, env) => connector.connect(env, localHost()),
    writes: options.writes ?? false,
  });
}

export const connectorOf = (system: SystemName): Connector => connectors.find((each) => each.system === system)!;

/** The connector with one entity type alone, whose sheet is changed. */
export function claiming(
  system: SystemName,
  entityType: string,
  change: (sheet: Capabilities) => Partial<Capabilities>,
): Connector {
  const connector = connectorOf(system);
  const only = connector.entityTypes.filter(({ name }) => name === entityType);
  const entityTypes = only.map((each) => {
    return { ...each, capabilities: { ...each.capabilities, ...change(each.capabilities) } };
  });
  return { ...connector, entityTypes };
}

/** `since` of a sheet that has it, changed. */
export function since(
  change: Partial<NonNullable<Capabilities['since']>>,
): (sheet: Capabilities) => Partial<Capabilities> {
  return (sheet) => ({ since: { ...sheet.since!, ...change } });
}

/** What is to be done, as `system.EntityType claim: what was found -> what to do`. */
export function toDo(findings: readonly Finding[]): string[] {
  return findings.filter(needsCare).map(({ system, entityType, claim, found, remedy }) => {
    return `${system}${entityType === null ? '' : `.${entityType}`} ${claim}: ${found} -> ${remedy ?? 'nothing'}`;
  });
}
