import { randomUUID } from 'node:crypto';
import type { SystemName } from '../seeds.js';
import { assigned, choice, date, flag, group, name, normalisedEmail, reference, text } from './fields.js';
import type { Fields } from './fields.js';

/** The systems that speak the hub's own contract: all but those with an API of their own. */
export type CustomSystemName = Exclude<SystemName, 'tidsbanken' | 'powerofficego' | 'crmoffice'>;

/** One collection: its own fields, and how the system makes the id of a new row from an ascending number. */
export interface Collection {
  readonly fields: Fields;
  readonly idOf: (number: number) => string;
  /** Read-only fields the system fills in on creation, from the same number. */
  readonly assigns?: Readonly<Record<string, (number: number) => string>>;
}

const postal = group('street', 'postalCode', 'city', 'country');

const decimal = (number: number): string => String(number);
const prefixed = (prefix: string) => (number: number) => prefix + String(number).padStart(6, '0');

/** Above the first twelve digits of every seeded id. */
const newIdsFrom = 0x01a0_0000_0000;

/** A version 7 UUID whose first twelve digits count upwards, so that newer rows sort after older ones. */
function ascendingUuid(number: number): string {
  const counted = (newIdsFrom + number).toString(16).padStart(12, '0');
  return `${counted.slice(0, 8)}-${counted.slice(8)}-7${randomUUID().slice(15)}`;
}

/** Every collection of every custom system, by system and by the name it has in the address. */
export const customSystems: Readonly<Record<CustomSystemName, Readonly<Record<string, Collection>>>> = {
  customerp: {
    customers: {
      idOf: decimal,
      assigns: { customerNumber: decimal },
      fields: {
        customerNumber: assigned,
        name,
        organizationNumber: text,
        email: text,
        phone: text,
        mobilePhone: text,
        website: text,
        postalAddress: postal,
        deliveryAddress: postal,
        isActive: flag(true),
      },
    },
    employees: {
      idOf: decimal,
      fields: {
        employeeNumber: text,
        firstName: name,
        lastName: name,
        email: text,
        phone: text,
        mobilePhone: text,
        jobTitle: text,
        hiredDate: date,
        isActive: flag(true),
      },
    },
    projects: {
      idOf: decimal,
      fields: {
        number: text,
        name,
        startDate: date,
        endDate: date,
        isClosed: flag(false),
        customerId: reference('customers'),
        managerId: reference('employees'),
      },
    },
  },
  'custom-pms': {
    customers: {
      idOf: prefixed('cus_'),
      fields: {
        name,
        organizationNumber: text,
        email: text,
        phone: text,
        address: group('street', 'postalCode', 'city'),
        archived: flag(false),
      },
    },
    projects: {
      idOf: prefixed('prj_'),
      fields: {
        number: text,
        name,
        startsOn: date,
        endsOn: date,
        status: choice('open', 'closed'),
        customerId: reference('customers'),
      },
    },
  },
  'custom-webshop': {
    customers: {
      idOf: ascendingUuid,
      fields: {
        name,
        organizationNumber: text,
        email: normalisedEmail,
        phone: text,
        invoiceAddress: postal,
        deliveryAddress: postal,
        blocked: flag(false),
      },
    },
  },
};
