import type { Connector } from '../../shared/connector.js';
import type { FaultSpec, SystemName } from '../../sandbox/index.js';
import { connectors } from '../../subgraphs/registry.js';
import type { SandboxSystems } from './sandbox-systems.js';

/** A fault that is on, and how many calls it has hit. */
export type FaultOn = FaultSpec & { readonly hits: number };

/** The six systems' faults, switched over HTTP as a person would. */
export interface Faults {
  add(system: SystemName, ...faults: FaultSpec[]): Promise<void>;
  /** Those that are on in a system; one that had its `times` is gone. */
  list(system: SystemName): Promise<FaultOn[]>;
  lift(system: SystemName): Promise<void>;
}

export function faultsOf({ environment }: Pick<SandboxSystems, 'environment'>): Faults {
  const address = (system: SystemName): string => {
    const url = new URL(environment[`${system.toUpperCase().replaceAll('-', '_')}_URL`] ?? '');
    return `${url.origin}/sandbox/faults`;
  };
  return {
    async add(system, ...faults) {
      const headers = { 'content-type': 'application/json' };
      await answer(address(system), { method: 'POST', headers, body: JSON.stringify(faults) });
    },
    list: async (system) => ((await answer(address(system), {})) as { faults: FaultOn[] }).faults,
    lift: async (system) => void (await answer(address(system), { method: 'DELETE' })),
  };
}

/** The registry's connectors, with so many ms as the longest time in which an unanswered request may take effect. */
export function connectorsInFlightFor(inFlightMs: number): Connector[] {
  return connectors.map((connector) => ({
    ...connector,
    entityTypes: connector.entityTypes.map((entityType) => ({
      ...entityType,
      capabilities: { ...entityType.capabilities, inFlightMs },
    })),
  }));
}

async function answer(url: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(url, init);
  const text = await response.text();
  if (!response.ok) throw new Error(`${init.method ?? 'GET'} ${url} answered ${response.status}: ${text}`);
  return text === '' ? null : JSON.parse(text);
}
