import { shortText } from '../oslo.js';
import type { Row, Store, Stored, Table } from '../store.js';
import { CUSTOMER, EMPLOYEE, type Fields } from './fields.js';

/** One entity type of the v2 API. */
export interface Entity {
  name: 'Customer' | 'Employee';
  path: 'Customers' | 'Employees';
  table: string;
  fields: Fields;
  /** The list filters that go by this entity's own name, in lower case. */
  numberFilter: string;
  createdFilter: string;
  createdField: string;
  /** The number series a Number must lie in. */
  numbers: { from: number; to: number };
  /** What a new one has where the caller says nothing. */
  defaults: Row;
}

const customer: Entity = {
  name: 'Customer',
  path: 'Customers',
  table: 'customers',
  fields: CUSTOMER,
  numberFilter: 'customernos',
  createdFilter: 'customercreateddatetimeoffsetgreaterthan',
  createdField: 'CustomerCreatedDateTimeOffset',
  numbers: { from: 10_000, to: 999_999 },
  defaults: { IsPerson: false, IsArchived: false, CurrencyCode: 'NOK', InvoiceDeliveryType: 'PdfByEmail' },
};

const employee: Entity = {
  name: 'Employee',
  path: 'Employees',
  table: 'employees',
  fields: EMPLOYEE,
  numberFilter: 'employeenos',
  createdFilter: 'employeecreateddatetimeoffsetgreaterthan',
  createdField: 'EmployeeCreatedDateTimeOffset',
  numbers: { from: 1, to: 999_999 },
  defaults: { IsArchived: false },
};

/** The entity types of v2 that are served. */
export const ENTITIES = { customer, employee };

/** A record as the API shows it: every property there is, null where it has nothing, the national id hidden. */
export function shownRecord(entity: Entity, stored: Stored): Row {
  const { row } = stored;
  const shown: Row = {};
  for (const [name, field] of Object.entries(entity.fields)) if (field.get) shown[name] = row[name] ?? null;
  shown.ContactGroupIds = row.ContactGroupIds ?? [];
  shown.IsActive = row.IsArchived !== true;
  shown.SubledgerAccountId = row.Number;
  shown.NationalIdNumber = row.NationalIdNumber ? 'hidden' : null;
  shown.LastChangedDateTimeOffset = offsetText(lastChanged(stored));
  shown.ContactCreatedDateTimeOffset = shown[entity.createdField] = offsetText(stored.createdAt);
  if (!entity.fields.IsActive) delete shown.IsActive;
  return shown;
}

/** When a record last changed, ISO 8601; edits of its address do not count. Reads the row only of changed records. */
export function lastChanged(stored: Stored): string {
  return stored.changeSeq === 0 ? stored.changedAt : String(stored.row.LastChangedDateTimeOffset ?? stored.changedAt);
}

/** An instant with a numeric offset and 0 to 3 fraction digits. */
export function offsetText(iso: string): string {
  return shortText(Date.parse(iso)).replace('Z', '+00:00');
}

/** The live record with an id, or null. */
export function liveRecord(table: Table, id: string): Stored | null {
  const stored = table.get(id);
  return stored && stored.deletedAt === null ? stored : null;
}

/** The live holders of a value, for the properties that must be unique. */
export function holdersOf(store: Store, entity: Entity, field: string, value: unknown): Stored[] {
  return value === null || value === undefined ? [] : store.table(entity.table).findBy(field, value);
}
