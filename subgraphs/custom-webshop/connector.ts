import { defineConnector } from '../../shared/connector.js';
import { connectContract, contractCapabilities, type ContractSystem } from '../../shared/http/contract-resource.js';
import { contractWebhook } from '../../shared/http/contract-webhook.js';
import { customer } from './mappings.js';
import { CustomWebshopCustomer } from './types.js';

const contract: ContractSystem = {
  system: 'custom-webshop',
  prefix: 'CUSTOM_WEBSHOP',
  collections: { Customer: 'customers' },
};

/** Custom Webshop: the company's own shop, over the common contract. */
export const customWebshop = defineConnector({
  system: 'custom-webshop',
  name: 'Custom Webshop',
  urlVariable: 'CUSTOM_WEBSHOP_URL',
  entityTypes: [
    {
      name: 'Customer',
      graph: { type: CustomWebshopCustomer, singular: 'customWebshopCustomer', plural: 'customWebshopCustomers' },
      mapping: customer,
      capabilities: contractCapabilities,
    },
  ],
  webhook: contractWebhook(contract),
  connect: (env) => connectContract(env, contract),
});
