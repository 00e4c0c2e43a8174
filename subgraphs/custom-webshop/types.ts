import { Key, SystemEntity, Wire, WireObject } from '../../shared/subgraph/wire.js';

/** An invoice or delivery address. */
@WireObject('An address in Custom Webshop.')
export class CustomWebshopAddress {
  @Wire('street') street?: string | null;
  @Wire('postalCode') postalCode?: string | null;
  @Wire('city') city?: string | null;
  @Wire('country') country?: string | null;
}

/** `customers` as Custom Webshop shows them. */
@SystemEntity('A customer in Custom Webshop.')
export class CustomWebshopCustomer {
  @Key('id') id!: string;
  @Wire('externalRef', { readOnly: true }) externalRef?: string | null;
  @Wire('name') name?: string | null;
  @Wire('organizationNumber') organizationNumber?: string | null;
  @Wire('email') email?: string | null;
  @Wire('phone') phone?: string | null;
  @Wire('invoiceAddress', () => CustomWebshopAddress) invoiceAddress?: CustomWebshopAddress | null;
  @Wire('deliveryAddress', () => CustomWebshopAddress) deliveryAddress?: CustomWebshopAddress | null;
  @Wire('blocked', () => Boolean) blocked?: boolean | null;
  @Wire('createdAt', { readOnly: true }) createdAt?: string | null;
  @Wire('updatedAt', { readOnly: true }) updatedAt?: string | null;
}
