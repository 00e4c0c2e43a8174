import type { Value } from '../../shared/canonical/field.js';
import { same } from '../../shared/canonical/same.js';
import { fieldOf } from '../../shared/canonical/types.js';
import type { ChangePage, Connection, RawRecord, Resource } from '../../shared/connector.js';
import { imageOf, isWritable, readField, readFields, type Mapping } from '../../shared/mapping/mapping.js';

type Values = Readonly<Record<string, Value | null>>;

const byName: Readonly<Record<string, readonly [Value, Value]>> = {
  postalCode: ['5003', '7010'],
  city: ['Bergen', 'Trondheim'],
  country: ['SE', 'DK'],
  website: ['https://ny.example.no', 'https://annen.example.no'],
  employeeNumber: ['907001', '907002'],
};

const byType: Readonly<Record<string, readonly [Value, Value]>> = {
  text: ['Ny verdi', 'Annen verdi'],
  email: ['Ny.Post@example.no', 'annen@example.no'],
  phone: ['+47 22 33 44 55', '+47 22 33 44 66'],
  organizationNumber: ['900000006', '900000014'],
  boolean: [true, false],
  date: ['2026-03-02', '2026-04-06'],
};

/** A value for every canonical field the hub may write, each another than the record has; references to real records. */
export async function otherValues(mapping: Mapping, record: RawRecord | null, within: Connection): Promise<Values> {
  const values: Record<string, Value> = {};
  for (const [name, field] of writableFields(mapping)) {
    const current = record ? readField(field, record.fields) : null;
    if (current === undefined) continue;
    const { type } = fieldOf(mapping.canonicalType, name);
    const choices = field.reference
      ? await someIds(within, field.reference)
      : (byName[name.split('.').at(-1) ?? name] ?? byType[type] ?? []);
    const other = choices.find((choice) => !same(type, choice, current));
    if (other !== undefined) values[name] = other;
  }
  return values;
}

async function someIds(within: Connection, entityType: string): Promise<string[]> {
  const page = await within.resources[entityType]?.list({ first: 2, after: null });
  return page?.records.map(({ id }) => id) ?? [];
}

/** The canonical fields the hub may write, but for secret ones. */
export function writableFields(mapping: Mapping): [string, Mapping['fields'][string]][] {
  return Object.entries(mapping.fields).filter(([name, field]) => {
    return isWritable(field) && !fieldOf(mapping.canonicalType, name).secret;
  });
}

/** The names of the fields in which a record does not say what was written, by the meaning of the values. */
export function unlike(mapping: Mapping, record: RawRecord, written: Values): string[] {
  const said = readFields(mapping, record.fields);
  return Object.entries(written).flatMap(([name, value]) => {
    const expected = imageOf(mapping.fields[name]!, value);
    const found = said[name];
    const isSame = found !== undefined && same(fieldOf(mapping.canonicalType, name).type, found, expected);
    return isSame ? [] : [name];
  });
}

/** Records of which every writable field can be read, fullest first; the caller takes one that no other test uses. */
export async function fullRecords(resource: Resource, mapping: Mapping): Promise<RawRecord[]> {
  const { records } = await resource.list({ first: 60, after: null });
  const carried = (record: RawRecord): number =>
    writableFields(mapping).filter(([, field]) => readField(field, record.fields) !== undefined).length;
  return records.toSorted((a, b) => carried(b) - carried(a));
}

/** Every record of a list, window by window. */
export async function everyRecord(
  resource: Resource,
  first: number,
): Promise<{ records: RawRecord[]; total: unknown }> {
  const records: RawRecord[] = [];
  for (let after: string | null = null; ;) {
    const page = await resource.list({ first: records.length === 0 ? 7 : first, after });
    records.push(...page.records);
    if (!page.hasNextPage) return { records, total: page.total };
    after = page.cursors.at(-1) ?? null;
  }
}

/** A whole reading of changes. Throws when the cursor comes anywhere but on the last page. */
export async function changes(
  resource: Resource,
  cursor: string | null,
): Promise<{ records: RawRecord[]; cursor: string }> {
  const pages: ChangePage[] = [];
  for await (const page of resource.readChanges(cursor)) pages.push(page);
  const cursors = pages.flatMap((page) => page.cursor ?? []);
  const last = pages.at(-1)?.cursor;
  if (cursors.length !== 1 || !last) throw new Error('a reading of changes gives its cursor on its last page');
  return { records: pages.flatMap((page) => page.records), cursor: last };
}
