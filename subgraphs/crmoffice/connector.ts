import type { Env } from '../../shared/config.js';
import { defineConnector, type Capabilities, type Connection } from '../../shared/connector.js';
import { createHttpClient } from '../../shared/http/client.js';
import { assumptions } from './assumptions.js';
import { activity, contact } from './mappings.js';
import { crmofficeResource, explainRefusal } from './resource.js';
import { accessToken } from './token.js';
import { CrmofficeActivity, CrmofficeContact } from './types.js';

const capabilities: Capabilities = {
  keys: 'server',
  externalRef: null,
  idempotencyKey: false,
  since: null,
  readLagMs: assumptions.readLagMs,
  inFlightMs: assumptions.inFlightMs,
  conditionalWrite: false,
  deletes: 'missing',
};

/** CRM-Office: contacts and activities, as far as its API is known. */
export const crmoffice = defineConnector({
  system: 'crmoffice',
  name: 'CRM-Office',
  urlVariable: 'CRMOFFICE_URL',
  entityTypes: [
    {
      name: 'Contacts',
      graph: { type: CrmofficeContact, singular: 'crmofficeContact', plural: 'crmofficeContacts' },
      mapping: contact,
      capabilities,
    },
    {
      name: 'Activities',
      graph: { type: CrmofficeActivity, singular: 'crmofficeActivity', plural: 'crmofficeActivities' },
      mapping: activity,
      capabilities,
    },
  ],
  connect,
});

function connect(env: Env): Connection {
  const variables = 'CRMOFFICE_CLIENT_ID, CRMOFFICE_CLIENT_SECRET and CRMOFFICE_REFRESH_TOKEN';
  const grant = {
    clientId: env.text('CRMOFFICE_CLIENT_ID'),
    clientSecret: env.text('CRMOFFICE_CLIENT_SECRET'),
    refreshToken: env.text('CRMOFFICE_REFRESH_TOKEN'),
  };
  const tokens = createHttpClient({
    system: 'crmoffice',
    baseUrl: env.url('CRMOFFICE_TOKEN_URL'),
    credentials: variables,
  });
  const token = accessToken(tokens, grant);
  const client = createHttpClient({
    system: 'crmoffice',
    baseUrl: env.url('CRMOFFICE_URL'),
    credentials: variables,
    headers: async ({ renew }) => ({ authorization: `Bearer ${await token(renew)}` }),
    concurrency: assumptions.concurrency,
    explain: explainRefusal,
  });
  const resources = Object.entries(assumptions.paths).map(([entityType, path]) => {
    return [entityType, crmofficeResource({ client, entityType, path })] as const;
  });
  return {
    resources: Object.fromEntries(resources),
    close: async () => void (await Promise.all([client.close(), tokens.close()])),
  };
}
