import { faultsIn, startSandbox } from '../../sandbox/index.js';
import { withFaultServer, type FaultServer } from './fault-server.js';

const names = async ({ send }: FaultServer): Promise<unknown[]> => {
  const { body } = await send('GET', '/customers?limit=1000');
  return (body['items'] as { name: string }[]).map(({ name }) => name);
};
const create = (server: FaultServer, name: string) => server.send('POST', '/customers', { name });

test('latency holds the answer back', () =>
  withFaultServer('customerp', async (server) => {
    await server.add({ kind: 'latency', ms: 60 });
    const start = performance.now();
    expect((await server.send('GET', '/customers')).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThanOrEqual(59);
  }));

test.each([
  ['timeoutBefore', false],
  ['timeoutAfter', true],
] as const)('%s answers nothing; whether it was done: %s', (kind, isDone) =>
  withFaultServer('customerp', async (server) => {
    await server.add({ kind, closeAfterMs: 20, times: 1 });
    await expect(create(server, 'Tapt AS')).rejects.toThrow('fetch failed');
    expect((await names(server)).includes('Tapt AS')).toBe(isDone);
  }),
);

test('a call that is never answered does not keep the server from stopping', async () => {
  let answer: Promise<unknown> = Promise.resolve();
  await withFaultServer('customerp', async (server) => {
    await server.add({ kind: 'timeoutBefore' });
    answer = expect(server.send('GET', '/customers')).rejects.toThrow('fetch failed');
    while ((await server.faults())[0]?.hits === 0);
  });
  await answer;
});

test.each([
  ['serverError', 'before', false],
  ['serverError', 'after', true],
  ['dropConnection', 'before', false],
  ['dropConnection', 'after', true],
] as const)('%s %s the effect; whether it was done: %s', (kind, when, isDone) =>
  withFaultServer('customerp', async (server) => {
    await server.add({ kind, when, route: { method: 'post' } });
    const status = await create(server, 'Tapt AS').then(
      (reply) => reply.status,
      () => null,
    );
    expect([status, (await names(server)).includes('Tapt AS')]).toEqual([kind === 'serverError' ? 500 : null, isDone]);
  }),
);

const forms = [
  ['tidsbanken', '/prosjekt/Kunde', ['statusCode', 'message'], ['error']],
  ['powerofficego', '/v2/Customers', ['statusCode', 'message'], ['Type', 'Title', 'Status', 'Detail', 'Instance']],
  ['powerofficego', '/v1/PartyContactPerson/', ['statusCode', 'message'], ['message']],
  ['crmoffice', '/contacts', ['message'], ['message']],
  ['custom-webshop', '/customers', ['type', 'title', 'status', 'detail'], ['type', 'title', 'status', 'detail']],
] as const;

test.each(forms)('%s says 429, 401 and 500 at %s in its own form', (system, path, refusal, failure) =>
  withFaultServer(system, async (server) => {
    await server.add({ kind: 'tooMany', retryAfter: 7, times: 1 });
    const busy = await server.send('GET', path);
    expect([busy.status, busy.headers.get('retry-after'), Object.keys(busy.body)]).toEqual([429, '7', [...refusal]]);
    await server.add({ kind: 'serverError', times: 1 });
    const failed = await server.send('GET', path);
    expect([failed.status, Object.keys(failed.body)]).toEqual([500, [...failure]]);
    const real = await server.raw('GET', path);
    await server.add({ kind: 'expiredToken' });
    const expired = await server.send('GET', path);
    expect([expired.status, Object.keys(expired.body)]).toEqual([real.status, Object.keys(real.body)]);
    expect(await server.faults()).toEqual([]);
  }),
);

test('a 429 may bear no hint, or an HTTP date', () =>
  withFaultServer('customerp', async (server) => {
    await server.add({ kind: 'tooMany', times: 1 });
    expect((await server.send('GET', '/customers')).headers.get('retry-after')).toBeNull();
    await server.add({ kind: 'tooMany', retryAfter: 60, asDate: true });
    const date = (await server.send('GET', '/customers')).headers.get('retry-after') ?? '';
    expect(Math.abs(Date.parse(date) - Date.now() - 60_000)).toBeLessThan(2000);
  }));

test('an expired token is refused until another comes, and a new one can be had', () =>
  withFaultServer('crmoffice', async (server) => {
    await server.add({ kind: 'expiredToken', until: 'renewed' });
    const statuses = [await server.send('GET', '/contacts'), await server.send('GET', '/contacts')];
    expect(statuses.map(({ status }) => status)).toEqual([401, 401]);
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: server.environment['CRMOFFICE_REFRESH_TOKEN'] ?? '',
      client_id: server.environment['CRMOFFICE_CLIENT_ID'] ?? '',
      client_secret: server.environment['CRMOFFICE_CLIENT_SECRET'] ?? '',
    });
    const granted = await fetch(`${server.address}/connect/token`, { method: 'POST', body: form });
    const { access_token: token } = (await granted.json()) as { access_token: string };
    const renewed = await server.raw('GET', '/contacts', undefined, { authorization: `Bearer ${token}` });
    expect(renewed.status).toBe(200);
  }));

test('malformed JSON is the first half of the right one', () =>
  withFaultServer('customerp', async (server) => {
    const whole = await server.send('GET', '/customers/20001');
    await server.add({ kind: 'malformedJson' });
    const half = await server.send('GET', '/customers/20001');
    expect(half.headers.get('content-type')).toContain('application/json');
    expect([half.status, half.text, half.body]).toEqual([200, whole.text.slice(0, whole.text.length >> 1), undefined]);
  }));

test.each([200, 502] as const)('an HTML page comes with %s, and nothing was done', (status) =>
  withFaultServer('customerp', async (server) => {
    const id = await server.add({ kind: 'html', status });
    const page = await create(server, 'Tapt AS');
    expect([page.status, page.headers.get('content-type')]).toEqual([status, 'text/html; charset=utf-8']);
    expect(page.text).toMatch(/^<!doctype html>/);
    await server.raw('DELETE', `/sandbox/faults/${id}`);
    expect(await names(server)).not.toContain('Tapt AS');
  }),
);

test('a fault that is none stops the start, and names the field', async () => {
  const faults = { customerp: [{ kind: 'latency', ms: -1 } as const] };
  await expect(startSandbox({ port: 0, dataDir: null, scale: 1, faults })).rejects.toThrow(/ms: /);
});

test('an expired token is waited for where tokens are used, not where they are made', () =>
  withFaultServer('powerofficego', async (server) => {
    const id = await server.add({ kind: 'expiredToken' });
    const key = { 'ocp-apim-subscription-key': 'sandbox-powerofficego-subscription' };
    expect((await server.raw('POST', '/OAuth/Token', undefined, key)).status).toBe(400);
    expect((await server.faults()).map((fault) => fault.id)).toEqual([id]);
    expect((await server.send('GET', '/v2/Customers')).status).toBe(401);
    expect((await server.send('GET', '/v2/Customers')).status).toBe(200);
  }));

test('a system starts with the faults of a text', async () => {
  const faults = faultsIn('{ "customerp": [{ "id": "a", "kind": "html" }] }');
  await withFaultServer('customerp', async ({ send }) => expect((await send('GET', '/customers')).status).toBe(502), {
    faults,
  });
  expect(faultsIn(' ')).toEqual({});
});

test.each([
  ['[]', /JSON object/],
  ['{', /not JSON/],
  ['{ "visma": [] }', /visma is no system/],
  ['{ "tidsbanken": {} }', /tidsbanken needs an array/],
  ['{ "tidsbanken": [{ "kind": "latency" }] }', /tidsbanken: ms: /],
  ['{ "tidsbanken": [{ "kind": "html", "when": 1 }] }', /tidsbanken: .*when/],
])('%s is refused by name', (text, message) => {
  expect(() => faultsIn(text)).toThrow(message);
});
