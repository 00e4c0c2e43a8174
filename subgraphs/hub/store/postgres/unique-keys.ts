import type { Value } from '../../../../shared/canonical/field.js';
import { comparable } from '../../../../shared/canonical/same.js';
import { fieldOf } from '../../../../shared/canonical/types.js';
import { isWritable, readField, type Mapping } from '../../../../shared/mapping/mapping.js';
import type { KeySource } from '../../../../shared/sync/match-keys.js';

/** A value that no two records of an entity type may bear, before hashing. */
interface UniqueKey {
  readonly name: string;
  readonly side: 'UNIQUE';
  readonly text: string;
}

const known = new WeakMap<Mapping, readonly string[]>();

/** The fields that the hub may write and of which no two records may bear the same value; asked for with every change, so found once. */
export function uniqueFields(mapping: Mapping): readonly string[] {
  const found = known.get(mapping) ?? uniqueIn(mapping);
  known.set(mapping, found);
  return found;
}

function uniqueIn({ canonicalType, fields }: Mapping): string[] {
  return Object.entries(fields).flatMap(([name, mapped]) => {
    const { secret, type } = fieldOf(canonicalType, name);
    return mapped.unique && isWritable(mapped) && !secret && type !== 'reference' ? [name] : [];
  });
}

/** The name of a field's key. */
export function uniqueName(field: string): string {
  return `!${field}`;
}

/** The text that equal values of a field have alike. */
export function uniqueText({ canonicalType }: Mapping, field: string, value: Value): string {
  return comparable(fieldOf(canonicalType, field).type, value);
}

/** The values that a record bears and no other of its entity type may bear. */
export function uniqueKeys({ mapping, wire }: Pick<KeySource, 'mapping' | 'wire'>): UniqueKey[] {
  return uniqueFields(mapping).flatMap((field) => {
    const mapped = mapping.fields[field];
    const value = mapped ? readField(mapped, wire) : null;
    if (value === null || value === undefined) return [];
    return [{ name: uniqueName(field), side: 'UNIQUE', text: uniqueText(mapping, field, value) }];
  });
}
