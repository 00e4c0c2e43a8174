import { between, chance, draw, pick, shuffled } from './draw.js';
import { messOf, oldIn, type Mess } from './mess.js';
import { landlineNumber, mobileNumber, organizationNumber } from './numbers.js';
import { DEPARTMENTS, FIRM_STEMS, slug, STREETS, TOWNS, TRADES } from './words.js';

/** The tables that hold customers. */
export const CUSTOMER_TABLES = ['kunde', 'customerp', 'pms', 'webshop', 'poweroffice'] as const;
/** A table that holds customers. */
export type CustomerTable = (typeof CUSTOMER_TABLES)[number];

/** A Norwegian address. */
export interface Address {
  street: string;
  postalCode: string;
  city: string;
}

/** A customer as one table knows it; null is what the table does not have. */
export interface Customer {
  name: string;
  organizationNumber: string | null;
  email: string | null;
  phone: string | null;
  mobilePhone: string | null;
  website: string | null;
  address: Address;
  deliveryAddress: Address | null;
  active: boolean;
}

/** The most customers there are names and organisation numbers for. */
export const MOST_CUSTOMERS = 1_000_000;

const shares: Record<CustomerTable, number> = {
  kunde: 0.78,
  customerp: 0.61,
  pms: 0.44,
  webshop: 0.39,
  poweroffice: 0.56,
};
const draws = CUSTOMER_TABLES.map((table) => [table, draw(`${table} has the customer`)] as const);

/** Every tenth customer is in all five tables. */
const isCore = (index: number): boolean => index % 10 === 0;
/** One customer in fifty has the same owner, and mailbox, as the one before it, which is a core one. */
const sharesMailbox = (index: number): boolean => index % 50 === 41;

/** Whether a table holds a customer. Each is in one table at least. */
export function hasCustomer(table: CustomerTable, index: number): boolean {
  if (isCore(index)) return true;
  if (table === 'kunde') return sharesMailbox(index) || drawn('kunde', index) || !inAnyBut(index);
  return drawn(table, index);
}

function drawn(table: CustomerTable, index: number): boolean {
  return draws.find(([name]) => name === table)![1](index) < shares[table];
}

function inAnyBut(index: number): boolean {
  return draws.some(([table, share]) => table !== 'kunde' && share(index) < shares[table]);
}

const firmCount = FIRM_STEMS.length * TRADES.length * TOWNS.length;
const street = pick('customer street', STREETS);
const house = between('customer house', 1, 120);
const oldStreet = pick('customer old street', STREETS);
const mailbox = pick('customer mailbox', ['post', 'post', 'post', 'firmapost', 'kontor', 'faktura']);
const hasNoEmail = chance('customer has no email', 0.06);
const hasNoNumber = chance('customer has no organization number', 0.06);
const hasMobile = chance('customer has a mobile', 0.5);
const hasWebsite = chance('customer has a website', 0.6);
const hasDelivery = chance('customer has a delivery address', 0.25);
const isActive = chance('customer is active', 0.95);
const phone = landlineNumber('customer phone');
const oldPhone = landlineNumber('customer old phone');
const mobile = mobileNumber('customer mobile');
const streetIsOldIn = oldIn('customer street');
const phoneIsOldIn = oldIn('customer phone');

interface Firm {
  stem: string;
  trade: string;
  town: (typeof TOWNS)[number];
}

function firmOf(index: number): Firm {
  const at = shuffled(index, firmCount);
  const trade = Math.floor(at / FIRM_STEMS.length) % TRADES.length;
  const town = Math.floor(at / FIRM_STEMS.length / TRADES.length);
  return { stem: FIRM_STEMS[at % FIRM_STEMS.length]!, trade: TRADES[trade]!, town: TOWNS[town]! };
}

const domainOf = ({ stem, trade, town }: Firm): string => `${slug(`${stem} ${trade} ${town.city}`, '-')}.example`;

/** What all would agree on about a customer. */
function truth(index: number): Customer {
  const firm = firmOf(index);
  const address = {
    street: `${street(index)} ${house(index)}`,
    postalCode: firm.town.postalCode,
    city: firm.town.city,
  };
  return {
    name: `${firm.stem} ${firm.trade} ${firm.town.city} AS`,
    organizationNumber:
      hasNoNumber(index) && !isCore(index) ? null : organizationNumber(shuffled(index, MOST_CUSTOMERS), 0),
    email: emailOf(index, firm),
    phone: phone(index),
    mobilePhone: hasMobile(index) ? mobile(index) : null,
    website: hasWebsite(index) ? `https://www.${domainOf(firm)}` : null,
    address,
    deliveryAddress: hasDelivery(index) ? { ...address, street: `Lagerveien ${house(index)}` } : null,
    active: isActive(index) || isCore(index),
  };
}

function emailOf(index: number, firm: Firm): string | null {
  if (sharesMailbox(index)) return emailOf(index - 1, firmOf(index - 1));
  return hasNoEmail(index) && !isCore(index) ? null : `${mailbox(index)}@${domainOf(firm)}`;
}

const habits = { kunde: 'bare', customerp: 'spaced', pms: 'bare', webshop: 'prefixed', poweroffice: 'bare' } as const;

interface Hand {
  mess: Mess;
  lacksEmail: (index: number) => boolean;
  lacksNumber: (index: number) => boolean;
}

function handOf(table: CustomerTable): Hand {
  return {
    mess: messOf(`${table} customer`, habits[table]),
    lacksEmail: chance(`${table} lacks the customer's email`, 0.05),
    lacksNumber: chance(`${table} lacks the customer's organization number`, 0.06),
  };
}

const hands = new Map(CUSTOMER_TABLES.map((table) => [table, handOf(table)]));

/** A customer as a table has it: mostly the truth in that table's hand, now and then something missing or out of date. */
export function customerIn(table: CustomerTable, index: number): Customer {
  const { mess, lacksEmail, lacksNumber } = hands.get(table)!;
  const known = truth(index);
  const holders = CUSTOMER_TABLES.filter((each) => hasCustomer(each, index));
  const tel = phoneIsOldIn(index, holders) === table ? oldPhone(index) : known.phone;
  const isMoved = streetIsOldIn(index, holders) === table;
  const lost = <T>(lacks: boolean, value: T | null): T | null => (lacks && !isCore(index) ? null : value);
  const email = lost(lacksEmail(index) && !sharesMailbox(index), known.email);
  const number = lost(lacksNumber(index), known.organizationNumber);
  return {
    ...known,
    name: mess.name(index, known.name),
    email: email && mess.email(index, email),
    organizationNumber: number && mess.organizationNumber(index, number),
    phone: tel && mess.phone(index, tel),
    mobilePhone: known.mobilePhone && mess.phone(index, known.mobilePhone),
    address: isMoved ? { ...known.address, street: `${oldStreet(index)} ${house(index) + 1}` } : known.address,
  };
}

/** A department, also as the customer it is to other systems. */
export interface Department extends Address {
  id: string;
  name: string;
  organizationNumber: string;
}

/** The departments in order, ids `1` to `8`. */
export const departments: readonly Department[] = DEPARTMENTS.map((name, at) => ({
  id: String(at + 1),
  name,
  organizationNumber: organizationNumber(900_001 + at * 137, 1),
  street: `${STREETS[at]} ${at * 7 + 3}`,
  ...TOWNS.find(({ city }) => name.endsWith(city))!,
}));
