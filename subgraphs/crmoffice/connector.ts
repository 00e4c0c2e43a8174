import type { Env } from '../../shared/config.js';
import { defineConnector, type Capabilities, type Connection, type Host } from '../../shared/connector.js';
import { createHttpClient, standingOf } from '../../shared/http/client.js';
import { assumptions } from './assumptions.js';
import { activity, contact } from './mappings.js';
import { keptRefreshToken } from './refresh-token.js';
import { crmofficeResource, explainRefusal } from './resource.js';
import { accessToken, variablesToCheck } from './token.js';
import { CrmofficeActivity, CrmofficeContact } from './types.js';

const capabilities: Capabilities = {
  sheet: 'subgraphs/crmoffice/connector.ts',
  keys: 'server',
  externalRef: null,
  idempotencyKey: false,
  createdAt: null,
  since: null,
  paging: 'offset',
  listMayLag: assumptions.listMayLag,
  readLagMs: assumptions.readLagMs,
  inFlightMs: assumptions.inFlightMs,
  version: null,
  conditionalWrite: false,
  write: 'patch',
  writeReturnsBody: assumptions.writeReturnsBody,
  deletes: 'missing',
  perSecond: null,
  concurrency: assumptions.concurrency,
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

function connect(env: Env, { vault }: Host): Connection {
  const grant = {
    clientId: env.text('CRMOFFICE_CLIENT_ID'),
    clientSecret: env.text('CRMOFFICE_CLIENT_SECRET'),
    refreshToken: keptRefreshToken(vault, env.text('CRMOFFICE_REFRESH_TOKEN')),
  };
  const tokens = createHttpClient({
    system: 'crmoffice',
    baseUrl: env.url('CRMOFFICE_TOKEN_URL'),
    address: 'CRMOFFICE_TOKEN_URL',
    credentials: variablesToCheck,
  });
  const token = accessToken(tokens, grant);
  const client = createHttpClient({
    system: 'crmoffice',
    baseUrl: env.url('CRMOFFICE_URL'),
    address: 'CRMOFFICE_URL',
    credentials: 'CRMOFFICE_CLIENT_ID, CRMOFFICE_CLIENT_SECRET and CRMOFFICE_REFRESH_TOKEN',
    headers: async ({ renew }) => ({ authorization: `Bearer ${await token(renew)}` }),
    concurrency: assumptions.concurrency,
    explain: explainRefusal,
  });
  const resources = Object.entries(assumptions.paths).map(([entityType, path]) => {
    return [entityType, crmofficeResource({ client, entityType, path })] as const;
  });
  return {
    resources: Object.fromEntries(resources),
    ...standingOf(client),
    outage: () => client.outage() ?? tokens.outage(),
    close: async () => void (await Promise.all([client.close(), tokens.close()])),
  };
}
