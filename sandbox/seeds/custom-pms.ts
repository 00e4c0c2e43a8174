import type { Row, Seed } from '../store/types.js';
import { customerIn, departments, projectIn, type Address, type World } from '../world.js';
import { NUMBERING, pmsCustomerId, prosjektId } from './ids.js';
import { numberedSeed } from './seed.js';

/** These departments stand behind the ordinary customers, under their own name. */
const asCustomers = departments.slice(0, 2);

/** Custom PMS's tables. No row has an `externalRef` yet. */
export function customPmsSeeds(world: World): Record<'customers' | 'projects', Seed> {
  const customers = world.customers.in('pms');
  const projects = world.projects.in('pms');
  const rowAt = (at: number): Row => {
    const department = asCustomers[at - customers.count];
    return department ? departmentRow(department) : customer(customers.indexAt(at));
  };
  return {
    customers: numberedSeed('pms customer', NUMBERING.pmsCustomer, customers.count + asCustomers.length, rowAt),
    projects: numberedSeed('pms project', NUMBERING.pmsProject, projects.count, (at) =>
      project(world, projects.indexAt(at)),
    ),
  };
}

function customer(index: number): Row {
  const known = customerIn('pms', index);
  return {
    externalRef: null,
    name: known.name,
    organizationNumber: known.organizationNumber,
    email: known.email,
    phone: known.phone,
    address: addressRow(known.address),
    archived: !known.active,
  };
}

function departmentRow(department: (typeof departments)[number]): Row {
  return {
    externalRef: null,
    name: department.name,
    organizationNumber: department.organizationNumber,
    email: null,
    phone: null,
    address: addressRow(department),
    archived: false,
  };
}

function addressRow({ street, postalCode, city }: Address): Row {
  return { street, postalCode, city };
}

function project(world: World, index: number): Row {
  const known = projectIn('pms', index, world.customers.count, world.employees.count);
  return {
    externalRef: null,
    number: prosjektId(world, index) ?? `P${index + 1}`,
    name: known.name,
    startsOn: known.start,
    endsOn: known.end,
    status: known.closed ? 'closed' : 'open',
    customerId: pmsCustomerId(world, known.customer),
  };
}
