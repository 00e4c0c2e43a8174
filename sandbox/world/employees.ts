import { between, chance, draw, pick, shuffled } from './draw.js';
import { messOf, oldIn } from './mess.js';
import { birthOf, mobileNumber, nationalId } from './numbers.js';
import type { Address } from './customers.js';
import { FAMILY_NAMES, JOB_TITLES, MEN, OWN_DOMAIN, slug, STREETS, TOWNS, WOMEN } from './words.js';

/** The tables that hold people. */
export const EMPLOYEE_TABLES = ['ansatt', 'customerp', 'crm', 'poweroffice', 'contactperson'] as const;
/** A table that holds people. */
export type EmployeeTable = (typeof EMPLOYEE_TABLES)[number];

/** A person as one table knows them; null is what the table does not have. */
export interface Employee {
  givenName: string;
  familyName: string;
  sex: 'female' | 'male';
  email: string | null;
  mobilePhone: string | null;
  directPhone: string | null;
  address: Address;
  /** YYYY-MM-DD. */
  birthDate: string;
  nationalId: string;
  jobTitle: string;
  /** YYYY-MM-DD. */
  hiredDate: string;
  /** YYYY-MM-DD, or null for somebody still there. */
  leftDate: string | null;
  /** Position in `departments`. */
  department: number;
}

const shares: Record<EmployeeTable, number> = {
  ansatt: 0.9,
  customerp: 0.7,
  crm: 0.5,
  poweroffice: 0.7,
  contactperson: 0.3,
};
const draws = new Map(EMPLOYEE_TABLES.map((table) => [table, draw(`${table} has the person`)]));

/** One person in forty reads the workshop's mailbox; the next one shares it. */
const leadsWorkshop = (index: number): boolean => index % 40 === 10;
const sharesMailbox = (index: number): boolean => index % 40 === 11;

/** Whether a table holds a person. Each is in one table at least. */
export function hasEmployee(table: EmployeeTable, index: number): boolean {
  if (table === 'ansatt' && (leadsWorkshop(index) || sharesMailbox(index))) return true;
  if (table === 'contactperson' && leadsWorkshop(index)) return true;
  return drawn(table, index) || (table === 'ansatt' && !EMPLOYEE_TABLES.some((each) => drawn(each, index)));
}

function drawn(table: EmployeeTable, index: number): boolean {
  return draws.get(table)!(index) < shares[table];
}

const givenNames = [...WOMEN, ...MEN];
const peopleCount = givenNames.length * FAMILY_NAMES.length;
const street = pick('employee street', STREETS);
const house = between('employee house', 1, 90);
const town = pick('employee town', TOWNS);
const jobTitle = pick('employee title', JOB_TITLES);
const department = between('employee department', 0, 7);
const hiredDay = between('employee hired', 0, 5000);
const stayedDays = between('employee stayed', 200, 900);
const hasLeft = chance('employee has left', 0.06);
const hasNoEmail = chance('employee has no email', 0.07);
const hasDirect = chance('employee has a direct phone', 0.4);
const mobile = mobileNumber('employee mobile');
const oldMobile = mobileNumber('employee old mobile');
const direct = mobileNumber('employee direct phone');
const mobileIsOldIn = oldIn('employee mobile');

/** A day that many days after 2012-01-02, as YYYY-MM-DD. */
const dayOf = (days: number): string => new Date(Date.UTC(2012, 0, 2 + days)).toISOString().slice(0, 10);

/** What all would agree on about a person. */
function truth(index: number): Employee {
  const at = shuffled(index, peopleCount);
  const given = at % givenNames.length;
  const sex = given < WOMEN.length ? 'female' : 'male';
  const familyName = familyNameOf(index, Math.floor(at / givenNames.length));
  const birth = birthOf(index, sex);
  return {
    givenName: givenNames[given]!,
    familyName,
    sex,
    email: emailOf(index, givenNames[given]!, familyName),
    mobilePhone: mobile(index),
    directPhone: hasDirect(index) ? direct(index) : null,
    address: { street: `${street(index)} ${house(index)}`, ...town(index) },
    birthDate: birth.date,
    nationalId: nationalId(birth),
    jobTitle: jobTitle(index),
    hiredDate: dayOf(hiredDay(index)),
    leftDate: hasLeft(index) ? dayOf(hiredDay(index) + stayedDays(index)) : null,
    department: department(index),
  };
}

/** Once every pair of names is used, a second family name tells people apart. */
function familyNameOf(index: number, name: number): string {
  const round = Math.floor(index / peopleCount);
  return round === 0 ? FAMILY_NAMES[name]! : `${FAMILY_NAMES[round - 1]} ${FAMILY_NAMES[name]}`;
}

function emailOf(index: number, givenName: string, familyName: string): string | null {
  if (leadsWorkshop(index) || sharesMailbox(index)) return `verksted${Math.floor(index / 40) || ''}@${OWN_DOMAIN}`;
  return hasNoEmail(index) ? null : `${slug(`${givenName} ${familyName}`, '.')}@${OWN_DOMAIN}`;
}

const habits = {
  ansatt: 'bare',
  customerp: 'spaced',
  crm: 'prefixed',
  poweroffice: 'prefixed',
  contactperson: 'bare',
} as const;
const lacking: Record<EmployeeTable, number> = {
  ansatt: 0.05,
  customerp: 0.05,
  crm: 0.05,
  poweroffice: 0.05,
  contactperson: 0.2,
};
const hands = new Map(
  EMPLOYEE_TABLES.map((table) => [
    table,
    {
      mess: messOf(`${table} person`, habits[table]),
      lacksEmail: chance(`${table} lacks the person's email`, lacking[table]),
    },
  ]),
);

/** A person as a table has them: mostly the truth in that table's hand, now and then something missing or out of date. */
export function employeeIn(table: EmployeeTable, index: number): Employee {
  const { mess, lacksEmail } = hands.get(table)!;
  const known = truth(index);
  const holders = EMPLOYEE_TABLES.filter((each) => hasEmployee(each, index));
  const tel = mobileIsOldIn(index, holders) === table ? oldMobile(index) : known.mobilePhone;
  const isShared = leadsWorkshop(index) || sharesMailbox(index);
  const email = lacksEmail(index) && !isShared ? null : known.email;
  return {
    ...known,
    familyName: mess.name(index, known.familyName),
    email: email && mess.email(index, email),
    mobilePhone: tel && mess.phone(index, tel),
    directPhone: known.directPhone && mess.phone(index, known.directPhone),
  };
}
