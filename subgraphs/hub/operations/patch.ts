import { comparable } from '../../../shared/canonical/same.js';
import { faultOf } from '../../../shared/canonical/valid.js';
import { canonicalTypes, fieldOf } from '../../../shared/canonical/types.js';
import type { CanonicalType, Value } from '../../../shared/canonical/field.js';
import { rows, type Db } from '../store/postgres/sql.js';
import type { UserFault } from './hub.js';

/** Values a person sets, flat (`postalAddress.city`); null clears. */
export type Patch = Readonly<Record<string, Value | null>>;

/**
 * Flattens an input object into canonical fields. What is undefined is not carried; a group given as null clears its
 * members.
 */
export function flatten(type: CanonicalType, input: Readonly<Record<string, unknown>>): Patch {
  const patch: Record<string, Value | null> = {};
  for (const name of Object.keys(canonicalTypes[type])) {
    const [group = '', member] = name.split('.');
    const value = member === undefined ? input[group] : memberOf(input[group], member);
    if (value !== undefined && isValue(value)) patch[name] = value;
  }
  return patch;
}

function memberOf(group: unknown, member: string): unknown {
  if (group === null) return null;
  return typeof group === 'object' ? (group as Record<string, unknown>)[member] : undefined;
}

function isValue(value: unknown): value is Value | null {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

/** What is wrong with a patch, field by field; empty where nothing is. `required`: fields that must be given and not blank. */
export async function faultsOf(
  db: Db,
  type: CanonicalType,
  patch: Patch,
  required: readonly string[],
): Promise<UserFault[]> {
  const missing = required.filter((name) => patch[name] === undefined || blank(patch[name] ?? null));
  const faults = missing.map((name): UserFault => fault(name, 'REQUIRED', 'This must be given.'));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null || missing.includes(name)) continue;
    const field = fieldOf(type, name);
    const reason = field.target ? await referenceFault(db, field.target, String(value)) : faultOf(field.type, value);
    if (reason) faults.push(fault(name, field.target ? 'NOT_FOUND' : 'INVALID', reason));
    else if (field.type !== 'boolean' && comparable(field.type, value) === '') {
      faults.push(fault(name, 'INVALID', 'This is blank; give null to clear it.'));
    }
  }
  return faults;
}

function blank(value: Value | null): boolean {
  return value === null || String(value).trim() === '';
}

function fault(name: string, code: UserFault['code'], message: string): UserFault {
  return { field: ['patch', ...name.split('.')], code, message };
}

async function referenceFault(db: Db, type: CanonicalType, id: string): Promise<string | null> {
  const found = isUuid(id)
    ? await rows(db, 'select 1 from canonical_record where id = $1 and type = $2 and retired_at is null', [id, type])
    : [];
  return found.length === 1 ? null : `There is no ${type.toLowerCase()} with this id.`;
}

/** The canonical ids that a patch refers to. */
export function referencesIn(type: CanonicalType, patch: Patch): string[] {
  return Object.entries(patch).flatMap(([name, value]) =>
    fieldOf(type, name).target && typeof value === 'string' ? [value] : [],
  );
}

/** Whether a text can be an id of ours. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);
}

/** Whether a text can be one of the numbers that edits, conflicts and reviews are known by. */
export function isNumber(text: string): boolean {
  return /^\d{1,18}$/.test(text);
}
