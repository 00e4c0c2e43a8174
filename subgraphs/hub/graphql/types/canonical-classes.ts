import { Directive, ObjectType } from 'type-graphql';
import type { CanonicalType } from '../../../../shared/canonical/field.js';
import { connectionType } from '../../../../shared/subgraph/page.js';
import type { WireClass } from '../../../../shared/subgraph/wire.js';
import { CustomerFields } from './customer.js';
import { EmployeeFields } from './employee.js';
import { ProjectFields } from './project.js';

/** One canonical type as a federation entity, and its connection. */
export interface CanonicalClass {
  readonly type: WireClass;
  readonly connection: WireClass;
}

export type CanonicalClasses = Readonly<Record<CanonicalType, CanonicalClass>>;

/**
 * The canonical types as classes of one subgraph. Each subgraph gets its own, since which systems' records they lead to
 * depends on the systems that are switched on.
 */
export function canonicalClasses(): CanonicalClasses {
  return {
    Customer: canonicalClass('Customer', CustomerFields, 'A customer, or a department served as one.'),
    Employee: canonicalClass('Employee', EmployeeFields, 'Someone who works for the company.'),
    Project: canonicalClass('Project', ProjectFields, 'A piece of work for a customer.'),
  };
}

function canonicalClass(name: CanonicalType, fields: WireClass, description: string): CanonicalClass {
  const type = class extends fields {};
  Object.defineProperty(type, 'name', { value: name });
  ObjectType(name, { description, simpleResolvers: true })(type);
  Directive('@key(fields: "id")')(type);
  return { type, connection: connectionType(type) };
}
