import { canonicalTypes } from '../../shared/canonical/types.js';
import { configurationFaults } from '../../shared/dataflows/configuration-faults.js';
import { applyConfiguration, type EffectiveConfiguration } from '../../shared/dataflows/configuration-apply.js';
import { completed, type ConfigurationFile } from '../../shared/dataflows/configuration.js';
import type { Dataflow } from '../../shared/dataflows/dataflow.js';
import { dataflows } from '../../shared/dataflows/dataflows.js';
import type { Mapping } from '../../shared/mapping/mapping.js';
import { knownTo } from '../../subgraphs/hub/configuration.js';
import { connectors } from '../../subgraphs/registry.js';

export const known = knownTo(connectors, dataflows);

export const mappings: ReadonlyMap<string, Mapping> = new Map(
  [...known.entities].map(([key, { mapping }]) => [key, mapping]),
);

export const faultsOf = (file: ConfigurationFile): string[] => configurationFaults(file, known);

export const applied = (file: ConfigurationFile): EffectiveConfiguration =>
  applyConfiguration(completed(file), { dataflows, mappings });

export function flowIn(effective: EffectiveConfiguration, id: string): Dataflow {
  const flow = effective.dataflows.find((one) => one.id === id);
  if (!flow) throw new Error(`${id} is not switched on`);
  return flow;
}

export const kundePms = 'tidsbanken.Kunde-custom-pms.Customer';
export const ansattContacts = 'tidsbanken.Ansatt-crmoffice.Contacts';
export const ansattEmployees = 'tidsbanken.Ansatt-powerofficego.Employees';

/** `Type.field` of every field that the canonical types call critical. */
export function everyCriticalField(): string[] {
  return Object.entries(canonicalTypes).flatMap(([type, fields]) =>
    Object.entries(fields).flatMap(([name, { critical }]) => (critical ? [`${type}.${name}`] : [])),
  );
}
