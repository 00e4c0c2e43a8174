import type { Members, World } from '../world.js';
import { numberedId, numberedPosition, type Numbering } from './seed.js';

/** How the seeded ids of each table look. */
export const NUMBERING = {
  avdeling: { first: 1 },
  kunde: { first: 100_001 },
  prosjekt: { first: 200_001 },
  ansatt: { first: 101 },
  poCustomer: { first: 3_000_001 },
  poEmployee: { first: 7_000_001 },
  poContactperson: { first: 9_000_001 },
  crmContact: { first: 1001 },
  crmActivity: { first: 5001 },
  customerpCustomer: { first: 20_001 },
  customerpEmployee: { first: 30_001 },
  customerpProject: { first: 40_001 },
  pmsCustomer: { first: 1, prefix: 'cus_', width: 6 },
  pmsProject: { first: 1, prefix: 'prj_', width: 6 },
} as const satisfies Record<string, Numbering>;

/** The id a table gives to something of the world, or null when the table does not hold it. */
export type IdOf = (world: World, index: number) => string | null;

/** Ids of customers, people and projects in each system's table. */
export const kundeId: IdOf = (world, index) => idIn(NUMBERING.kunde, world.customers.in('kunde'), index);
export const ansattId: IdOf = (world, index) => idIn(NUMBERING.ansatt, world.employees.in('ansatt'), index);
export const prosjektId: IdOf = (world, index) => idIn(NUMBERING.prosjekt, world.projects.in('prosjekt'), index);
export const crmContactId: IdOf = (world, index) => idIn(NUMBERING.crmContact, world.employees.in('crm'), index);
export const pmsCustomerId: IdOf = (world, index) => idIn(NUMBERING.pmsCustomer, world.customers.in('pms'), index);
export const customerpCustomerId: IdOf = (world, index) =>
  idIn(NUMBERING.customerpCustomer, world.customers.in('customerp'), index);
export const customerpEmployeeId: IdOf = (world, index) =>
  idIn(NUMBERING.customerpEmployee, world.employees.in('customerp'), index);

const FIRST_OWN_NUMBER = 500_001;

/** Somebody's employee number: the Ansatt's Id, and for people Tidsbanken does not have one far above. */
export function employeeNumber(world: World, index: number): number {
  return Number(ansattId(world, index) ?? FIRST_OWN_NUMBER + index);
}

/** The index of whoever has an employee number; below zero when nobody has. */
export function employeeIndex(world: World, number: number): number {
  const ansatte = world.employees.in('ansatt');
  if (number >= FIRST_OWN_NUMBER) return number - FIRST_OWN_NUMBER;
  const position = numberedPosition(NUMBERING.ansatt, ansatte.count, String(number));
  return position === null ? -1 : ansatte.indexAt(position);
}

function idIn(numbering: Numbering, members: Members, index: number): string | null {
  const position = members.positionOf(index);
  return position === null ? null : numberedId(numbering, position);
}
