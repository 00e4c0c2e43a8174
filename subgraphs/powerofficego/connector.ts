import type { Env } from '../../shared/config.js';
import { defineConnector, type Connection, type Host, type Resource } from '../../shared/connector.js';
import { standingOf } from '../../shared/http/client.js';
import { capabilities } from './capabilities.js';
import { powerofficegoClients } from './clients.js';
import { contactpersonResource } from './contactperson.js';
import { contactperson, customers, employees } from './mappings.js';
import { PowerofficegoContactperson, PowerofficegoCustomer, PowerofficegoEmployee } from './types.js';
import { findByReference, list, readChanges, readMany, type Place } from './v2-reads.js';
import { create, remove, update } from './v2-writes.js';

const overlapMs = capabilities.Customers.since.overlapMs;

/** PowerOffice Go: customers and employees of the v2 API, contact persons of the v1 API. */
export const powerofficego = defineConnector({
  system: 'powerofficego',
  name: 'PowerOffice Go',
  urlVariable: 'POWEROFFICEGO_URL',
  entityTypes: [
    {
      name: 'Customers',
      graph: { type: PowerofficegoCustomer, singular: 'powerofficegoCustomer', plural: 'powerofficegoCustomers' },
      mapping: customers,
      capabilities: capabilities.Customers,
    },
    {
      name: 'Employees',
      graph: { type: PowerofficegoEmployee, singular: 'powerofficegoEmployee', plural: 'powerofficegoEmployees' },
      mapping: employees,
      capabilities: capabilities.Employees,
    },
    {
      name: 'Contactperson',
      graph: {
        type: PowerofficegoContactperson,
        singular: 'powerofficegoContactperson',
        plural: 'powerofficegoContactpersons',
      },
      mapping: contactperson,
      capabilities: capabilities.Contactperson,
    },
  ],
  connect,
});

function connect(env: Env, host: Host): Connection {
  const { v2, v1, close } = powerofficegoClients(env, host);
  return {
    resources: {
      Customers: v2Resource({ client: v2, entityType: 'Customers', path: '/Customers', overlapMs }),
      Employees: v2Resource({ client: v2, entityType: 'Employees', path: '/Employees', overlapMs }),
      Contactperson: contactpersonResource(v1, capabilities.Contactperson.since.overlapMs),
    },
    ...standingOf(v2),
    outage: () => v2.outage() ?? v1.outage(),
    close,
  };
}

/** One list of the v2 API as a resource; no record has a version. */
function v2Resource(at: Place): Resource {
  return {
    readMany: (ids) => readMany(at, ids),
    list: (window) => list(at, window),
    readChanges: (cursor) => readChanges(at, cursor),
    update: (id, fields) => update(at, id, fields),
    create: (fields, options) => create(at, fields, options),
    find: async (by) => {
      if ('externalRef' in by) return findByReference(at, by.externalRef);
      return (await readMany(at, [by.id])).filter((record) => record !== null);
    },
    remove: (id) => remove(at, id),
  };
}
