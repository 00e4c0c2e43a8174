import { same } from '../../shared/canonical/same.js';
import type { Value } from '../../shared/canonical/field.js';
import { fieldOf } from '../../shared/canonical/types.js';
import type { FieldValues, RawRecord } from '../../shared/connector.js';
import {
  canSay,
  imageOf,
  isWritable,
  readField,
  readFields,
  valueAt,
  writeFields,
} from '../../shared/mapping/mapping.js';
import type { Mapping } from '../../shared/mapping/mapping.js';

/** What a record made by the doctor says: fields of nobody, recognisable by name. No number, so that nothing matches it. */
const plain: Readonly<Record<string, Value>> = {
  name: 'Samband doctor',
  firstName: 'Samband',
  lastName: 'Doctor',
  email: 'samband.doctor@example.com',
  phone: '+4755501001',
  mobilePhone: '+4755501002',
  website: 'https://doctor.example.com',
  jobTitle: 'Samband doctor',
  'postalAddress.street': 'Example 1',
  'postalAddress.postalCode': '0001',
  'postalAddress.city': 'Oslo',
  'postalAddress.country': 'NO',
  startDate: '2026-01-05',
  endDate: '2026-01-09',
  hiredDate: '2026-01-05',
  isActive: true,
  isClosed: false,
};

/** The same in forms that systems like to tidy: a space at the end, letter case, a number in groups. */
const untidy: Readonly<Record<string, Value>> = {
  name: 'Samband DOCTOR ',
  lastName: 'DOCTOR ',
  email: 'Samband.Doctor@Example.COM',
  phone: '55 50 10 03',
  mobilePhone: '55 50 10 04',
};

/** What the doctor's record says at first, by wire path. */
export function trialFields(mapping: Mapping): FieldValues {
  return writeFields(mapping, writable(mapping, plain));
}

/** What it is changed to: canonical values, of which the mapping has some. */
export function untidyValues(mapping: Mapping): Readonly<Record<string, Value>> {
  return writable(mapping, untidy);
}

/** The change that puts a record out of use; null where the entity type has no flag for it. */
export function retirement(mapping: Mapping): FieldValues | null {
  const values = writable(mapping, { isActive: false, isClosed: true });
  return Object.keys(values).length === 0 ? null : writeFields(mapping, values);
}

/** Whether a record is one that the doctor made: none other is ever changed. */
export function isTrial(mapping: Mapping, record: RawRecord): boolean {
  const { name, firstName, lastName } = readFields(mapping, record.fields);
  const shown = String(name ?? `${String(firstName)} ${String(lastName)}`);
  return shown.trim().toLowerCase() === 'samband doctor';
}

/** A field that came back in another form than it was sent in. */
export interface Change {
  /** The wire path. */
  readonly path: string;
  readonly how: 'spaces' | 'letter case' | 'spaces and letter case' | 'form';
  /** Whether the mapping foretells it, else whether both forms mean the same. */
  readonly isForetold: boolean;
  readonly meansTheSame: boolean;
}

/** How a record differs in form from the canonical values that were written to it. */
export function changesOf(mapping: Mapping, record: RawRecord, values: Readonly<Record<string, Value>>): Change[] {
  const sent = writeFields(mapping, values);
  return Object.entries(values).flatMap(([name, value]) => {
    const field = mapping.fields[name];
    const wire = field && valueAt(record.fields, field.path);
    if (!field || wire === sent[field.path]) return [];
    const read = readField(field, record.fields) ?? null;
    const { type } = fieldOf(mapping.canonicalType, name);
    const isForetold = field.codec?.image !== undefined && read === imageOf(field, value);
    const how = howChanged(String(sent[field.path]), String(wire));
    return [{ path: field.path, how, isForetold, meansTheSame: same(type, read, value) }];
  });
}

/** The wire paths whose values went away although they were not sent. */
export function lostPaths(mapping: Mapping, before: RawRecord, after: RawRecord, sent: FieldValues): string[] {
  const paths = Object.values(mapping.fields).map(({ path }) => path);
  const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '';
  return paths.filter((path) => {
    return !(path in sent) && !isEmpty(valueAt(before.fields, path)) && isEmpty(valueAt(after.fields, path));
  });
}

function writable(mapping: Mapping, values: Readonly<Record<string, Value>>): Record<string, Value> {
  const entries = Object.entries(values).filter(([name, value]) => {
    const field = mapping.fields[name];
    return field !== undefined && isWritable(field) && canSay(field, value);
  });
  return Object.fromEntries(entries);
}

function howChanged(sent: string, came: string): Change['how'] {
  if (came === sent.trim()) return 'spaces';
  if (came.toLowerCase() === sent.toLowerCase()) return 'letter case';
  return came.toLowerCase() === sent.trim().toLowerCase() ? 'spaces and letter case' : 'form';
}
