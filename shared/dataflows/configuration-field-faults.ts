import { canonicalTypes } from '../canonical/types.js';
import type { FieldMapping, Mapping } from '../mapping/mapping.js';
import { fieldAt } from '../sync/match-keys.js';
import { codecsFor } from './configuration-codecs.js';
import { fieldOfPair, withPairs, withSettings, type Mappings } from './configuration-mappings.js';
import { unknownName } from './configuration-names.js';
import { pathFault, type KnownEntity } from './configuration-paths.js';
import type { ConfigurationFile, FieldSetting, MappingSettings, PropertySetting } from './configuration.js';
import { entityKey, type Dataflow } from './dataflow.js';

type Entities = ReadonlyMap<string, KnownEntity>;

/** What is wrong with fields that are added, moved or switched off. */
export function mappingFaults(settings: MappingSettings, entities: Entities): string[] {
  const after = withSettings(defaults(entities), settings);
  return Object.entries(settings).flatMap(([key, fields]) => {
    const [entity, mapping] = [entities.get(key), after.get(key)];
    if (!entity || !mapping) return [`mappings.${key}: ${unknownName(key, [...entities.keys()])}`];
    return Object.entries(fields).flatMap(([name, setting]) => {
      const fault = fieldFault(entity, mapping, name, setting);
      return fault === null ? [] : [`mappings.${key}.${name}: ${fault}`];
    });
  });
}

function fieldFault(entity: KnownEntity, after: Mapping, name: string, setting: FieldSetting | null): string | null {
  const usual = Object.hasOwn(entity.mapping.fields, name) ? entity.mapping.fields[name] : undefined;
  const refused = nameFault(entity.mapping, name, usual);
  if (refused !== null) return refused;
  if (setting === null) return usual ? null : 'is not mapped anyway';
  return settingFault(entity.mapping, name, usual, setting) ?? pathFault(entity, after, name, setting.path);
}

function nameFault({ canonicalType }: Mapping, name: string, usual?: FieldMapping): string | null {
  const fields = canonicalTypes[canonicalType];
  if (!Object.hasOwn(fields, name)) return unknownName(name, Object.keys(fields));
  if (fields[name]?.secret) return 'is secret: where it stands cannot be set';
  return usual?.key ? 'is the key of the system: where it stands cannot be set' : null;
}

function settingFault(
  { canonicalType }: Mapping,
  name: string,
  usual: FieldMapping | undefined,
  { codec, readOnly, unique }: FieldSetting,
): string | null {
  const type = canonicalTypes[canonicalType][name]?.type ?? 'text';
  const fitting = codecsFor(type);
  if (type === 'reference' && (!usual || codec)) return 'names another record: it can only be moved, without a codec';
  if (!usual && !codec && !fitting.includes('text')) return `needs a codec: ${fitting.join(' or ')}`;
  if (codec && !fitting.includes(codec)) return `cannot be read by ${codec}: take ${fitting.join(' or ')}`;
  if (type === 'reference' && unique) return 'names another record: that no two may name the same cannot be set';
  return usual?.readOnly && readOnly === false ? 'cannot be written in this system' : null;
}

/** What is wrong with the extra pairs of dataflows that are switched on. */
export function propertyFaults(
  file: ConfigurationFile,
  { dataflows, entities }: { readonly dataflows: readonly Dataflow[]; readonly entities: Entities },
): string[] {
  let mappings = withSettings(defaults(entities), file.mappings ?? {});
  const faults: string[] = [];
  for (const flow of dataflows) {
    const setting = file.dataflows?.[flow.id];
    if (setting?.enabled === false) continue;
    (setting?.properties ?? []).forEach((pair, index) => {
      const fault = pairFault(pair, flow, entities, mappings);
      if (fault === null) mappings = withPairs(mappings, [{ flow, pairs: [pair] }]);
      else faults.push(`dataflows.${flow.id}.properties[${index}]: ${fault}`);
    });
  }
  return faults;
}

function pairFault(pair: PropertySetting, flow: Dataflow, entities: Entities, mappings: Mappings): string | null {
  const [left, right] = [mappings.get(entityKey(flow.left)), mappings.get(entityKey(flow.right))];
  if (!left || !right) return null;
  const field = fieldOfPair(pair, left, right);
  if (field === null) return `neither ${pair.left} nor ${pair.right} is mapped: say which canonical "field" they are`;
  return (
    nameFault(left, field) ??
    sideFault(left, entities.get(entityKey(left)), field, pair.left) ??
    sideFault(right, entities.get(entityKey(right)), field, pair.right)
  );
}

function sideFault(mapping: Mapping, entity: KnownEntity | undefined, field: string, path: string): string | null {
  const [key, there] = [entityKey(mapping), fieldAt(mapping, path)];
  if (there === field) return null;
  if (there !== null) return `${path} of ${key} stands for ${there}, not for ${field}`;
  const elsewhere = mapping.fields[field];
  if (elsewhere) return `${key} has ${field} at ${elsewhere.path}: move it under "mappings"`;
  const type = canonicalTypes[mapping.canonicalType][field]?.type ?? 'text';
  if (!codecsFor(type).includes('text') || type === 'reference')
    return `${path} of ${key} is no text: map it under "mappings"`;
  return entity ? pathFault(entity, mapping, field, path) : null;
}

function defaults(entities: Entities): Mappings {
  return new Map([...entities].map(([key, { mapping }]) => [key, mapping] as const));
}
