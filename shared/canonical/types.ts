import type { CanonicalField, CanonicalFields, CanonicalType } from './field.js';

const text = { type: 'text' } as const;

/** What the company says of a customer, or of a department served as one. */
export const customer: CanonicalFields = {
  name: text,
  organizationNumber: { type: 'organizationNumber', critical: true },
  email: { type: 'email' },
  phone: { type: 'phone' },
  mobilePhone: { type: 'phone' },
  website: text,
  'postalAddress.street': text,
  'postalAddress.postalCode': text,
  'postalAddress.city': text,
  'postalAddress.country': text,
  'deliveryAddress.street': text,
  'deliveryAddress.postalCode': text,
  'deliveryAddress.city': text,
  'deliveryAddress.country': text,
  isActive: { type: 'boolean' },
};

export const employee: CanonicalFields = {
  employeeNumber: text,
  firstName: text,
  lastName: text,
  email: { type: 'email' },
  phone: { type: 'phone' },
  mobilePhone: { type: 'phone' },
  jobTitle: text,
  hiredDate: { type: 'date' },
  isActive: { type: 'boolean' },
  nationalIdentityNumber: { type: 'nationalIdentityNumber', critical: true, secret: true },
};

export const project: CanonicalFields = {
  number: text,
  name: text,
  startDate: { type: 'date' },
  endDate: { type: 'date' },
  isClosed: { type: 'boolean' },
  customer: { type: 'reference', target: 'Customer' },
  manager: { type: 'reference', target: 'Employee' },
};

/** Every canonical type, in the order in which records must be settled: what is referred to comes first. */
export const canonicalTypes: Readonly<Record<CanonicalType, CanonicalFields>> = {
  Customer: customer,
  Employee: employee,
  Project: project,
};

/** The field's description. @throws RangeError for a name the type does not have. */
export function fieldOf(type: CanonicalType, name: string): CanonicalField {
  const field = canonicalTypes[type][name];
  if (!field) throw new RangeError(`${type} has no canonical field ${name}`);
  return field;
}

function referencesIn(fields: CanonicalFields): string[] {
  return Object.entries(fields).flatMap(([name, field]) => (field.type === 'reference' ? [name] : []));
}

const references: Readonly<Record<CanonicalType, readonly string[]>> = {
  Customer: referencesIn(customer),
  Employee: referencesIn(employee),
  Project: referencesIn(project),
};

/** The fields of a type that refer to other canonical records. */
export function referencesOf(type: CanonicalType): readonly string[] {
  return references[type];
}
