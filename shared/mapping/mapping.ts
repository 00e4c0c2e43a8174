import { fieldOf } from '../canonical/types.js';
import type { CanonicalType, Observed, Value } from '../canonical/field.js';
import { text, type Codec, type Json } from './codec.js';

/** How one canonical field stands in a system's entity. */
export interface FieldMapping {
  /** Wire path, a dot between levels: `MailAddress.City`. */
  readonly path: string;
  /** Plain text where absent. */
  readonly codec?: Codec;
  /** Read, never written. */
  readonly readOnly?: true;
  /** The system's own key: read-only, and no information on a record whose key the hub chose. */
  readonly key?: true;
  /** For a reference: the entity type, in the same system, whose id stands here. */
  readonly reference?: string;
  /** For a national identity number: the wire path of the date of birth, where the system shows the last five digits beside it. */
  readonly bornAt?: string;
  /** No two records there may bear the same value: the system refuses it on a second one. */
  readonly unique?: true;
  /** The system takes no record without a value here, so that it cannot be cleared. */
  readonly required?: true;
  /** The field carries information only where another wire field has this value. */
  readonly when?: { readonly path: string; readonly is: Json };
}

/** How one system's entity corresponds to a canonical type. */
export interface Mapping {
  readonly system: string;
  readonly entityType: string;
  readonly canonicalType: CanonicalType;
  /** For customers: what a record of this entity type makes of its canonical record; absent where either is possible. */
  readonly kind?: 'CUSTOMER' | 'DEPARTMENT';
  /** By canonical field name. */
  readonly fields: Readonly<Record<string, FieldMapping>>;
}

/** Returns its argument. @throws RangeError for a field the canonical type does not have: a fault of the code. */
export function defineMapping<const M extends Mapping>(mapping: M): M {
  for (const name of Object.keys(mapping.fields)) fieldOf(mapping.canonicalType, name);
  return mapping;
}

/** The wire value at a path; undefined where any level is missing. */
export function valueAt(fields: Readonly<Record<string, unknown>>, path: string): unknown {
  return path.split('.').reduce<unknown>((level, name) => {
    if (level === null) return null;
    return typeof level === 'object' && level !== undefined ? (level as Record<string, unknown>)[name] : undefined;
  }, fields);
}

/**
 * What a wire object says of the mapped canonical fields; secret fields are left out. A reference reads as the id of
 * its target in that system, to be translated by who knows the links.
 * @param ownKey whether the record's key came from the hub: then it is no information.
 */
export function readFields(
  mapping: Mapping,
  wire: Readonly<Record<string, unknown>>,
  ownKey = false,
): Record<string, Observed> {
  const result: Record<string, Observed> = {};
  for (const [name, field] of Object.entries(mapping.fields)) {
    if (fieldOf(mapping.canonicalType, name).secret || (field.key && ownKey)) continue;
    result[name] = readField(field, wire);
  }
  return result;
}

/** What a wire object says of one mapped field. */
export function readField(field: FieldMapping, wire: Readonly<Record<string, unknown>>): Observed {
  if (field.when && valueAt(wire, field.when.path) !== field.when.is) return undefined;
  const member = valueAt(wire, field.path);
  return member === undefined ? undefined : (field.codec ?? text).read(member);
}

/** The wire form of canonical values, by wire path; read-only fields and values the system's form cannot say are left out. */
export function writeFields(mapping: Mapping, values: Readonly<Record<string, Value | null>>): Record<string, Json> {
  const result: Record<string, Json> = {};
  for (const [name, value] of Object.entries(values)) {
    const field = mapping.fields[name];
    if (!field || !isWritable(field)) continue;
    const member = (field.codec ?? text).write(value);
    if (member !== undefined) result[field.path] = member;
  }
  return result;
}

/** Whether the hub may write the field. */
export function isWritable(field: FieldMapping): boolean {
  return !field.readOnly && !field.key;
}

/** Whether the system's form has room for a canonical value; a reference is judged when it is translated. */
export function canSay(field: FieldMapping, value: Value | null): boolean {
  return field.reference !== undefined || (field.codec ?? text).write(value) !== undefined;
}

/** What the system will hand back for a canonical value. */
export function imageOf(field: FieldMapping, value: Value | null): Value | null {
  if (value === null) return null;
  return field.codec?.image ? field.codec.image(value) : value;
}
