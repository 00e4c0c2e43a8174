import { date, flag } from '../../shared/mapping/codec.js';
import { defineMapping } from '../../shared/mapping/mapping.js';

/** How a Customerp customer corresponds to the canonical one. */
export const customer = defineMapping({
  system: 'customerp',
  entityType: 'Customer',
  canonicalType: 'Customer',
  kind: 'CUSTOMER',
  fields: {
    name: { path: 'name' },
    organizationNumber: { path: 'organizationNumber' },
    email: { path: 'email' },
    phone: { path: 'phone' },
    mobilePhone: { path: 'mobilePhone' },
    website: { path: 'website' },
    'postalAddress.street': { path: 'postalAddress.street' },
    'postalAddress.postalCode': { path: 'postalAddress.postalCode' },
    'postalAddress.city': { path: 'postalAddress.city' },
    'postalAddress.country': { path: 'postalAddress.country' },
    'deliveryAddress.street': { path: 'deliveryAddress.street' },
    'deliveryAddress.postalCode': { path: 'deliveryAddress.postalCode' },
    'deliveryAddress.city': { path: 'deliveryAddress.city' },
    'deliveryAddress.country': { path: 'deliveryAddress.country' },
    isActive: { path: 'isActive', codec: flag },
  },
});

/** How a Customerp employee corresponds to the canonical one. */
export const employee = defineMapping({
  system: 'customerp',
  entityType: 'Employee',
  canonicalType: 'Employee',
  fields: {
    employeeNumber: { path: 'employeeNumber' },
    firstName: { path: 'firstName' },
    lastName: { path: 'lastName' },
    email: { path: 'email' },
    phone: { path: 'phone' },
    mobilePhone: { path: 'mobilePhone' },
    jobTitle: { path: 'jobTitle' },
    hiredDate: { path: 'hiredDate', codec: date },
    isActive: { path: 'isActive', codec: flag },
  },
});

/** How a Customerp project corresponds to the canonical one. */
export const project = defineMapping({
  system: 'customerp',
  entityType: 'Project',
  canonicalType: 'Project',
  fields: {
    number: { path: 'number' },
    name: { path: 'name' },
    startDate: { path: 'startDate', codec: date },
    endDate: { path: 'endDate', codec: date },
    isClosed: { path: 'isClosed', codec: flag },
    customer: { path: 'customerId', reference: 'Customer' },
    manager: { path: 'managerId', reference: 'Employee' },
  },
});
