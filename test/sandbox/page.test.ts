import { SYSTEM_NAMES } from '../../sandbox/index.js';
import { withFaultServer, type FaultServer } from './fault-server.js';

interface Listed {
  items: { id: string; version: number; changedAt: string; record: Record<string, unknown> }[];
  total: number;
  page: number;
}

const list = async ({ raw }: FaultServer, table: string, query = ''): Promise<Listed> =>
  (await raw('GET', `/sandbox/records/${table}${query}`)).body as unknown as Listed;

test.each(SYSTEM_NAMES)('%s serves its page, and each file the page names', (system) =>
  withFaultServer(system, async ({ raw }) => {
    const page = await raw('GET', '/sandbox');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const named = [...page.text.matchAll(/(?:href|src)="(\/[^"]+)"/g)].map(([, path]) => path ?? '');
    const scripts = await Promise.all(named.map(async (path) => ({ path, ...(await raw('GET', path)) })));
    const imported = scripts.flatMap(({ text }) => [...text.matchAll(/from '\.\/([^']+)'/g)].map(([, name]) => name));
    const all = [...scripts, ...(await Promise.all(imported.map((name) => raw('GET', `/sandbox/${name}`))))];
    expect(all.map(({ status }) => status)).toEqual(all.map(() => 200));
    expect(all.length).toBeGreaterThan(4);
  }),
);

test.each(SYSTEM_NAMES)('%s lists each entity type, with its fields and how many there are', (system) =>
  withFaultServer(system, async (server) => {
    const { body } = await server.raw('GET', '/sandbox/records');
    const tables = body['tables'] as { table: string; count: number; columns: string[]; fields: { name: string }[] }[];
    expect(tables.length).toBeGreaterThan(0);
    for (const { table, count, columns, fields } of tables) {
      const { items, total } = await list(server, table);
      expect([total, items.length]).toEqual([count, Math.min(50, count)]);
      const record = items[0]?.record ?? {};
      const left = [...columns, ...fields.map(({ name }) => name)].filter((name) => !(name in record));
      // PowerOffice Go v1 leaves out what is empty.
      if (table !== 'contactpersons') expect(left).toEqual([]);
    }
  }),
);

test('pages hold fifty, and a search looks into every field', () =>
  withFaultServer('tidsbanken', async (server) => {
    const [first, last, beyond] = [
      await list(server, 'kunde'),
      await list(server, 'kunde', '?page=3'),
      await list(server, 'kunde', '?page=9'),
    ];
    expect([first.items.length, last.items.length, beyond.page]).toEqual([50, 19, 3]);
    const [some] = last.items;
    const text = String(some?.record['Navn']).toUpperCase();
    const found = await list(server, 'kunde', `?search=${encodeURIComponent(text)}`);
    expect(found.items.map(({ id }) => id)).toContain(some?.id);
    expect(found.total).toBeLessThan(119);
    expect((await list(server, 'kunde', '?search=nothing-has-this')).total).toBe(0);
  }));

test('what was changed comes newest first, and nothing else', () =>
  withFaultServer('customerp', async (server) => {
    for (const id of ['20003', '20001']) await server.raw('PATCH', `/sandbox/records/customers/${id}`, { phone: '1' });
    const { items } = await list(server, 'customers', '?changed=true');
    expect(items.map(({ id, version }) => [id, version])).toEqual([
      ['20001', 2],
      ['20003', 2],
    ]);
  }));

/** Per system: a table, a change, what a new record needs, where the system's own API shows it. */
const desks = [
  [
    'tidsbanken',
    'ansatt',
    { Tittel: 'Sjef' },
    { Id: 900, Fornavn: 'A', Etternavn: 'B' },
    (id: string) => `/ansatt/Ansatt(${id})`,
  ],
  [
    'tidsbanken',
    'avdeling',
    { Adresse: 'Gata 1' },
    { Id: 'X1', Navn: 'A' },
    (id: string) => `/ansatt/Avdeling('${id}')`,
  ],
  ['tidsbanken', 'prosjekt', { Notat: 'Ny' }, { Navn: 'A' }, (id: string) => `/prosjekt/Prosjekt('${id}')`],
  [
    'powerofficego',
    'employees',
    { JobTitle: 'Sjef' },
    { FirstName: 'A', LastName: 'B' },
    (id: string) => `/v2/Employees/${id}`,
  ],
  ['crmoffice', 'contacts', { company: { id: '7' } }, { givenName: 'A' }, (id: string) => `/contacts/${id}`],
  ['custom-pms', 'projects', { status: 'closed' }, { name: 'A' }, (id: string) => `/projects/${id}`],
  ['custom-webshop', 'customers', { phone: '1' }, { name: 'A' }, (id: string) => `/customers/${id}`],
] as const;

test.each(desks)(
  'in %s a person edits and adds %s, and the API shows it with a new stamp',
  (system, table, change, values, path) => {
    let time = Date.parse('2026-11-20T10:00:00Z');
    return withFaultServer(
      system,
      async (server) => {
        const id = (await list(server, table)).items[0]?.id ?? '';
        time += 60_000;
        expect((await server.raw('PATCH', `/sandbox/records/${table}/${id}`, change)).status).toBe(200);
        const seen = await server.send('GET', path(id));
        expect(seen.body).toMatchObject(change);
        if (system !== 'crmoffice') expect(seen.text).toMatch(/2026-11-20T10:01/);
        const made = await server.raw('POST', `/sandbox/records/${table}`, values);
        expect([made.status, (await server.send('GET', path(String(made.body['id'])))).body]).toMatchObject([
          201,
          values,
        ]);
      },
      { now: () => new Date(time) },
    );
  },
);

test('a contact person is edited under its customer', () =>
  withFaultServer('powerofficego', async (server) => {
    const [contact] = (await list(server, 'contactpersons')).items;
    const { raw } = server;
    const edited = await raw('PATCH', `/sandbox/records/contactpersons/${contact?.id}`, { city: 'Bodø' });
    expect(edited.body['record']).toMatchObject({ city: 'Bodø', partyId: contact?.record['partyId'] });
    const refused = await raw('PATCH', `/sandbox/records/contactpersons/${contact?.id}`, { emailAddress: 'x' });
    expect([refused.status, refused.body['message']]).toEqual([422, 'emailAddress is not valid.']);
    expect((await raw('DELETE', `/sandbox/records/contactpersons/${contact?.id}`)).status).toBe(204);
    expect((await list(server, 'contactpersons')).items.map(({ id }) => id)).not.toContain(contact?.id);
  }));

test('the system refuses on the page as it does over its API', () =>
  withFaultServer('customerp', async ({ raw }) => {
    const refused = await raw('POST', '/sandbox/records/customers', { phone: '1' });
    expect([refused.status, refused.body['message']]).toEqual([422, 'name is required']);
    const plain = await raw('POST', '/sandbox/records/customers', '{"name":"A"}', { 'content-type': 'text/plain' });
    expect(plain.status).toBe(400);
    expect((await raw('PATCH', '/sandbox/records/customers/1', { name: 'A' })).status).toBe(404);
    expect((await raw('GET', '/sandbox/records/orders')).status).toBe(404);
    expect((await raw('GET', '/sandbox/nothing')).status).toBe(404);
  }));

test('what Tidsbanken cannot delete is deactivated, or stays', () =>
  withFaultServer('tidsbanken', async (server) => {
    const [employee] = (await list(server, 'ansatt')).items;
    const left = await server.raw('DELETE', `/sandbox/records/ansatt/${employee?.id}`);
    expect(left.body['record']).toMatchObject({ Aktiv: false, Sluttet: true });
    const [customer] = (await list(server, 'kunde')).items;
    const stays = await server.raw('DELETE', `/sandbox/records/kunde/${customer?.id}`);
    expect([stays.status, stays.body['message']]).toEqual([409, 'tidsbanken has no way to remove a Kunde.']);
  }));

test('a fault of the system does not keep a person from working in it', () =>
  withFaultServer('custom-pms', async (server) => {
    await server.add({ kind: 'dropConnection' });
    expect((await server.raw('PATCH', '/sandbox/records/customers/cus_000001', { phone: '1' })).status).toBe(200);
    await expect(server.send('GET', '/customers/cus_000001')).rejects.toThrow('fetch failed');
  }));
