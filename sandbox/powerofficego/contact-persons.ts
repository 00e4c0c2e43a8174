import { driftedSkip, type Call } from '../http.js';
import { parseFilter, meets, type Filter, type Vocabulary } from '../odata/filter.js';
import type { Row, Store, Stored } from '../store.js';
import { byNumber, inOrder, type Key } from '../order.js';

/** A refusal of the v1 API: it comes as HTTP 200 with `success: false`. */
export class V1Fault extends Error {
  override readonly name = 'V1Fault';
}

type Kind = 'string' | 'number' | 'boolean';

/** What a caller may write; the rest is the server's. */
export const WRITABLE: Readonly<Record<string, Kind>> = {
  firstName: 'string',
  lastName: 'string',
  emailAddress: 'string',
  phoneNumber: 'string',
  address1: 'string',
  address2: 'string',
  zipCode: 'string',
  city: 'string',
  residenceCountryCode: 'string',
  dateOfBirth: 'string',
  placeOfBirth: 'string',
  citizenship: 'string',
  externalCode: 'string',
  gender: 'number',
  socialSecurityNumber: 'string',
  hasNorwegianSSN: 'boolean',
  isActive: 'boolean',
  isPep: 'boolean',
  isRca: 'boolean',
};
const READ_ONLY: Readonly<Record<string, Kind>> = { partyId: 'number', partyCustomerCode: 'number' };

/** A contact person as the API shows it: what is null is left out. `masks` hides the social security number. */
export function shownContact(stored: Stored, masks: boolean): Row {
  const { row } = stored;
  const shown: Row = { id: Number(stored.id) };
  for (const name of [...Object.keys(WRITABLE), ...Object.keys(READ_ONLY)]) {
    if (row[name] !== null && row[name] !== undefined) shown[name] = row[name];
  }
  if (masks && shown.socialSecurityNumber !== undefined) shown.socialSecurityNumber = 'hidden';
  shown.lastChanged = `${stored.changedAt.slice(0, 19)} +00:00`;
  return shown;
}

/** The query options of a contact list. Throws a `V1Fault` or a `FilterFault`. */
export function contactPage(stored: Iterable<Stored>, call: Call): { records: Stored[]; count: number } {
  const { query } = call;
  const text = query.get('$filter');
  const top = wholeNumber(query, '$top');
  const skip = driftedSkip(call, wholeNumber(query, '$skip') ?? 0);
  if (query.has('$skip') && (top === null || !query.has('$orderby')))
    throw new V1Fault('$skip needs $top and $orderby.');
  const order = orderOf(query.get('$orderby'));
  const filter = text === null ? null : filterOf(text);
  const found = [...stored].filter(
    (each) => each.deletedAt === null && (filter === null || meets(filter, (name) => valueOf(each, name))),
  );
  const sorted = order ? inOrder(found, [order, byNumber]) : found;
  return {
    records: sorted.slice(skip, top === null ? undefined : skip + top),
    count: found.length + (call.drift ?? 0),
  };
}

function filterOf(text: string): Filter {
  if (!/^\s*\(.*\)\s*$/s.test(text)) throw new V1Fault('The filter must stand in parentheses.');
  return parseFilter(VOCABULARY, text);
}

/** Filters spell properties with a capital, and stamps as `datetimeoffset'…'`. */
const VOCABULARY: Vocabulary = {
  typeName: 'ContactPerson',
  instants: 'quoted',
  lookup(name) {
    if (name === 'LastChanged') return { property: 'lastChanged', type: 'instant' };
    const property = name === 'Id' ? 'id' : name.charAt(0).toLowerCase() + name.slice(1);
    const kind = property === 'id' ? 'number' : (WRITABLE[property] ?? READ_ONLY[property]);
    if (!kind || !/^[A-Z]/.test(name) || property === 'socialSecurityNumber') return null;
    return { property, type: kind === 'string' ? 'text' : kind };
  },
};

function orderOf(text: string | null): Key | null {
  if (text === null) return null;
  const [name = '', direction = 'asc'] = text.trim().split(/\s+/);
  const found = VOCABULARY.lookup(name);
  if (!found || !/^(asc|desc)$/.test(direction)) throw new V1Fault(`$orderby does not understand '${text}'.`);
  return { of: (stored) => valueOf(stored, found.property), descending: direction === 'desc' };
}

function wholeNumber(query: URLSearchParams, option: string): number | null {
  const text = query.get(option);
  if (text !== null && !/^\d+$/.test(text)) throw new V1Fault(`${option} must be a whole number.`);
  return text === null ? null : Number(text);
}

function valueOf(stored: Stored, property: string): unknown {
  if (property === 'id') return Number(stored.id);
  return property === 'lastChanged' ? Date.parse(stored.changedAt) : (stored.row[property] ?? null);
}

/** Creates a contact person under a customer, or with an `id` changes what is sent of one. Throws a `V1Fault`. */
export function saveContact(store: Store, customer: Stored, body: Row): Stored {
  const table = store.table('contactpersons');
  const { id, ...sent } = body;
  const mistakes = Object.entries(sent).flatMap(([name, value]) => mistakeIn(name, value));
  if (mistakes.length > 0) throw new V1Fault(mistakes.join(' '));
  if (id !== undefined && id !== null) return table.update(contactOf(store, customer, String(id)).id, sent);
  const missing = ['firstName', 'lastName'].filter((name) => !sent[name]);
  if (missing.length > 0) throw new V1Fault(`${missing.join(' and ')} must be given.`);
  return store.together(() => {
    const number = table.nextNumber();
    const owner = { partyId: Number(customer.id), partyCustomerCode: customer.row.Number };
    return table.insert(String(number), { isActive: true, ...sent, id: number, ...owner });
  });
}

/** The live contact person with an id under a customer. Throws a `V1Fault`. */
export function contactOf(store: Store, customer: Stored, id: string): Stored {
  const stored = store.table('contactpersons').get(id);
  const isThere = stored && stored.deletedAt === null && String(stored.row.partyId) === customer.id;
  if (!isThere) throw new V1Fault(`The customer ${customer.id} has no contact person ${id}.`);
  return stored;
}

function mistakeIn(name: string, value: unknown): string[] {
  const kind = WRITABLE[name];
  if (!kind) return [`${name} ${READ_ONLY[name] || name === 'lastChanged' ? 'is read-only' : 'is not a property'}.`];
  if (value === null) return [];
  if (typeof value !== kind) return [`${name} must be a ${kind}.`];
  if (name === 'emailAddress' && !/^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(String(value)))
    return ['emailAddress is not valid.'];
  if (name === 'socialSecurityNumber' && !/^\d{11}$/.test(String(value))) return ['socialSecurityNumber is not valid.'];
  return name === 'externalCode' && String(value).length > 50 ? ['externalCode must be at most 50 characters.'] : [];
}
