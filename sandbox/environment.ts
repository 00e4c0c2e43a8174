import type { SystemName } from './seeds.js';

/** The keys the stand-ins let in. They open nothing else and are no secret. */
export const credentials = {
  tidsbanken: { subscriptionKey: 'sandbox-tidsbanken-subscription', tbKey: 'sandbox-tidsbanken-tb-key' },
  powerofficego: {
    applicationKey: 'sandbox-powerofficego-application',
    clientKey: 'sandbox-powerofficego-client',
    subscriptionKey: 'sandbox-powerofficego-subscription',
  },
  crmoffice: {
    clientId: 'sandbox-crmoffice-client',
    clientSecret: 'sandbox-crmoffice-secret',
    refreshToken: 'sandbox-crmoffice-refresh',
  },
  'custom-pms': 'sandbox-custom-pms-key',
  customerp: 'sandbox-customerp-key',
  'custom-webshop': 'sandbox-custom-webshop-key',
} as const;

const variables: Record<SystemName, (address: string) => Record<string, string>> = {
  tidsbanken: (address) => ({
    TIDSBANKEN_URL: address,
    TIDSBANKEN_SUBSCRIPTION_KEY: credentials.tidsbanken.subscriptionKey,
    TIDSBANKEN_KEY: credentials.tidsbanken.tbKey,
  }),
  powerofficego: (address) => ({
    POWEROFFICEGO_URL: `${address}/v2`,
    POWEROFFICEGO_V1_URL: `${address}/v1`,
    POWEROFFICEGO_APPLICATION_KEY: credentials.powerofficego.applicationKey,
    POWEROFFICEGO_CLIENT_KEY: credentials.powerofficego.clientKey,
    POWEROFFICEGO_SUBSCRIPTION_KEY: credentials.powerofficego.subscriptionKey,
  }),
  crmoffice: (address) => ({
    CRMOFFICE_URL: address,
    CRMOFFICE_TOKEN_URL: `${address}/connect/token`,
    CRMOFFICE_CLIENT_ID: credentials.crmoffice.clientId,
    CRMOFFICE_CLIENT_SECRET: credentials.crmoffice.clientSecret,
    CRMOFFICE_REFRESH_TOKEN: credentials.crmoffice.refreshToken,
  }),
  'custom-pms': (address) => ({ CUSTOM_PMS_URL: address, CUSTOM_PMS_API_KEY: credentials['custom-pms'] }),
  customerp: (address) => ({ CUSTOMERP_URL: address, CUSTOMERP_API_KEY: credentials.customerp }),
  'custom-webshop': (address) => ({
    CUSTOM_WEBSHOP_URL: address,
    CUSTOM_WEBSHOP_API_KEY: credentials['custom-webshop'],
  }),
};

/** The environment variables by which the hub finds the systems at these addresses. */
export function environmentOf(addresses: Partial<Record<SystemName, string>>): Record<string, string> {
  const entries = Object.entries(addresses) as [SystemName, string][];
  return Object.assign({}, ...entries.map(([system, address]) => variables[system](address))) as Record<string, string>;
}
