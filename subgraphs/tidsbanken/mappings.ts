import { dateTime, emptyText, flag, integerText, referenceNumber } from '../../shared/mapping/codec.js';
import { defineMapping } from '../../shared/mapping/mapping.js';

/** How a department corresponds to the canonical customer. */
export const avdeling = defineMapping({
  system: 'tidsbanken',
  entityType: 'Avdeling',
  canonicalType: 'Customer',
  kind: 'DEPARTMENT',
  fields: {
    name: { path: 'Navn', codec: emptyText },
    organizationNumber: { path: 'Organisasjonsnr', codec: emptyText },
    'postalAddress.street': { path: 'Adresse', codec: emptyText },
    'postalAddress.postalCode': { path: 'Postnr', codec: emptyText },
    'postalAddress.city': { path: 'Poststed', codec: emptyText },
    isActive: { path: 'Synlig', codec: flag },
  },
});

/** How a customer corresponds to the canonical one; Kunde has no flag for active. */
export const kunde = defineMapping({
  system: 'tidsbanken',
  entityType: 'Kunde',
  canonicalType: 'Customer',
  kind: 'CUSTOMER',
  fields: {
    name: { path: 'Navn', codec: emptyText },
    organizationNumber: { path: 'Organisasjonsnummer', codec: emptyText },
    email: { path: 'Epost', codec: emptyText },
    phone: { path: 'Telefon', codec: emptyText },
    mobilePhone: { path: 'Mobil', codec: emptyText },
    website: { path: 'Url', codec: emptyText },
    'postalAddress.street': { path: 'Postadresse', codec: emptyText },
    'postalAddress.postalCode': { path: 'Postnr', codec: emptyText },
    'postalAddress.city': { path: 'Poststed', codec: emptyText },
    'deliveryAddress.street': { path: 'Leveringsadresse', codec: emptyText },
    'deliveryAddress.postalCode': { path: 'LevPostNr', codec: emptyText },
    'deliveryAddress.city': { path: 'LevPoststed', codec: emptyText },
  },
});

/** How an employee corresponds to the canonical one. */
export const ansatt = defineMapping({
  system: 'tidsbanken',
  entityType: 'Ansatt',
  canonicalType: 'Employee',
  fields: {
    employeeNumber: { path: 'Id', key: true, codec: integerText },
    firstName: { path: 'Fornavn', codec: emptyText },
    lastName: { path: 'Etternavn', codec: emptyText },
    email: { path: 'Epost', codec: emptyText },
    phone: { path: 'TlfPrivat', codec: emptyText },
    mobilePhone: { path: 'Mobil', codec: emptyText },
    jobTitle: { path: 'Tittel', codec: emptyText },
    hiredDate: { path: 'AnsattDato', codec: dateTime },
    isActive: { path: 'Aktiv', codec: flag },
    nationalIdentityNumber: { path: 'Personnummer', codec: emptyText, readOnly: true, bornAt: 'Fodt' },
  },
});

/** How a project corresponds to the canonical one. `FerdigDato` is the planned end; `Avsluttet` closes it for hours. */
export const prosjekt = defineMapping({
  system: 'tidsbanken',
  entityType: 'Prosjekt',
  canonicalType: 'Project',
  fields: {
    number: { path: 'Id', key: true },
    name: { path: 'Navn', codec: emptyText },
    startDate: { path: 'StartDato', codec: dateTime },
    endDate: { path: 'FerdigDato', codec: dateTime },
    isClosed: { path: 'Avsluttet', codec: flag },
    customer: { path: 'KundeId', codec: emptyText, reference: 'Kunde' },
    manager: { path: 'AnsvarligId', codec: referenceNumber, reference: 'Ansatt' },
  },
});
