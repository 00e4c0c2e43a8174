import { canonicalTypes } from '../canonical/types.js';
import type { Codec } from '../mapping/codec.js';
import type { FieldMapping, Mapping } from '../mapping/mapping.js';
import { fieldAt } from '../sync/match-keys.js';
import { namedCodecs, textCodecOf } from './configuration-codecs.js';
import type { FieldSetting, MappingSettings, PropertySetting } from './configuration.js';
import { entityKey, type Dataflow } from './dataflow.js';

export type Mappings = ReadonlyMap<string, Mapping>;

/**
 * The mappings with the fields that a company added, moved or switched off. A name that the canonical type does not have
 * changes nothing: `configurationFaults` tells of it.
 */
export function withSettings(mappings: Mappings, settings: MappingSettings): Mappings {
  const changed = [...mappings].map(([key, mapping]) => {
    const own = settings[key];
    return [key, own ? withFields(mapping, own) : mapping] as const;
  });
  return new Map(changed);
}

function withFields(mapping: Mapping, settings: Readonly<Record<string, FieldSetting | null>>): Mapping {
  const known = Object.entries(settings).filter(([name]) => hasField(mapping, name));
  const fields = known.reduce<Record<string, FieldMapping>>(
    (all, [name, setting]) => {
      const { [name]: usual, ...others } = all;
      return setting === null ? others : { ...others, [name]: fieldMapping(mapping, usual, setting) };
    },
    { ...mapping.fields },
  );
  return { ...mapping, fields };
}

const flags = ['readOnly', 'unique', 'required'] as const;

function fieldMapping(mapping: Mapping, usual: FieldMapping | undefined, setting: FieldSetting): FieldMapping {
  const { path, codec: name } = setting;
  const codec: Codec | undefined = name ? namedCodecs[name] : usual ? usual.codec : textCodecOf(mapping);
  const said = flags.flatMap((flag) => (setting[flag] ? [[flag, true]] : []));
  return { ...usual, path, ...(codec ? { codec } : {}), ...(Object.fromEntries(said) as Partial<FieldMapping>) };
}

/** What a pair of properties stands for: the field it names, or else the one that either side is mapped to. */
export function fieldOfPair(pair: PropertySetting, left: Mapping, right: Mapping): string | null {
  return pair.field ?? fieldAt(left, pair.left) ?? fieldAt(right, pair.right);
}

/** The mappings with both sides of each dataflow's extra pairs mapped; a side that is mapped already stays as it is. */
export function withPairs(
  mappings: Mappings,
  flows: readonly { readonly flow: Dataflow; readonly pairs: readonly PropertySetting[] }[],
): Mappings {
  const result = new Map(mappings);
  for (const { flow, pairs } of flows) {
    for (const pair of pairs) {
      const [left, right] = [result.get(entityKey(flow.left)), result.get(entityKey(flow.right))];
      const field = left && right ? fieldOfPair(pair, left, right) : null;
      if (!left || !right || field === null) continue;
      result.set(entityKey(flow.left), withField(left, field, pair.left));
      result.set(entityKey(flow.right), withField(right, field, pair.right));
    }
  }
  return result;
}

function withField(mapping: Mapping, name: string, path: string): Mapping {
  if (mapping.fields[name] || !hasField(mapping, name)) return mapping;
  return { ...mapping, fields: { ...mapping.fields, [name]: { path, codec: textCodecOf(mapping) } } };
}

function hasField({ canonicalType }: Mapping, name: string): boolean {
  return Object.hasOwn(canonicalTypes[canonicalType], name);
}
