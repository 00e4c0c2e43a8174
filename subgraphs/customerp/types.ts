import { Key, SystemEntity, Wire, WireObject } from '../../shared/subgraph/wire.js';

/** A postal or delivery address. */
@WireObject('An address in Customerp.')
export class CustomerpAddress {
  @Wire('street') street?: string | null;
  @Wire('postalCode') postalCode?: string | null;
  @Wire('city') city?: string | null;
  @Wire('country') country?: string | null;
}

/** `customers` as Customerp shows them. */
@SystemEntity('A customer in Customerp.')
export class CustomerpCustomer {
  @Key('id') id!: string;
  @Wire('externalRef', { readOnly: true }) externalRef?: string | null;
  @Wire('customerNumber', { readOnly: true }) customerNumber?: string | null;
  @Wire('name') name?: string | null;
  @Wire('organizationNumber') organizationNumber?: string | null;
  @Wire('email') email?: string | null;
  @Wire('phone') phone?: string | null;
  @Wire('mobilePhone') mobilePhone?: string | null;
  @Wire('website') website?: string | null;
  @Wire('postalAddress', () => CustomerpAddress) postalAddress?: CustomerpAddress | null;
  @Wire('deliveryAddress', () => CustomerpAddress) deliveryAddress?: CustomerpAddress | null;
  @Wire('isActive', () => Boolean) isActive?: boolean | null;
  @Wire('createdAt', { readOnly: true }) createdAt?: string | null;
  @Wire('updatedAt', { readOnly: true }) updatedAt?: string | null;
}

/** `employees` as Customerp shows them. */
@SystemEntity('An employee in Customerp.')
export class CustomerpEmployee {
  @Key('id') id!: string;
  @Wire('externalRef', { readOnly: true }) externalRef?: string | null;
  @Wire('employeeNumber') employeeNumber?: string | null;
  @Wire('firstName') firstName?: string | null;
  @Wire('lastName') lastName?: string | null;
  @Wire('email') email?: string | null;
  @Wire('phone') phone?: string | null;
  @Wire('mobilePhone') mobilePhone?: string | null;
  @Wire('jobTitle') jobTitle?: string | null;
  @Wire('hiredDate') hiredDate?: string | null;
  @Wire('isActive', () => Boolean) isActive?: boolean | null;
  @Wire('createdAt', { readOnly: true }) createdAt?: string | null;
  @Wire('updatedAt', { readOnly: true }) updatedAt?: string | null;
}

/** `projects` as Customerp shows them. */
@SystemEntity('A project in Customerp.')
export class CustomerpProject {
  @Key('id') id!: string;
  @Wire('externalRef', { readOnly: true }) externalRef?: string | null;
  @Wire('number') number?: string | null;
  @Wire('name') name?: string | null;
  @Wire('startDate') startDate?: string | null;
  @Wire('endDate') endDate?: string | null;
  @Wire('isClosed', () => Boolean) isClosed?: boolean | null;
  @Wire('customerId') customerId?: string | null;
  @Wire('managerId') managerId?: string | null;
  @Wire('createdAt', { readOnly: true }) createdAt?: string | null;
  @Wire('updatedAt', { readOnly: true }) updatedAt?: string | null;
}
