import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve, type Served, type ServeOptions } from '../../sandbox/http.js';
import { startSandbox, SYSTEM_NAMES, type Sandbox, type SandboxOptions } from '../../sandbox/index.js';

async function withSandbox(options: Partial<SandboxOptions>, use: (sandbox: Sandbox) => Promise<void>): Promise<void> {
  const sandbox = await startSandbox({ port: 0, dataDir: null, scale: 1, ...options });
  try {
    await use(sandbox);
  } finally {
    await sandbox.stop();
  }
}

/** Calls Tidsbanken by nothing but the environment. */
async function tidsbanken(
  { environment }: Sandbox,
  path: string,
  init: RequestInit = {},
): Promise<Record<string, unknown>> {
  const headers = {
    'Ocp-Apim-Subscription-Key': environment['TIDSBANKEN_SUBSCRIPTION_KEY']!,
    'tb-key': environment['TIDSBANKEN_KEY']!,
    'x-api-version': '3.0',
  };
  const response = await fetch(`${environment['TIDSBANKEN_URL']}${path}`, { ...init, headers });
  return (await response.json()) as Record<string, unknown>;
}

/** Calls a custom system by nothing but the environment. */
async function custom(
  { environment }: Sandbox,
  prefix: string,
  path: string,
  init: RequestInit = {},
): Promise<Record<string, unknown>> {
  const headers = { authorization: `Bearer ${environment[`${prefix}_API_KEY`]}`, 'content-type': 'application/json' };
  const response = await fetch(`${environment[`${prefix}_URL`]}${path}`, { ...init, headers });
  return (await response.json()) as Record<string, unknown>;
}

async function token(
  address: string,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<string> {
  const response = await fetch(address, { method: 'POST', headers, body: new URLSearchParams(form) });
  return ((await response.json()) as { access_token: string }).access_token;
}

test('the environment opens all six systems', () =>
  withSandbox({}, async (sandbox) => {
    const { environment: env, addresses } = sandbox;
    expect(Object.keys(addresses)).toEqual([...SYSTEM_NAMES]);
    expect((await tidsbanken(sandbox, '/ansatt/Avdeling'))['value']).toHaveLength(8);
    expect((await custom(sandbox, 'CUSTOM_PMS', '/customers'))['total']).toBe(65);
    expect((await custom(sandbox, 'CUSTOMERP', '/customers'))['total']).toBe(95);
    expect((await custom(sandbox, 'CUSTOM_WEBSHOP', '/customers'))['total']).toBe(68);
    const grant = { grant_type: 'refresh_token', refresh_token: env['CRMOFFICE_REFRESH_TOKEN']! };
    const client = { client_id: env['CRMOFFICE_CLIENT_ID']!, client_secret: env['CRMOFFICE_CLIENT_SECRET']! };
    const crm = await token(env['CRMOFFICE_TOKEN_URL']!, { ...grant, ...client });
    const contacts = await fetch(`${env['CRMOFFICE_URL']}/contacts`, { headers: { authorization: `Bearer ${crm}` } });
    expect(((await contacts.json()) as { items: unknown[] }).items).toHaveLength(22);
    const keys = `${env['POWEROFFICEGO_APPLICATION_KEY']}:${env['POWEROFFICEGO_CLIENT_KEY']}`;
    const basic = { authorization: `Basic ${Buffer.from(keys).toString('base64')}` };
    const v1 = await token(`${env['POWEROFFICEGO_V1_URL']}/OAuth/Token`, { grant_type: 'client_credentials' }, basic);
    const people = await fetch(`${env['POWEROFFICEGO_V1_URL']}/PartyContactPerson/`, {
      headers: { authorization: `Bearer ${v1}` },
    });
    expect(((await people.json()) as { count: number }).count).toBe(14);
  }));

test('only the systems wanted are started', () =>
  withSandbox({ systems: ['customerp'] }, async ({ addresses, environment }) => {
    expect(Object.keys(addresses)).toEqual(['customerp']);
    expect(Object.keys(environment)).toEqual(['CUSTOMERP_URL', 'CUSTOMERP_API_KEY']);
  }));

/** A server on a port whose neighbour below was free a moment ago. */
async function occupied(): Promise<Served> {
  for (;;) {
    const options: ServeOptions = {
      port: 0,
      routes: [],
      notFound: () => ({ status: 404 }),
      onError: () => ({ status: 500 }),
    };
    const upper = await serve(options);
    const lower = await serve({ ...options, port: Number(new URL(upper.address).port) - 1 }).catch(() => null);
    await (lower ?? upper).stop();
    if (lower) return upper;
  }
}

test('a taken port is named and stops what was started', async () => {
  const { address, stop } = await occupied();
  const taken = Number(new URL(address).port);
  const started = startSandbox({ port: taken - 1, dataDir: null, scale: 1 });
  await expect(started).rejects.toThrow(`Port ${taken} `);
  await expect(fetch(`http://127.0.0.1:${taken - 1}/`)).rejects.toThrow();
  await stop();
});

test('a restart keeps what was changed and created', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'sandbox-'));
  try {
    await withSandbox({ dataDir }, async (sandbox) => {
      await tidsbanken(sandbox, '/prosjekt/Kunde', {
        method: 'PUT',
        body: JSON.stringify([{ Id: '100001', Navn: 'Endret' }]),
      });
      await tidsbanken(sandbox, '/prosjekt/Kunde', { method: 'POST', body: JSON.stringify({ Id: 'K1', Navn: 'Ny' }) });
      await custom(sandbox, 'CUSTOM_PMS', '/customers', { method: 'POST', body: JSON.stringify({ name: 'Ny' }) });
    });
    await withSandbox({ dataDir }, async (sandbox) => {
      expect(await tidsbanken(sandbox, "/prosjekt/Kunde('100001')")).toMatchObject({ Navn: 'Endret' });
      expect(await tidsbanken(sandbox, "/prosjekt/Kunde('K1')")).toMatchObject({ Navn: 'Ny' });
      const created = await custom(sandbox, 'CUSTOM_PMS', '/customers', {
        method: 'POST',
        body: JSON.stringify({ name: 'Nyere' }),
      });
      expect([created['id'], (await custom(sandbox, 'CUSTOM_PMS', '/customers'))['total']]).toEqual(['cus_000067', 67]);
    });
  } finally {
    rmSync(dataDir, { recursive: true });
  }
});

test('a million customers are there, deep pages and the last changes at hand', () =>
  withSandbox({ scale: 6667 }, async (sandbox) => {
    const deep = await tidsbanken(sandbox, '/prosjekt/Kunde?$orderby=Id&$skip=800000&$top=1000&$count=true');
    expect(deep['@odata.count']).toBe(817_328);
    expect((deep['value'] as { Id: string }[]).map(({ Id }) => Id).slice(0, 2)).toEqual(['900001', '900002']);
    const after = await tidsbanken(sandbox, "/prosjekt/Kunde?$filter=Id gt '917327'");
    expect((after['value'] as { Id: string }[]).map(({ Id }) => Id)).toEqual(['917328']);
    expect((await tidsbanken(sandbox, '/prosjekt/Kunde?$filter=SistEndretDato gt 2026-11-01'))['value']).toEqual([]);
    const shop = await custom(sandbox, 'CUSTOM_WEBSHOP', '/customers?limit=1000');
    expect([shop['total'], (shop['items'] as unknown[]).length]).toEqual([450_760, 1000]);
  }));
