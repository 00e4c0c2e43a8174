import type { Row, Seed } from '../store/types.js';
import { customerIn, employeeIn, projectIn, type Address, type World } from '../world.js';
import { customerpCustomerId, customerpEmployeeId, employeeNumber, NUMBERING, prosjektId } from './ids.js';
import { numberedSeed } from './seed.js';

/** Customerp's tables. No row has an `externalRef` yet. */
export function customerpSeeds(world: World): Record<'customers' | 'employees' | 'projects', Seed> {
  const customers = world.customers.in('customerp');
  const employees = world.employees.in('customerp');
  const projects = world.projects.in('customerp');
  return {
    customers: numberedSeed('customerp customer', NUMBERING.customerpCustomer, customers.count, (at) =>
      customer(customers.indexAt(at), at),
    ),
    employees: numberedSeed('customerp employee', NUMBERING.customerpEmployee, employees.count, (at) =>
      employee(world, employees.indexAt(at)),
    ),
    projects: numberedSeed('customerp project', NUMBERING.customerpProject, projects.count, (at) =>
      project(world, projects.indexAt(at)),
    ),
  };
}

function customer(index: number, position: number): Row {
  const known = customerIn('customerp', index);
  return {
    externalRef: null,
    customerNumber: String(NUMBERING.customerpCustomer.first + position),
    name: known.name,
    organizationNumber: known.organizationNumber,
    email: known.email,
    phone: known.phone,
    mobilePhone: known.mobilePhone,
    website: known.website,
    postalAddress: addressRow(known.address),
    deliveryAddress: known.deliveryAddress && addressRow(known.deliveryAddress),
    isActive: known.active,
  };
}

function addressRow(address: Address): Row {
  return { street: address.street, postalCode: address.postalCode, city: address.city, country: 'NO' };
}

function employee(world: World, index: number): Row {
  const person = employeeIn('customerp', index);
  return {
    externalRef: null,
    employeeNumber: String(employeeNumber(world, index)),
    firstName: person.givenName,
    lastName: person.familyName,
    email: person.email,
    phone: person.directPhone,
    mobilePhone: person.mobilePhone,
    jobTitle: person.jobTitle,
    hiredDate: person.hiredDate,
    isActive: person.leftDate === null,
  };
}

function project(world: World, index: number): Row {
  const known = projectIn('customerp', index, world.customers.count, world.employees.count);
  return {
    externalRef: null,
    number: prosjektId(world, index) ?? `E${index + 1}`,
    name: known.name,
    startDate: known.start,
    endDate: known.end,
    isClosed: known.closed,
    customerId: customerpCustomerId(world, known.customer),
    managerId: customerpEmployeeId(world, known.responsible),
  };
}
