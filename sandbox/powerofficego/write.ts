import type { Row, Store, Stored } from '../store.js';
import { ENTITIES, holdersOf, liveRecord, type Entity } from './entities.js';
import { applyPatch } from './json-patch.js';
import { Problem } from './problem.js';
import { addressMistakes, isObject, spelledBody, type Mistake } from './values.js';

const UNKNOWN = 'Object(s) not found';

/** The live record with an id. Throws a 404 `Problem`. */
export function requiredRecord(store: Store, entity: Entity, id: string): Stored {
  const stored = liveRecord(store.table(entity.table), id);
  if (!stored) throw new Problem(404, UNKNOWN, `There is no ${entity.name} with Id ${id}.`);
  return stored;
}

/** Adds a record. Throws a `Problem` that names every mistake. */
export function createRecord(store: Store, entity: Entity, body: unknown): Stored {
  const { values, mistakes } = spelledBody(entity.fields, asObject(entity, body), 'post');
  const row: Row = { ...entity.defaults, ...withoutNulls(values) };
  refuse(entity, [...mistakes, ...requiredMistakes(entity, row), ...addressRequired(row.MailAddress)]);
  resolveNumbers(store, row);
  checkReferences(store, row);
  checkUnique(store, entity, row, null);
  const table = store.table(entity.table);
  return store.together(() => {
    const id = table.nextNumber();
    row.Id = id;
    row.Number ??= freeNumber(store, entity, id - (table.seed.firstNumber ?? 1));
    if (isObject(row.MailAddress)) row.MailAddress = storedAddress(row.MailAddress, id, store.now());
    row.LastChangedDateTimeOffset = store.now().toISOString();
    return table.insert(String(id), row);
  });
}

/** Changes a record by a JSON Patch. Throws a `Problem`; then nothing has changed. */
export function patchRecord(store: Store, entity: Entity, id: string, body: unknown): Stored {
  const before = requiredRecord(store, entity, id).row;
  const { values, address } = applyPatch(entity, body, before);
  const { mistakes } = spelledBody(entity.fields, values, 'patch');
  const row = { ...before, ...values };
  if (row.Number === null) mistakes.push({ property: 'Number', message: 'is required' });
  refuse(entity, [...mistakes, ...nameMistakes(entity, row), ...(address ? addressMistakes(address) : [])]);
  checkReferences(store, values);
  checkUnique(store, entity, values, id);
  const change: Row = { ...values };
  if (address !== undefined) change.MailAddress = address && storedAddress(address, Number(id), store.now(), before);
  const isAddressOnly = Object.keys(values).length === 0;
  change.LastChangedDateTimeOffset = isAddressOnly ? changedBefore(store, entity, id) : store.now().toISOString();
  return store.table(entity.table).update(id, change);
}

/** Removes a record; 409 while others refer to it. */
export function deleteRecord(store: Store, entity: Entity, id: string): void {
  requiredRecord(store, entity, id);
  if (usersOf(store, entity, Number(id)).length > 0) {
    throw new Problem(409, `${entity.name} conflict`, `The ${entity.name} ${id} is in use and cannot be deleted.`);
  }
  store.table(entity.table).remove(id);
}

function usersOf(store: Store, entity: Entity, id: number): Stored[] {
  if (entity.name === 'Customer') return store.table('contactpersons').findBy('partyId', id);
  const sold = store.table('customers').findBy('SalesPersonEmployeeId', id);
  return [...sold, ...store.table('employees').findBy('ManagerEmployeeId', id)];
}

function changedBefore(store: Store, entity: Entity, id: string): unknown {
  const stored = requiredRecord(store, entity, id);
  return stored.row.LastChangedDateTimeOffset ?? stored.changedAt;
}

function asObject(entity: Entity, body: unknown): Record<string, unknown> {
  if (isObject(body)) return body;
  throw new Problem(400, `${entity.name} validation error(s)`, 'The body must be a JSON object.');
}

function withoutNulls(values: Row): Row {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}

function refuse(entity: Entity, mistakes: Mistake[]): void {
  if (mistakes.length === 0) return;
  const detail = mistakes.map(({ property, message }) => `${property} ${message}.`).join(' ');
  throw new Problem(400, `${entity.name} validation error(s)`, detail);
}

function nameMistakes(entity: Entity, row: Row): Mistake[] {
  const needed = entity.name === 'Customer' && row.IsPerson !== true ? ['Name'] : ['FirstName', 'LastName'];
  const isMissing = (name: string): boolean => String(row[name] ?? '').trim() === '';
  return needed.filter(isMissing).map((property) => ({ property, message: 'is required' }));
}

function requiredMistakes(entity: Entity, row: Row): Mistake[] {
  const mistakes = nameMistakes(entity, row);
  const isMailed = entity.name === 'Customer' && row.InvoiceDeliveryType !== 'Print';
  if (isMailed && !row.EmailAddress && !row.InvoiceEmailAddress) {
    mistakes.push({ property: 'EmailAddress', message: 'is required unless InvoiceDeliveryType is Print' });
  }
  return mistakes;
}

function addressRequired(address: unknown): Mistake[] {
  if (!isObject(address)) return [];
  const missing = ['City', 'ZipCode'].filter((part) => !address[part]);
  return missing.map((part) => ({ property: `MailAddress.${part}`, message: 'is required' }));
}

/** Numbers a POST may give instead of ids; an id wins. */
function resolveNumbers(store: Store, row: Row): void {
  for (const [number, idField] of [
    ['SalesPersonEmployeeNumber', 'SalesPersonEmployeeId'],
    ['ManagerEmployeeNo', 'ManagerEmployeeId'],
  ] as const) {
    const given = row[number];
    delete row[number];
    if (given === undefined || row[idField] !== undefined) continue;
    const [employee] = holdersOf(store, ENTITIES.employee, 'Number', given);
    if (!employee) throw new Problem(404, UNKNOWN, `${number}: there is no Employee with Number ${String(given)}.`);
    row[idField] = Number(employee.id);
  }
}

/** Departments, locations, payment terms and the like: this stand-in has none, so no reference to one can be right. */
const NOT_HERE = [
  'DepartmentId',
  'DepartmentCode',
  'LocationId',
  'LocationCode',
  'PaymentTermId',
  'DeliveryTermId',
  'DeliveryTerm',
];

function checkReferences(store: Store, values: Row): void {
  for (const field of ['SalesPersonEmployeeId', 'ManagerEmployeeId']) {
    const id = values[field] ?? null;
    if (id !== null && !liveRecord(store.table('employees'), String(id)))
      throw new Problem(404, UNKNOWN, `${field}: there is no Employee ${String(id)}.`);
  }
  for (const field of NOT_HERE) {
    const value = values[field] ?? null;
    if (value !== null) throw new Problem(404, UNKNOWN, `${field}: there is no ${String(value)}.`);
  }
}

function checkUnique(store: Store, entity: Entity, values: Row, own: string | null): void {
  for (const field of ['Number', 'ExternalNumber', 'ExternalImportReference']) {
    const other = holdersOf(store, entity, field, values[field]).find(({ id }) => id !== own);
    if (other)
      throw new Problem(409, `${entity.name} conflict`, `${field} is already used by the contact with Id ${other.id}.`);
  }
  const number = values.Number ?? null;
  const { from, to } = entity.numbers;
  if (typeof number === 'number' && (number < from || number > to))
    refuse(entity, [{ property: 'Number', message: `must lie in the series ${from} to ${to}` }]);
}

/** The next number of the series that nobody has; customers count on from the seeded ones, employees from 800 000. */
function freeNumber(store: Store, entity: Entity, serial: number): number {
  const table = store.table(entity.table);
  const start = entity.name === 'Customer' ? entity.numbers.from + table.seed.count + 1 : 800_000;
  let number = start + serial;
  while (holdersOf(store, entity, 'Number', number).length > 0) number += 1;
  return number;
}

function storedAddress(address: Row, recordId: number, now: Date, before: Row = {}): Row {
  const old = before.MailAddress;
  const id = isObject(old) ? old.Id : 2_000_000_000 + recordId;
  const empty = {
    AddressLine1: null,
    AddressLine2: null,
    ZipCode: null,
    City: null,
    CountryCode: 'NO',
    ExternalCode: null,
  };
  return { ...empty, ...address, Id: id, LastChangedDateTimeOffset: now.toISOString() };
}
