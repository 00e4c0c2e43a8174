import type { SystemName } from '../../sandbox/index.js';

type Fields = Readonly<Record<string, unknown>>;
type Send = (path: string, body: unknown) => Promise<unknown>;

/** Adds so many records of one entity type over plain HTTP, as a user of that system does; answers their ids. */
export type Adds = (count: number) => Promise<string[]>;

/** A way to add for every entity type of a sandbox system; the environment is the sandbox's. */
export async function otherUser(
  system: SystemName,
  environment: Readonly<Record<string, string>>,
): Promise<Record<string, Adds>> {
  const value = (name: string): string => environment[name] ?? '';
  switch (system) {
    case 'tidsbanken':
      return tidsbankenUser(value);
    case 'powerofficego':
      return powerofficeUser(value);
    case 'crmoffice':
      return crmUser(value);
    default:
      return contractUser(value, system.toUpperCase().replaceAll('-', '_'));
  }
}

/** One after the other, where a call adds one record. */
function oneByOne(add: () => Promise<string>): Adds {
  return async (count) => {
    const ids: string[] = [];
    while (ids.length < count) ids.push(await add());
    return ids;
  };
}

/** Whose users choose keys: now one before all others, now one behind them. */
function tidsbankenUser(value: (name: string) => string): Record<string, Adds> {
  const send = sender(value('TIDSBANKEN_URL'), {
    'Ocp-Apim-Subscription-Key': value('TIDSBANKEN_SUBSCRIPTION_KEY'),
    'tb-key': value('TIDSBANKEN_KEY'),
    'x-api-version': '3.0',
  });
  const adds = (path: string, keys: () => string | number, fields: Fields): Adds => {
    return async (count) => {
      const added = Array.from({ length: count }, () => ({ Id: keys(), ...fields }));
      await send(path, added);
      return added.map(({ Id }) => String(Id));
    };
  };
  return {
    Ansatt: adds('/ansatt/Ansatte', numberKeys(), { Fornavn: 'Ny', Etternavn: 'Ansatt' }),
    Avdeling: adds('/ansatt/Avdeling', textKeys(), { Navn: 'Ny avdeling' }),
    Kunde: adds('/prosjekt/Kunde', textKeys(), { Navn: 'Ny kunde' }),
    Prosjekt: adds('/prosjekt/Prosjekt', textKeys(), { Navn: 'Nytt prosjekt' }),
  };
}

function numberKeys(): () => number {
  let count = 0;
  return () => ((count += 1) % 5 === 0 ? count / 5 : 500_000 + count);
}

function textKeys(): () => string {
  let count = 0;
  return () => ((count += 1) % 2 === 0 ? '0' : '95') + String(count).padStart(6, '0');
}

async function powerofficeUser(value: (name: string) => string): Promise<Record<string, Adds>> {
  const key = { 'Ocp-Apim-Subscription-Key': value('POWEROFFICEGO_SUBSCRIPTION_KEY') };
  const keys = `${value('POWEROFFICEGO_APPLICATION_KEY')}:${value('POWEROFFICEGO_CLIENT_KEY')}`;
  const basic = { authorization: `Basic ${Buffer.from(keys).toString('base64')}` };
  const form = { grant_type: 'client_credentials' };
  const v2Url = value('POWEROFFICEGO_URL');
  const v1Url = value('POWEROFFICEGO_V1_URL');
  const v2Token = await token(`${v2Url.replace(/\/v2$/, '')}/OAuth/Token`, form, { ...key, ...basic });
  const v2 = sender(v2Url, { ...key, authorization: `Bearer ${v2Token}` });
  const v1 = sender(v1Url, { authorization: `Bearer ${await token(`${v1Url}/OAuth/Token`, form, basic)}` });
  return {
    Customers: oneByOne(async () =>
      idIn(await v2('/Customers', { Name: 'Ny AS', EmailAddress: 'ny@example.no' }), 'Id'),
    ),
    Employees: oneByOne(async () => idIn(await v2('/Employees', { FirstName: 'Ny', LastName: 'Ansatt' }), 'Id')),
    Contactperson: oneByOne(async () => {
      const answer = await v1('/Customer/3000001/Contact/', { firstName: 'Ny', lastName: 'Kontakt' });
      return idIn((answer as { data: unknown }).data, 'id');
    }),
  };
}

async function crmUser(value: (name: string) => string): Promise<Record<string, Adds>> {
  const form = {
    grant_type: 'refresh_token',
    refresh_token: value('CRMOFFICE_REFRESH_TOKEN'),
    client_id: value('CRMOFFICE_CLIENT_ID'),
    client_secret: value('CRMOFFICE_CLIENT_SECRET'),
  };
  const send = sender(value('CRMOFFICE_URL'), {
    authorization: `Bearer ${await token(value('CRMOFFICE_TOKEN_URL'), form)}`,
  });
  return {
    Contacts: oneByOne(async () => idIn(await send('/contacts', { givenName: 'Ny', familyName: 'Kontakt' }), 'id')),
    Activities: oneByOne(async () => idIn(await send('/activities', { subject: 'Ny aktivitet' }), 'id')),
  };
}

function contractUser(value: (name: string) => string, prefix: string): Record<string, Adds> {
  const send = sender(value(`${prefix}_URL`), { authorization: `Bearer ${value(`${prefix}_API_KEY`)}` });
  return {
    Customer: oneByOne(async () => idIn(await send('/customers', { name: 'Ny AS' }), 'id')),
    Employee: oneByOne(async () => idIn(await send('/employees', { firstName: 'Ny', lastName: 'Ansatt' }), 'id')),
    Project: oneByOne(async () => idIn(await send('/projects', { name: 'Nytt prosjekt' }), 'id')),
  };
}

function sender(base: string, headers: Record<string, string>): Send {
  return async (path, body) => {
    const type = { 'content-type': 'application/json' };
    const response = await fetch(base + path, {
      method: 'POST',
      headers: { ...headers, ...type },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`POST ${path} answered ${response.status}: ${await response.text()}`);
    return response.json();
  };
}

async function token(url: string, form: Record<string, string>, headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(url, { method: 'POST', headers, body: new URLSearchParams(form) });
  return ((await response.json()) as { access_token: string }).access_token;
}

function idIn(record: unknown, name: string): string {
  const id = (record as Fields)[name];
  if (id === undefined) throw new Error('what was added has no id');
  return String(id);
}
