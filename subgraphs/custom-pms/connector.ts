import { defineConnector } from '../../shared/connector.js';
import { connectContract, contractCapabilities, type ContractSystem } from '../../shared/http/contract-resource.js';
import { contractWebhook } from '../../shared/http/contract-webhook.js';
import { customer, project } from './mappings.js';
import { CustomPmsCustomer, CustomPmsProject } from './types.js';

const contract: ContractSystem = {
  system: 'custom-pms',
  prefix: 'CUSTOM_PMS',
  collections: { Customer: 'customers', Project: 'projects' },
};

/** Custom PMS: the company's own project management system, over the common contract. */
export const customPms = defineConnector({
  system: 'custom-pms',
  name: 'Custom PMS',
  urlVariable: 'CUSTOM_PMS_URL',
  entityTypes: [
    {
      name: 'Customer',
      graph: { type: CustomPmsCustomer, singular: 'customPmsCustomer', plural: 'customPmsCustomers' },
      mapping: customer,
      capabilities: contractCapabilities,
    },
    {
      name: 'Project',
      graph: { type: CustomPmsProject, singular: 'customPmsProject', plural: 'customPmsProjects' },
      mapping: project,
      capabilities: contractCapabilities,
    },
  ],
  webhook: contractWebhook(contract),
  connect: (env) => connectContract(env, contract),
});
