import { dateTime } from '../../shared/mapping/codec.js';
import { defineMapping } from '../../shared/mapping/mapping.js';

/** How a CRM-Office contact corresponds to the canonical employee: the three listed properties. */
export const contact = defineMapping({
  system: 'crmoffice',
  entityType: 'Contacts',
  canonicalType: 'Employee',
  fields: {
    firstName: { path: 'givenName' },
    lastName: { path: 'familyName' },
    mobilePhone: { path: 'mobilePhone' },
  },
});

/** How a CRM-Office activity corresponds to the canonical project: the four listed properties. */
export const activity = defineMapping({
  system: 'crmoffice',
  entityType: 'Activities',
  canonicalType: 'Project',
  fields: {
    name: { path: 'subject' },
    manager: { path: 'ownerId', reference: 'Contacts' },
    startDate: { path: 'startsAt', codec: dateTime },
    endDate: { path: 'endsAt', codec: dateTime },
  },
});
