import { Key, SystemEntity, Wire, WireObject } from '../../shared/subgraph/wire.js';

/** The company a contact belongs to, by reference. */
@WireObject('A reference to a company in CRM-Office.')
export class CrmofficeCompanyReference {
  @Wire('id') id?: string | null;
}

/** `contacts` as CRM-Office shows them. */
@SystemEntity('A contact in CRM-Office.')
export class CrmofficeContact {
  @Key('id') id!: string;
  @Wire('givenName') givenName?: string | null;
  @Wire('familyName') familyName?: string | null;
  @Wire('mobilePhone') mobilePhone?: string | null;
  @Wire('directPhone') directPhone?: string | null;
  @Wire('company', () => CrmofficeCompanyReference) company?: CrmofficeCompanyReference | null;
}

/** Where an activity takes place. */
@WireObject('An address in CRM-Office.')
export class CrmofficeAddress {
  @Wire('postalArea') postalArea?: string | null;
  @Wire('country') country?: string | null;
}

/** `activities` as CRM-Office shows them. */
@SystemEntity('An activity in CRM-Office.')
export class CrmofficeActivity {
  @Key('id') id!: string;
  @Wire('subject') subject?: string | null;
  @Wire('ownerId') ownerId?: string | null;
  @Wire('startsAt') startsAt?: string | null;
  @Wire('endsAt') endsAt?: string | null;
  @Wire('address', () => CrmofficeAddress) address?: CrmofficeAddress | null;
}
