import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withCustomSystem } from './custom-contract-server.js';
import type { Reply, Send } from './custom-contract-server.js';

const fieldsOf = (reply: Reply): string[] => reply.body.errors.map(({ field }) => field);

test('a new row answers 201 with everything the server made of it, and is read back the same', () =>
  withCustomSystem('customerp', async (send) => {
    const made = await send('POST', '/customers', {
      name: 'Ny AS',
      externalRef: 'hub:1',
      postalAddress: { city: 'Voss' },
    });
    expect(made.status).toBe(201);
    expect(made.headers.get('etag')).toBe('"1"');
    expect(made.headers.get('location')).toBe('/customers/4');
    expect(made.body).toMatchObject({
      id: '4',
      externalRef: 'hub:1',
      customerNumber: '4',
      name: 'Ny AS',
      email: null,
      postalAddress: { street: null, postalCode: null, city: 'Voss', country: null },
      isActive: true,
      createdAt: expect.stringMatching(/^2026-11-20T08:\d\d:\d\d\.123Z$/),
    });
    expect(made.body.updatedAt).toBe(made.body.createdAt);
    const read = await send('GET', '/customers/4');
    expect([read.status, read.headers.get('etag'), read.body]).toEqual([200, '"1"', made.body]);
  }));

test.each([
  ['a field there is not', { name: 'A', colour: 'red' }, ['colour']],
  ['a field by a name every object has', '{"name":"A","__proto__":{"x":1},"toString":"x"}', ['__proto__', 'toString']],
  [
    'read-only fields',
    { name: 'A', id: '9', customerNumber: '9', updatedAt: 'x' },
    ['id', 'customerNumber', 'updatedAt'],
  ],
  ['a missing required field', { email: 'a@b.example' }, ['name']],
  ['null for a required field', { name: null }, ['name']],
  ['a blank required field', { name: '  ' }, ['name']],
  ['text over 255 characters', { name: 'A', phone: '1'.repeat(256) }, ['phone']],
  ['a number for text', { name: 'A', phone: 12 }, ['phone']],
  ['text for a boolean', { name: 'A', isActive: 'yes' }, ['isActive']],
  ['null for a boolean', { name: 'A', isActive: null }, ['isActive']],
  ['text for an object', { name: 'A', postalAddress: 'Voss' }, ['postalAddress']],
  [
    'wrong sub-fields',
    { name: 'A', postalAddress: { town: 'Voss', city: 1 } },
    ['postalAddress.town', 'postalAddress.city'],
  ],
])('422 for %s, naming it, and nothing is made', (_case, body, fields) =>
  withCustomSystem('customerp', async (send) => {
    const refused = await send('POST', '/customers', body);
    expect([refused.status, fieldsOf(refused)]).toEqual([422, fields]);
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    expect(refused.body).toMatchObject({ type: 'about:blank', title: 'Unprocessable Entity', status: 422 });
    expect((await send('GET', '/customers')).body.total).toBe(3);
  }),
);

test('dates must exist and references must point at live rows', () =>
  withCustomSystem('customerp', async (send) => {
    const wrong = {
      name: 'P',
      startDate: '2026-02-30',
      endDate: '2026-11-20T00:00:00Z',
      customerId: '9',
      managerId: '20001',
    };
    const refused = await send('POST', '/projects', wrong);
    expect([refused.status, fieldsOf(refused).sort()]).toEqual([
      422,
      ['customerId', 'endDate', 'managerId', 'startDate'],
    ]);
    const right = { name: 'P', startDate: '2028-02-29', customerId: '20002', managerId: '1' };
    expect((await send('POST', '/projects', right)).body).toMatchObject({ ...right, id: '2', isClosed: false });
    await send('DELETE', '/customers/20003');
    expect(fieldsOf(await send('PATCH', '/projects/2', { customerId: '20003' }))).toEqual(['customerId']);
  }));

test('a patch merges: what is not named stays, null clears, nested fields go one by one', () =>
  withCustomSystem('customerp', async (send) => {
    const change = { phone: '1', postalAddress: { street: null, postalCode: '5700' } };
    const patched = await send('PATCH', '/customers/20002', change);
    expect([patched.status, patched.headers.get('etag')]).toEqual([200, '"2"']);
    expect(patched.body).toMatchObject({
      name: 'Fjellro AS',
      phone: '1',
      postalAddress: { street: null, postalCode: '5700', city: 'Voss', country: null },
      createdAt: '2026-01-05T08:00:00.000Z',
    });
    expect(Date.parse(patched.body.updatedAt)).toBeGreaterThan(Date.parse('2026-11-20T08:00:00Z'));
    const cleared = await send('PATCH', '/customers/20002', { phone: null, postalAddress: null });
    expect(cleared.body).toMatchObject({ phone: null, postalAddress: null, name: 'Fjellro AS' });
    expect((await send('GET', '/customers/20002')).body).toEqual(cleared.body);
  }));

test('a refused patch changes nothing', () =>
  withCustomSystem('customerp', async (send) => {
    const refused = await send('PATCH', '/customers/20001', { phone: '1', name: null, createdAt: 'x' });
    expect([refused.status, fieldsOf(refused)]).toEqual([422, ['name', 'createdAt']]);
    const { headers, body } = await send('GET', '/customers/20001');
    expect([headers.get('etag'), body.phone]).toEqual(['"1"', null]);
  }));

test('If-Match lets only the writer who saw the latest version through', () =>
  withCustomSystem('customerp', async (send) => {
    const first = await send('PATCH', '/customers/20001', { phone: '1' }, { 'if-match': '"1"' });
    const late = await send('PATCH', '/customers/20001', { phone: '2' }, { 'if-match': '"1"' });
    expect([first.status, late.status, late.headers.get('etag')]).toEqual([200, 412, '"2"']);
    expect((await send('DELETE', '/customers/20003', undefined, { 'if-match': '"7"' })).status).toBe(412);
    expect((await send('GET', '/customers/20001')).body.phone).toBe('1');
    expect((await send('PATCH', '/customers/20001', { phone: '3' }, { 'if-match': '*' })).status).toBe(200);
  }));

test('an externalRef is used once, even after its row is deleted, and 409 says by which row', () =>
  withCustomSystem('customerp', async (send) => {
    await send('POST', '/customers', { name: 'Ny', externalRef: 'hub:1' });
    const second = await send('POST', '/customers', { name: 'Ny', externalRef: 'hub:1' });
    expect([second.status, second.body.existingId]).toEqual([409, '4']);
    const taken = await send('PATCH', '/customers/20001', { externalRef: 'hub:1' });
    expect([taken.status, taken.body.existingId]).toEqual([409, '4']);
    expect((await send('PATCH', '/customers/4', { externalRef: 'hub:1' })).status).toBe(200);
    await send('DELETE', '/customers/4');
    const third = await send('POST', '/customers', { name: 'Ny', externalRef: 'hub:1' });
    expect([third.status, third.body.existingId]).toEqual([409, '4']);
    expect((await send('POST', '/employees', { firstName: 'A', lastName: 'B', externalRef: 'hub:1' })).status).toBe(
      201,
    );
  }));

test('a deleted row is 410 to everyone, an unknown one 404, one referred to cannot be deleted', () =>
  withCustomSystem('customerp', async (send) => {
    expect((await send('DELETE', '/customers/20001')).status).toBe(409);
    await send('PATCH', '/projects/1', { customerId: null });
    const gone = await send('DELETE', '/customers/20001');
    expect([gone.status, gone.body]).toEqual([204, undefined]);
    for (const [method, body] of [['GET'], ['PATCH', { phone: '1' }], ['DELETE']] as const) {
      expect((await send(method, '/customers/20001', body)).status).toBe(410);
      expect((await send(method, '/customers/99', body)).status).toBe(404);
    }
  }));

test('an Idempotency-Key makes one row of many tries, also across a restart, and is for one body only', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'custom-contract-'));
  const key = { 'idempotency-key': 'try-1' };
  const replies: Reply[] = [];
  const tries = async (send: Send): Promise<void> => {
    replies.push(await send('POST', '/customers', { name: 'Ny', phone: '1' }, key));
    await send('PATCH', '/customers/4', { phone: '2' });
    replies.push(await send('POST', '/customers', { phone: '1', name: 'Ny' }, key));
    expect((await send('POST', '/customers', { name: 'Annen', phone: '1' }, key)).status).toBe(422);
    expect((await send('POST', '/employees', { firstName: 'A', lastName: 'B' }, key)).status).toBe(422);
    expect((await send('GET', '/customers')).body.total).toBe(4);
  };
  try {
    await withCustomSystem('customerp', tries, dataDir);
    await withCustomSystem('customerp', tries, dataDir);
  } finally {
    rmSync(dataDir, { recursive: true });
  }
  for (const reply of replies) {
    expect([reply.status, reply.headers.get('etag'), reply.body]).toEqual([201, '"1"', replies[0]!.body]);
  }
});

test('a refused call is not remembered under its key', () =>
  withCustomSystem('customerp', async (send) => {
    const key = { 'idempotency-key': 'try-1' };
    expect((await send('POST', '/customers', {}, key)).status).toBe(422);
    expect((await send('POST', '/customers', { name: 'Ny' }, key)).status).toBe(201);
  }));

test('the PMS has its own ids, words and dates', () =>
  withCustomSystem('custom-pms', async (send) => {
    const { body } = await send('POST', '/projects', { name: 'Kai', startsOn: '2026-11-20', customerId: 'cus_000001' });
    expect(body).toMatchObject({
      id: 'prj_000001',
      number: null,
      startsOn: '2026-11-20',
      endsOn: null,
      status: 'open',
    });
    expect((await send('PATCH', '/projects/prj_000001', { status: 'closed' })).body.status).toBe('closed');
    expect(fieldsOf(await send('PATCH', '/projects/prj_000001', { status: 'done' }))).toEqual(['status']);
    expect((await send('POST', '/customers', { name: 'Ny' })).body).toMatchObject({
      id: 'cus_000002',
      archived: false,
    });
  }));

test('the webshop stores e-mail addresses trimmed and in lower case, and gives ascending UUIDs', () =>
  withCustomSystem('custom-webshop', async (send) => {
    const { body } = await send('POST', '/customers', { name: 'Ny', email: ' Post@NordLys.example ' });
    expect(body).toMatchObject({ email: 'post@nordlys.example', blocked: false, invoiceAddress: null });
    expect(body.id).toMatch(/^01a00000-0001-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect((await send('POST', '/customers', { name: 'Ny 2' })).body.id > body.id).toBe(true);
  }));

test('calls that are not well formed get their own status, always as a problem', () =>
  withCustomSystem('customerp', async (send) => {
    const cases: [number, Reply][] = [
      [401, await send('GET', '/customers', undefined, { authorization: 'Bearer wrong' })],
      [401, await send('GET', '/nothing', undefined, { authorization: '' })],
      [404, await send('GET', '/invoices')],
      [404, await send('GET', '/')],
      [405, await send('PUT', '/customers/20001', { name: 'A' })],
      [405, await send('DELETE', '/customers')],
      [415, await send('POST', '/customers', 'name=A', { 'content-type': 'application/x-www-form-urlencoded' })],
      [400, await send('POST', '/customers', '{"name":')],
      [400, await send('POST', '/customers', [{ name: 'A' }])],
    ];
    for (const [status, reply] of cases) {
      expect([reply.status, reply.body.status]).toEqual([status, status]);
      expect(reply.headers.get('content-type')).toBe('application/problem+json');
    }
  }));
