import { date, flag, integerText, invertedFlag } from '../../shared/mapping/codec.js';
import { defineMapping } from '../../shared/mapping/mapping.js';

/** How a customer corresponds to the canonical one; only a company's `Name` is a name of its own. */
export const customers = defineMapping({
  system: 'powerofficego',
  entityType: 'Customers',
  canonicalType: 'Customer',
  fields: {
    name: { path: 'Name', when: { path: 'IsPerson', is: false } },
    organizationNumber: { path: 'OrganizationNumber' },
    email: { path: 'EmailAddress' },
    phone: { path: 'PhoneNumber' },
    website: { path: 'WebsiteUrl' },
    'postalAddress.street': { path: 'MailAddress.AddressLine1' },
    'postalAddress.postalCode': { path: 'MailAddress.ZipCode' },
    'postalAddress.city': { path: 'MailAddress.City' },
    'postalAddress.country': { path: 'MailAddress.CountryCode' },
    isActive: { path: 'IsArchived', codec: invertedFlag },
  },
});

/** How an employee corresponds to the canonical one. */
export const employees = defineMapping({
  system: 'powerofficego',
  entityType: 'Employees',
  canonicalType: 'Employee',
  fields: {
    employeeNumber: { path: 'Number', codec: integerText, readOnly: true },
    firstName: { path: 'FirstName' },
    lastName: { path: 'LastName' },
    email: { path: 'EmailAddress' },
    phone: { path: 'PhoneNumber' },
    jobTitle: { path: 'JobTitle' },
    hiredDate: { path: 'HiredDate', codec: date },
    isActive: { path: 'IsArchived', codec: invertedFlag },
  },
});

/** How a contact person corresponds to the canonical employee, in the names of the v1 API. */
export const contactperson = defineMapping({
  system: 'powerofficego',
  entityType: 'Contactperson',
  canonicalType: 'Employee',
  fields: {
    firstName: { path: 'firstName' },
    lastName: { path: 'lastName' },
    email: { path: 'emailAddress' },
    phone: { path: 'phoneNumber' },
    isActive: { path: 'isActive', codec: flag },
    nationalIdentityNumber: { path: 'socialSecurityNumber', readOnly: true, bornAt: 'dateOfBirth' },
  },
});
