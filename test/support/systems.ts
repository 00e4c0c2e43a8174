type Fields = Record<string, unknown>;

/** The sandbox systems as their own users reach them: plain HTTP, nothing of the hub's. */
export interface Systems {
  tidsbanken(entity: 'Ansatt' | 'Avdeling' | 'Kunde' | 'Prosjekt'): Promise<Fields[]>;
  editTidsbanken(entity: 'Ansatt' | 'Kunde' | 'Prosjekt', fields: Fields): Promise<void>;
  contacts(): Promise<Fields[]>;
  activities(): Promise<Fields[]>;
  powerofficeCustomers(): Promise<Fields[]>;
  powerofficeEmployees(): Promise<Fields[]>;
  contactPersons(): Promise<Fields[]>;
  custom(system: 'customerp' | 'custom-pms' | 'custom-webshop', collection: string): Promise<Fields[]>;
  editCustom(system: 'customerp' | 'custom-pms' | 'custom-webshop', path: string, fields: Fields): Promise<void>;
  removeCustom(system: 'customerp' | 'custom-pms' | 'custom-webshop', path: string): Promise<void>;
  /** Makes a record, and answers its id. */
  makeCustom(
    system: 'customerp' | 'custom-pms' | 'custom-webshop',
    collection: string,
    fields: Fields,
  ): Promise<string>;
  /** How many records each entity type has. */
  counts(): Promise<Record<string, number>>;
}

const service = { Ansatt: 'ansatt', Avdeling: 'ansatt', Kunde: 'prosjekt', Prosjekt: 'prosjekt' } as const;

export function systemsOf({ environment }: { environment: Record<string, string> }): Systems {
  const value = (name: string): string => environment[name] ?? '';
  const tidsbankenHeaders = {
    'Ocp-Apim-Subscription-Key': value('TIDSBANKEN_SUBSCRIPTION_KEY'),
    'tb-key': value('TIDSBANKEN_KEY'),
    'x-api-version': '3.0',
  };
  const customUrl = (system: string): string => value(`${variable(system)}_URL`);
  const customHeaders = (system: string) => ({ authorization: `Bearer ${value(`${variable(system)}_API_KEY`)}` });
  const crm = async (path: string): Promise<Fields[]> => {
    const headers = { authorization: `Bearer ${await crmToken(value)}` };
    return items(await answer(`${value('CRMOFFICE_URL')}/${path}?pageSize=500`, { headers }));
  };
  const poweroffice = async (path: string): Promise<Fields[]> => {
    const key = { 'Ocp-Apim-Subscription-Key': value('POWEROFFICEGO_SUBSCRIPTION_KEY') };
    const token = await powerofficeToken(`${origin(value('POWEROFFICEGO_URL'))}/OAuth/Token`, value, key);
    const found = await answer(`${value('POWEROFFICEGO_URL')}/${path}`, {
      headers: { ...key, authorization: `Bearer ${token}` },
    });
    return (found as Fields[] | null) ?? [];
  };

  const systems: Systems = {
    async tidsbanken(entity) {
      const url = `${value('TIDSBANKEN_URL')}/${service[entity]}/${entity}?$top=1000&$orderby=Id`;
      return ((await answer(url, { headers: tidsbankenHeaders })) as { value: Fields[] }).value;
    },
    async editTidsbanken(entity, fields) {
      const headers = { ...tidsbankenHeaders, 'content-type': 'application/json' };
      const body = JSON.stringify([fields]);
      await answer(`${value('TIDSBANKEN_URL')}/${service[entity]}/${entity}`, { method: 'PUT', headers, body });
    },
    contacts: () => crm('contacts'),
    activities: () => crm('activities'),
    powerofficeCustomers: () => poweroffice('Customers'),
    powerofficeEmployees: () => poweroffice('Employees'),
    async contactPersons() {
      const token = await powerofficeToken(`${value('POWEROFFICEGO_V1_URL')}/OAuth/Token`, value, {});
      const headers = { authorization: `Bearer ${token}` };
      return ((await answer(`${value('POWEROFFICEGO_V1_URL')}/PartyContactPerson/`, { headers })) as { data: Fields[] })
        .data;
    },
    async custom(system, collection) {
      return items(await answer(`${customUrl(system)}/${collection}?limit=1000`, { headers: customHeaders(system) }));
    },
    async makeCustom(system, collection, fields) {
      const headers = { ...customHeaders(system), 'content-type': 'application/json' };
      const made = { method: 'POST', headers, body: JSON.stringify(fields) };
      return String(((await answer(`${customUrl(system)}/${collection}`, made)) as Fields)['id']);
    },
    async removeCustom(system, path) {
      await answer(`${customUrl(system)}/${path}`, { method: 'DELETE', headers: customHeaders(system) });
    },
    async editCustom(system, path, fields) {
      const headers = { ...customHeaders(system), 'content-type': 'application/merge-patch+json' };
      await answer(`${customUrl(system)}/${path}`, { method: 'PATCH', headers, body: JSON.stringify(fields) });
    },
    counts: () => countAll(systems),
  };
  return systems;
}

async function countAll(systems: Systems): Promise<Record<string, number>> {
  const lists: Record<string, Fields[]> = {
    'tidsbanken.Avdeling': await systems.tidsbanken('Avdeling'),
    'tidsbanken.Kunde': await systems.tidsbanken('Kunde'),
    'tidsbanken.Prosjekt': await systems.tidsbanken('Prosjekt'),
    'tidsbanken.Ansatt': await systems.tidsbanken('Ansatt'),
    'customerp.Customer': await systems.custom('customerp', 'customers'),
    'customerp.Employee': await systems.custom('customerp', 'employees'),
    'customerp.Project': await systems.custom('customerp', 'projects'),
    'custom-pms.Customer': await systems.custom('custom-pms', 'customers'),
    'custom-pms.Project': await systems.custom('custom-pms', 'projects'),
    'custom-webshop.Customer': await systems.custom('custom-webshop', 'customers'),
    'crmoffice.Contacts': await systems.contacts(),
    'crmoffice.Activities': await systems.activities(),
    'powerofficego.Customers': await systems.powerofficeCustomers(),
    'powerofficego.Employees': await systems.powerofficeEmployees(),
    'powerofficego.Contactperson': await systems.contactPersons(),
  };
  return Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, list.length]));
}

async function crmToken(value: (name: string) => string): Promise<string> {
  const body = new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: value('CRMOFFICE_REFRESH_TOKEN'),
    client_id: value('CRMOFFICE_CLIENT_ID'),
    client_secret: value('CRMOFFICE_CLIENT_SECRET'),
  });
  return token(await answer(value('CRMOFFICE_TOKEN_URL'), { method: 'POST', body }));
}

async function powerofficeToken(
  url: string,
  value: (name: string) => string,
  headers: Record<string, string>,
): Promise<string> {
  const keys = `${value('POWEROFFICEGO_APPLICATION_KEY')}:${value('POWEROFFICEGO_CLIENT_KEY')}`;
  const authorization = `Basic ${Buffer.from(keys).toString('base64')}`;
  const body = new URLSearchParams({ grant_type: 'client_credentials' });
  return token(await answer(url, { method: 'POST', headers: { ...headers, authorization }, body }));
}

async function answer(url: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(url, init);
  const text = await response.text();
  if (!response.ok) throw new Error(`${init.method ?? 'GET'} ${url} answered ${response.status}: ${text}`);
  return text === '' ? null : JSON.parse(text);
}

const items = (body: unknown): Fields[] => (body as { items: Fields[] }).items;
const token = (body: unknown): string => (body as { access_token: string }).access_token;
const origin = (url: string): string => new URL(url).origin;
const variable = (system: string): string => system.toUpperCase().replaceAll('-', '_');
