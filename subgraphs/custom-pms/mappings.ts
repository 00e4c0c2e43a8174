import { date, invertedFlag, wordFlag } from '../../shared/mapping/codec.js';
import { defineMapping } from '../../shared/mapping/mapping.js';

/**
 * How a Custom PMS customer corresponds to the canonical one. It has no kind: the record may stand for a customer or
 * for a department.
 */
export const customer = defineMapping({
  system: 'custom-pms',
  entityType: 'Customer',
  canonicalType: 'Customer',
  fields: {
    name: { path: 'name' },
    organizationNumber: { path: 'organizationNumber' },
    email: { path: 'email' },
    phone: { path: 'phone' },
    'postalAddress.street': { path: 'address.street' },
    'postalAddress.postalCode': { path: 'address.postalCode' },
    'postalAddress.city': { path: 'address.city' },
    isActive: { path: 'archived', codec: invertedFlag },
  },
});

/** How a Custom PMS project corresponds to the canonical one. */
export const project = defineMapping({
  system: 'custom-pms',
  entityType: 'Project',
  canonicalType: 'Project',
  fields: {
    number: { path: 'number' },
    name: { path: 'name' },
    startDate: { path: 'startsOn', codec: date },
    endDate: { path: 'endsOn', codec: date },
    isClosed: { path: 'status', codec: wordFlag('closed', 'open') },
    customer: { path: 'customerId', reference: 'Customer' },
  },
});
