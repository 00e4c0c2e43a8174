import { invertedFlag, lowerCaseText } from '../../shared/mapping/codec.js';
import { defineMapping } from '../../shared/mapping/mapping.js';

/**
 * How a Custom Webshop customer corresponds to the canonical one. It has no kind: the record may stand for a customer
 * or for a department. The shop stores e-mail addresses trimmed and in lower case.
 */
export const customer = defineMapping({
  system: 'custom-webshop',
  entityType: 'Customer',
  canonicalType: 'Customer',
  fields: {
    name: { path: 'name' },
    organizationNumber: { path: 'organizationNumber' },
    email: { path: 'email', codec: lowerCaseText },
    phone: { path: 'phone' },
    'postalAddress.street': { path: 'invoiceAddress.street' },
    'postalAddress.postalCode': { path: 'invoiceAddress.postalCode' },
    'postalAddress.city': { path: 'invoiceAddress.city' },
    'postalAddress.country': { path: 'invoiceAddress.country' },
    'deliveryAddress.street': { path: 'deliveryAddress.street' },
    'deliveryAddress.postalCode': { path: 'deliveryAddress.postalCode' },
    'deliveryAddress.city': { path: 'deliveryAddress.city' },
    'deliveryAddress.country': { path: 'deliveryAddress.country' },
    isActive: { path: 'blocked', codec: invertedFlag },
  },
});
