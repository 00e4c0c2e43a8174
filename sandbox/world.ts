import { hasCustomer, MOST_CUSTOMERS, type CustomerTable } from './world/customers.js';
import { hasEmployee, type EmployeeTable } from './world/employees.js';
import { membersByTable, type Members } from './world/members.js';
import { hasProject, type ProjectTable } from './world/projects.js';

export { customerIn, departments, type Address, type Customer, type Department } from './world/customers.js';
export { employeeIn, type Employee } from './world/employees.js';
export type { Members } from './world/members.js';
export { projectIn, type Project } from './world/projects.js';

/** The fictitious company at one size: how much of everything there is, and which system's table holds what. */
export interface World {
  customers: { count: number; in(table: CustomerTable): Members };
  employees: { count: number; in(table: EmployeeTable): Members };
  projects: { count: number; in(table: ProjectTable): Members };
}

/**
 * The company with 150 customers, 40 employees and 80 projects times `scale`, rounded up, at most a million customers. Everything in
 * it is a pure function of an index, so any two machines agree on it.
 */
export function makeWorld(scale: number): World {
  if (!(scale > 0 && Number.isFinite(scale))) throw new RangeError(`scale must be a number above 0, not ${scale}.`);
  const times = (count: number): number => Math.ceil(count * scale);
  const [customers, employees, projects] = [Math.min(times(150), MOST_CUSTOMERS), times(40), times(80)];
  return {
    customers: { count: customers, in: membersByTable(customers, hasCustomer) },
    employees: { count: employees, in: membersByTable(employees, hasEmployee) },
    projects: { count: projects, in: membersByTable(projects, hasProject) },
  };
}
