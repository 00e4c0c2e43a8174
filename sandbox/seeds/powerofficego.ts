import type { Row, Seed } from '../store/types.js';
import { draw } from '../world/draw.js';
import { customerIn, employeeIn, type Address, type World } from '../world.js';
import { employeeIndex, employeeNumber, NUMBERING } from './ids.js';
import { numberedSeed } from './seed.js';

const FIRST_CUSTOMER_NUMBER = 10_001;
const parent = draw('contactperson parent');
const nationalIdShown = draw('contactperson national id');

/** PowerOffice's tables: customers and employees as in v2, contact persons as in v1. What a row lacks is null to the server. */
export function powerofficegoSeeds(world: World): Record<'customers' | 'employees' | 'contactpersons', Seed> {
  const customers = world.customers.in('poweroffice');
  const employees = world.employees.in('poweroffice');
  const contactpersons = world.employees.in('contactperson');
  return {
    customers: {
      ...numberedSeed('po customer', NUMBERING.poCustomer, customers.count, (at) =>
        customer(customers.indexAt(at), at),
      ),
      find: (field, value) => foundByNumber(field, value, (number) => number - FIRST_CUSTOMER_NUMBER, customers.count),
    },
    employees: {
      ...numberedSeed('po employee', NUMBERING.poEmployee, employees.count, (at) =>
        employee(world, employees.indexAt(at), at),
      ),
      find: (field, value) =>
        foundByNumber(field, value, (number) => employees.positionOf(employeeIndex(world, number)), employees.count),
    },
    contactpersons: numberedSeed('po contactperson', NUMBERING.poContactperson, contactpersons.count, (at) =>
      contactperson(contactpersons.indexAt(at), at, customers.count),
    ),
  };
}

/** Positions by Number without a scan; the references a caller may set are empty in every seeded row. */
function foundByNumber(
  field: string,
  value: unknown,
  positionOf: (number: number) => number | null,
  count: number,
): number[] | null {
  if (field === 'ExternalImportReference' || field === 'ExternalNumber') return [];
  if (field === 'ManagerEmployeeId' || field === 'SalesPersonEmployeeId') return [];
  if (field !== 'Number') return null;
  const position = typeof value === 'number' ? positionOf(value) : null;
  return position !== null && position >= 0 && position < count ? [position] : [];
}

function customer(index: number, position: number): Row {
  const known = customerIn('poweroffice', index);
  return {
    Id: NUMBERING.poCustomer.first + position,
    Number: FIRST_CUSTOMER_NUMBER + position,
    Name: known.name,
    LegalName: known.name,
    IsPerson: false,
    OrganizationNumber: known.organizationNumber,
    EmailAddress: known.email,
    InvoiceEmailAddress: known.email,
    InvoiceDeliveryType: known.email === null ? 'Print' : 'PdfByEmail',
    PhoneNumber: known.phone,
    WebsiteUrl: known.website,
    MailAddress: mailAddress(known.address, 1_000_001 + position),
    IsArchived: !known.active,
  };
}

function employee(world: World, index: number, position: number): Row {
  const person = employeeIn('poweroffice', index);
  return {
    Id: NUMBERING.poEmployee.first + position,
    Number: employeeNumber(world, index),
    FirstName: person.givenName,
    LastName: person.familyName,
    EmailAddress: person.email,
    PhoneNumber: person.mobilePhone,
    JobTitle: person.jobTitle,
    DateOfBirth: person.birthDate,
    Gender: person.sex === 'female' ? 'Female' : 'Male',
    HiredDate: person.hiredDate,
    StartDate: person.hiredDate,
    EndDate: person.leftDate,
    NationalIdNumber: person.nationalId,
    MailAddress: mailAddress(person.address, 5_000_001 + position),
    IsArchived: person.leftDate !== null,
  };
}

function mailAddress(address: Address, id: number): Row {
  return {
    Id: id,
    AddressLine1: address.street,
    AddressLine2: null,
    ZipCode: address.postalCode,
    City: address.city,
    CountryCode: 'NO',
    ExternalCode: null,
    LastChangedDateTimeOffset: '2026-05-04T09:30:00Z',
  };
}

function contactperson(index: number, position: number, customers: number): Row {
  const person = employeeIn('contactperson', index);
  const owner = Math.floor(parent(index) * customers);
  return {
    id: NUMBERING.poContactperson.first + position,
    firstName: person.givenName,
    lastName: person.familyName,
    emailAddress: person.email,
    phoneNumber: person.mobilePhone,
    address1: person.address.street,
    zipCode: person.address.postalCode,
    city: person.address.city,
    residenceCountryCode: 'NO',
    dateOfBirth: person.birthDate,
    socialSecurityNumber: shownNationalId(index, person.nationalId),
    hasNorwegianSSN: true,
    isActive: true,
    partyId: NUMBERING.poCustomer.first + owner,
    partyCustomerCode: FIRST_CUSTOMER_NUMBER + owner,
  };
}

/** Half of them whole, a quarter "hidden", a quarter not there. */
function shownNationalId(index: number, nationalId: string): string | null {
  const drawn = nationalIdShown(index);
  if (drawn < 0.5) return nationalId;
  return drawn < 0.75 ? 'hidden' : null;
}
