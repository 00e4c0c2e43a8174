import type { CustomSystemName } from './custom-contract/systems.js';
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
} as const;

/** The bearer token that a system of the common contract lets in; no secret either. */
export function contractKey(system: CustomSystemName): string {
  return `sandbox-${system}-key`;
}

type Variables = (address: string) => Record<string, string>;

const variables: Record<Exclude<SystemName, CustomSystemName>, Variables> = {
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
};

/** The common contract's variables: `CUSTOM_PMS_URL` and `CUSTOM_PMS_API_KEY`. */
function contractVariables(system: CustomSystemName, address: string): Record<string, string> {
  const prefix = system.toUpperCase().replaceAll('-', '_');
  return { [`${prefix}_URL`]: address, [`${prefix}_API_KEY`]: contractKey(system) };
}

function variablesOf(system: SystemName, address: string): Record<string, string> {
  switch (system) {
    case 'tidsbanken':
    case 'powerofficego':
    case 'crmoffice':
      return variables[system](address);
    default:
      return contractVariables(system, address);
  }
}

/** The environment variables by which the hub finds the systems at these addresses. */
export function environmentOf(addresses: Partial<Record<SystemName, string>>): Record<string, string> {
  const entries = Object.entries(addresses) as [SystemName, string][];
  return Object.assign({}, ...entries.map(([system, address]) => variablesOf(system, address))) as Record<
    string,
    string
  >;
}
