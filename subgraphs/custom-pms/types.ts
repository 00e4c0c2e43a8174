import { Key, SystemEntity, Wire, WireObject } from '../../shared/subgraph/wire.js';

/** A customer's address. */
@WireObject('An address in Custom PMS.')
export class CustomPmsAddress {
  @Wire('street') street?: string | null;
  @Wire('postalCode') postalCode?: string | null;
  @Wire('city') city?: string | null;
}

/** `customers` as Custom PMS shows them. */
@SystemEntity('A customer in Custom PMS.')
export class CustomPmsCustomer {
  @Key('id') id!: string;
  @Wire('externalRef', { readOnly: true }) externalRef?: string | null;
  @Wire('name') name?: string | null;
  @Wire('organizationNumber') organizationNumber?: string | null;
  @Wire('email') email?: string | null;
  @Wire('phone') phone?: string | null;
  @Wire('address', () => CustomPmsAddress) address?: CustomPmsAddress | null;
  @Wire('archived', () => Boolean) archived?: boolean | null;
  @Wire('createdAt', { readOnly: true }) createdAt?: string | null;
  @Wire('updatedAt', { readOnly: true }) updatedAt?: string | null;
}

/** `projects` as Custom PMS shows them. */
@SystemEntity('A project in Custom PMS.')
export class CustomPmsProject {
  @Key('id') id!: string;
  @Wire('externalRef', { readOnly: true }) externalRef?: string | null;
  @Wire('number') number?: string | null;
  @Wire('name') name?: string | null;
  @Wire('startsOn') startsOn?: string | null;
  @Wire('endsOn') endsOn?: string | null;
  @Wire('status') status?: string | null;
  @Wire('customerId') customerId?: string | null;
  @Wire('createdAt', { readOnly: true }) createdAt?: string | null;
  @Wire('updatedAt', { readOnly: true }) updatedAt?: string | null;
}
