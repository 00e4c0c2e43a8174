import { defineConnector } from '../../shared/connector.js';
import { connectContract, contractCapabilities, type ContractSystem } from '../../shared/http/contract-resource.js';
import { contractWebhook } from '../../shared/http/contract-webhook.js';
import { customer, employee, project } from './mappings.js';
import { CustomerpCustomer, CustomerpEmployee, CustomerpProject } from './types.js';

const contract: ContractSystem = {
  system: 'customerp',
  prefix: 'CUSTOMERP',
  collections: { Customer: 'customers', Employee: 'employees', Project: 'projects' },
};

/** Customerp: the company's own ERP, over the common contract. */
export const customerp = defineConnector({
  system: 'customerp',
  name: 'Customerp',
  urlVariable: 'CUSTOMERP_URL',
  entityTypes: [
    {
      name: 'Customer',
      graph: { type: CustomerpCustomer, singular: 'customerpCustomer', plural: 'customerpCustomers' },
      mapping: customer,
      capabilities: contractCapabilities,
    },
    {
      name: 'Employee',
      graph: { type: CustomerpEmployee, singular: 'customerpEmployee', plural: 'customerpEmployees' },
      mapping: employee,
      capabilities: contractCapabilities,
    },
    {
      name: 'Project',
      graph: { type: CustomerpProject, singular: 'customerpProject', plural: 'customerpProjects' },
      mapping: project,
      capabilities: contractCapabilities,
    },
  ],
  webhook: contractWebhook(contract),
  connect: (env) => connectContract(env, contract),
});
