import { startCrmoffice } from '../../sandbox/crmoffice.js';
import { openStore } from '../../sandbox/store.js';
import { seedOf, sender } from './custom-contract-server.js';
import type { Reply, Send } from './custom-contract-server.js';

const credentials = { clientId: 'sandbox-client', clientSecret: 'sandbox-secret', refreshToken: 'sandbox-refresh' };
const form = {
  grant_type: 'refresh_token',
  client_id: credentials.clientId,
  client_secret: credentials.clientSecret,
  refresh_token: credentials.refreshToken,
};
const seeds = {
  contacts: seedOf({
    '1': { givenName: 'Kari', familyName: 'Nes', mobilePhone: '+4790000001', company: { id: '7' } },
    '2': { givenName: 'Ola', familyName: 'Vik' },
    '3': { givenName: 'Eli', familyName: 'Moe' },
  }),
  activities: seedOf({ '1': { subject: 'Befaring', ownerId: '1', address: { postalArea: 'Voss', country: 'Norge' } } }),
};

interface Crm {
  /** With a good token. */
  send: Send;
  /** Without one. */
  anonymous: Send;
  token(more?: Record<string, string>, type?: string): Promise<Reply>;
  pass(seconds: number): void;
}

async function withCrm(use: (crm: Crm) => Promise<void>, rotatesRefreshTokens = false): Promise<void> {
  let time = Date.parse('2026-11-20T08:00:00Z');
  const now = (): Date => new Date(time);
  const store = openStore('crmoffice', null, seeds, now);
  const { address, stop } = await startCrmoffice({ port: 0, store, credentials, now, rotatesRefreshTokens });
  const anonymous = sender(address, {});
  const token: Crm['token'] = (more = {}, type = 'application/x-www-form-urlencoded') =>
    anonymous('POST', '/connect/token', new URLSearchParams({ ...form, ...more }).toString(), { 'content-type': type });
  try {
    const { body } = await token();
    const send = sender(address, { authorization: `Bearer ${String(body.access_token)}` });
    await use({ send, anonymous, token, pass: (seconds) => void (time += seconds * 1000) });
  } finally {
    await stop();
    await store.close();
  }
}

test('where refresh tokens rotate, each is good for one use and answered with the next', () =>
  withCrm(async ({ token }) => {
    const used = await token();
    expect([used.status, used.body]).toEqual([400, { error: 'invalid_grant' }]);
  }, true));

test('the refresh token buys a bearer token for an hour, and stays good', () =>
  withCrm(async ({ token, send, pass }) => {
    const { status, body } = await token();
    expect([status, body]).toEqual([
      200,
      {
        access_token: expect.stringMatching(/^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+$/),
        token_type: 'Bearer',
        expires_in: 3600,
        refresh_token: credentials.refreshToken,
      },
    ]);
    pass(3599);
    expect((await send('GET', '/contacts')).status).toBe(200);
    pass(1);
    const late = await send('GET', '/contacts');
    expect([late.status, late.body]).toEqual([401, { message: 'The access token is not valid' }]);
    const { body: renewed } = await token();
    const authorization = `Bearer ${String(renewed.access_token)}`;
    expect((await send('GET', '/contacts', undefined, { authorization })).status).toBe(200);
  }));

test.each([
  [{ grant_type: 'password' }, 'unsupported_grant_type'],
  [{ client_id: 'someone' }, 'invalid_client'],
  [{ client_secret: 'guess' }, 'invalid_client'],
  [{ refresh_token: 'old' }, 'invalid_grant'],
])('the token address refuses %j', (more, error) =>
  withCrm(async ({ token }) => {
    const { status, body } = await token(more);
    expect([status, body]).toEqual([400, { error }]);
  }),
);

test('the token address reads forms only, and nothing else is open without a token', () =>
  withCrm(async ({ token, anonymous }) => {
    expect((await token({}, 'application/json')).status).toBe(400);
    for (const path of ['/contacts', '/activities/1', '/nothing']) {
      expect((await anonymous('GET', path)).status).toBe(401);
      expect((await anonymous('GET', path, undefined, { authorization: 'Bearer made.up.token' })).status).toBe(401);
    }
  }));

test('lists come in an envelope, page by page, in order of id, without the deleted', () =>
  withCrm(async ({ send }) => {
    const { body } = await send('GET', '/contacts?page=1&pageSize=2');
    expect(body).toEqual({
      items: [
        {
          id: '1',
          givenName: 'Kari',
          familyName: 'Nes',
          mobilePhone: '+4790000001',
          directPhone: null,
          emailAddress: null,
          company: { id: '7' },
        },
        expect.objectContaining({ id: '2', company: null }),
      ],
      total: 3,
    });
    const idsAt = async (query: string): Promise<string[]> =>
      (await send('GET', `/contacts?${query}`)).body.items.map(({ id }) => id);
    expect(await idsAt('page=2&pageSize=2')).toEqual(['3']);
    expect(await idsAt('page=9')).toEqual([]);
    await send('POST', '/contacts', { givenName: 'Ny' });
    await send('DELETE', '/contacts/1');
    expect(await idsAt('')).toEqual(['2', '3', '4']);
    expect(await idsAt('page=2&pageSize=2')).toEqual(['4']);
    expect((await send('GET', '/contacts')).body.total).toBe(3);
  }));

test.each(['page=0', 'page=x', 'pageSize=501', 'pageSize=0', 'updatedSince=2026-01-01', 'externalRef=1'])(
  'a list refuses %s',
  (query) =>
    withCrm(async ({ send }) => {
      const { status, body } = await send('GET', `/activities?${query}`);
      expect([status, body.field]).toEqual([400, query.split('=')[0]]);
    }),
);

test('a contact is made, changed in part, read and deleted', () =>
  withCrm(async ({ send }) => {
    const made = await send('POST', '/contacts', { givenName: 'Ny', company: { id: '8' } });
    expect([made.status, made.headers.get('etag')]).toEqual([201, null]);
    expect(made.body).toMatchObject({ id: '4', givenName: 'Ny', familyName: null, company: { id: '8' } });
    const changed = await send('PATCH', '/contacts/4', { familyName: 'Navn', company: null });
    expect([changed.status, changed.body]).toEqual([200, { ...made.body, familyName: 'Navn', company: null }]);
    expect((await send('GET', '/contacts/4')).body).toEqual(changed.body);
    expect((await send('DELETE', '/contacts/4')).status).toBe(204);
    for (const method of ['GET', 'DELETE']) {
      const gone = await send(method, '/contacts/4');
      expect([gone.status, gone.body]).toEqual([404, { message: 'There is no such row' }]);
    }
    expect((await send('PATCH', '/contacts/77', { givenName: 'A' })).status).toBe(404);
  }));

test('an activity belongs to a contact there is, and its address changes in part', () =>
  withCrm(async ({ send }) => {
    const change = { address: { postalArea: 'Bergen' }, startsAt: '2026-11-20T08:00:00Z' };
    expect((await send('PATCH', '/activities/1', change)).body).toEqual({
      id: '1',
      subject: 'Befaring',
      ownerId: '1',
      startsAt: '2026-11-20T08:00:00Z',
      endsAt: null,
      address: { postalArea: 'Bergen', country: 'Norge' },
    });
    await send('DELETE', '/contacts/2');
    for (const ownerId of ['2', '99']) {
      for (const [method, path] of [
        ['POST', '/activities'],
        ['PATCH', '/activities/1'],
      ] as const) {
        const refused = await send(method, path, { ownerId });
        expect([refused.status, refused.body.field]).toEqual([400, 'ownerId']);
      }
    }
    expect((await send('PATCH', '/activities/1', { ownerId: '3' })).body.ownerId).toBe('3');
    expect((await send('POST', '/activities', { subject: 'Ny', ownerId: null })).status).toBe(201);
  }));

test.each([
  ['a field it does not have', { email: 'a@b.example' }, 'email'],
  ['the id', { id: '9' }, 'id'],
  ['a number', { mobilePhone: 90000001 }, 'mobilePhone'],
  ['a bare company', { company: '7' }, 'company'],
  ['another field of the company', { company: { name: 'Nordlys AS' } }, 'company.name'],
  ['a company id that is no string', { company: { id: 7 } }, 'company.id'],
  ['no JSON', '{"givenName"', undefined],
  ['an array', [{ givenName: 'Ny' }], undefined],
])('a body with %s is refused, and nothing changes', (_case, body, field) =>
  withCrm(async ({ send }) => {
    const before = await send('GET', '/contacts');
    for (const [method, path] of [
      ['POST', '/contacts'],
      ['PATCH', '/contacts/1'],
    ] as const) {
      const refused = await send(method, path, body);
      expect([refused.status, refused.body]).toEqual([
        400,
        { message: expect.any(String), ...(field === undefined ? {} : { field }) },
      ]);
    }
    expect((await send('GET', '/contacts')).body).toEqual(before.body);
  }),
);
