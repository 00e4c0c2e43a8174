import { canonicalTypes } from '../canonical/types.js';
import type { CanonicalType } from '../canonical/field.js';
import { isWritable, type Mapping } from '../mapping/mapping.js';
import { applyConfiguration } from './configuration-apply.js';
import { mappingFaults, propertyFaults } from './configuration-field-faults.js';
import { unknownName } from './configuration-names.js';
import type { Mappings } from './configuration-mappings.js';
import type { KnownEntity } from './configuration-paths.js';
import { flowFaults } from './configuration-rules.js';
import { completed, type ConfigurationFile } from './configuration.js';
import { entityKey, type Dataflow } from './dataflow.js';

/** What a configuration may speak of. */
export interface Known {
  readonly dataflows: readonly Dataflow[];
  /** By `system.EntityType`, whether or not its system is switched on. */
  readonly entities: ReadonlyMap<string, KnownEntity>;
}

/** Everything that is wrong with what a file says, each fault with its place in the file. */
export function configurationFaults(file: ConfigurationFile, known: Known): string[] {
  const mappings = new Map([...known.entities].map(([key, { mapping }]) => [key, mapping] as const));
  const configuration = completed(file, known.dataflows);
  const effective = applyConfiguration(configuration, { dataflows: known.dataflows, mappings });
  return [
    ...dataflowFaults(file, known),
    ...ownerFaults(file, effective.mappings),
    ...criticalFaults(file),
    ...systemFaults(file, known),
    ...mappingFaults(file.mappings ?? {}, known.entities),
    ...propertyFaults(file, known),
    ...effective.dataflows.flatMap((flow) => effectiveFaults(flow, effective.mappings, known)),
  ];
}

function dataflowFaults(file: ConfigurationFile, { dataflows }: Known): string[] {
  return Object.entries(file.dataflows ?? {}).flatMap(([id, setting]) => {
    const at = `dataflows.${id}`;
    const flow = dataflows.find((one) => one.id === id);
    if (!flow)
      return [
        `${at}: ${unknownName(
          id,
          dataflows.map((one) => one.id),
        )}`,
      ];
    if (flow.establish === 'CREATE')
      return setting.match?.length === 0 ? [`${at}.match: needs a rule, or every record would be made anew`] : [];
    return [
      setting.match ? `${at}.match: the rules of a dataflow that only matches cannot be changed` : null,
      setting.reflect ? `${at}.reflect: this dataflow makes no records` : null,
    ].filter((fault) => fault !== null);
  });
}

function ownerFaults({ owners = {} }: ConfigurationFile, mappings: Mappings): string[] {
  return Object.entries(owners).flatMap(([name, places]) => {
    const at = `owners.${name}`;
    const field = canonicalField(name);
    if (!field) return [`${at}: ${unknownName(name, fieldNames())}`];
    if (field.secret) return [`${at}: is kept nowhere, so it has no owner`];
    return places.flatMap((place, index) => {
      const mapping = mappings.get(place);
      if (!mapping) return [`${at}: ${place} ${unknownName(place, [...mappings.keys()])}`];
      if (mapping.canonicalType !== field.type || !Object.hasOwn(mapping.fields, field.name))
        return [`${at}: ${place} does not carry it`];
      return places.indexOf(place) === index ? [] : [`${at}: ${place} is there twice`];
    });
  });
}

function criticalFaults({ critical = {} }: ConfigurationFile): string[] {
  return Object.entries(critical).flatMap(([name, freezes]) => {
    const field = canonicalField(name);
    if (!field) return [`critical.${name}: ${unknownName(name, fieldNames())}`];
    return field.secret && !freezes ? [`critical.${name}: cannot be taken out`] : [];
  });
}

function systemFaults({ systemOrder = [] }: ConfigurationFile, { entities }: Known): string[] {
  const systems = [...new Set([...entities.values()].map(({ mapping }) => mapping.system))];
  return systemOrder.flatMap((system, index) => {
    if (!systems.includes(system)) return [`systemOrder: ${system} ${unknownName(system, systems)}`];
    return systemOrder.indexOf(system) === index ? [] : [`systemOrder: ${system} is there twice`];
  });
}

/** What shows only once everything is put together: a rule whose property is not mapped, a deletion that cannot be. */
function effectiveFaults(flow: Dataflow, mappings: Mappings, { entities }: Known): string[] {
  const [left, right] = [mappings.get(entityKey(flow.left)), mappings.get(entityKey(flow.right))];
  if (!left || !right) return [];
  const at = `dataflows.${flow.id}`;
  const archives = flow.deletes !== 'archive' || [left, right].some(canArchive);
  const isRemovable = (mapping: Mapping): boolean => entities.get(entityKey(mapping))?.isRemovable ?? false;
  const removes = flow.deletes !== 'propagate' || [left, right].some(isRemovable);
  return [
    ...flowFaults(flow, left, right, at),
    ...(archives ? [] : [`${at}.deletes: neither side can be put out of use`]),
    ...(removes ? [] : [`${at}.deletes: on neither side can records be removed`]),
  ];
}

function canArchive(mapping: Mapping): boolean {
  const field = mapping.fields[mapping.canonicalType === 'Project' ? 'isClosed' : 'isActive'];
  return field !== undefined && isWritable(field);
}

function fieldNames(): string[] {
  return Object.entries(canonicalTypes).flatMap(([type, fields]) =>
    Object.keys(fields).map((name) => `${type}.${name}`),
  );
}

function canonicalField(full: string): { type: CanonicalType; name: string; secret: boolean } | null {
  if (!fieldNames().includes(full)) return null;
  const [type, name] = [full.slice(0, full.indexOf('.')) as CanonicalType, full.slice(full.indexOf('.') + 1)];
  return { type, name, secret: canonicalTypes[type][name]?.secret ?? false };
}
