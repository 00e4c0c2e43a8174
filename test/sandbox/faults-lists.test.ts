import type { SystemName } from '../../sandbox/index.js';
import { withFaultServer, type FaultServer } from './fault-server.js';

type Rows = Record<string, unknown>[];

type List = [SystemName, string, string | null, string, (page: number) => string];

const lists: List[] = [
  [
    'tidsbanken',
    '/prosjekt/Kunde',
    'value',
    'Id',
    (page: number) => `?$orderby=Id&$count=true&$top=10&$skip=${(page - 1) * 10}`,
  ],
  ['powerofficego', '/v2/Customers', null, 'Id', (page: number) => `?PageSize=10&PageNumber=${page}`],
  ['crmoffice', '/contacts', 'items', 'id', (page: number) => `?pageSize=10&page=${page}`],
];

const reader =
  ({ send }: FaultServer, [, path, place, id, query]: List) =>
  async (page: number): Promise<unknown[]> => {
    const { body } = await send('GET', path + query(page));
    return ((place === null ? body : body?.[place]) as unknown as Rows).map((row) => row[id]);
  };

test.each(lists)('rows come in before the second page, or go away (%s)', (...list) =>
  withFaultServer(list[0], async (server) => {
    const ids = reader(server, list);
    const [first, second, third] = [await ids(1), await ids(2), await ids(3)];
    await server.add({ id: 'drift', kind: 'pageDrift' });
    expect([await ids(1), await ids(2)]).toEqual([first, [first.at(-1), ...second.slice(0, -1)]]);
    await server.add({ id: 'drift', kind: 'pageDrift', by: -1 });
    expect([await ids(1), await ids(2)]).toEqual(
      [first, [...second.slice(1), third[0]]].map((page) => page.filter(Boolean)),
    );
    expect((await server.faults())[0]?.hits).toBe(1);
  }),
);

test('the total drifts with the rows', () =>
  withFaultServer('tidsbanken', async ({ send, add }) => {
    const count = async () => (await send('GET', '/prosjekt/Kunde?$count=true&$top=1&$skip=1')).body['@odata.count'];
    const before = Number(await count());
    await add({ kind: 'pageDrift', by: 3 });
    expect(await count()).toBe(before + 3);
  }));

test.each(lists)('half a page, an empty page, a row twice (%s)', (...list) =>
  withFaultServer(list[0], async (server) => {
    const ids = reader(server, list);
    const all = await ids(1);
    await server.add({ kind: 'partialPage', times: 1 });
    expect(await ids(1)).toEqual(all.slice(0, 5));
    await server.add({ kind: 'duplicateRow', times: 1 });
    expect(await ids(1)).toEqual([...all, all[0]]);
    await server.add({ kind: 'emptyPage', times: 1 });
    const empty = await server.send('GET', list[1] + list[4](1));
    if (list[2] === null) expect(empty.status).toBe(204);
    else expect(empty.body[list[2]]).toEqual([]);
  }),
);

test('faults of lists leave single records and the cursor alone', () =>
  withFaultServer('custom-pms', async ({ send, add, faults }) => {
    const whole = (await send('GET', '/customers?limit=10')).body;
    await add({ kind: 'partialPage' });
    expect((await send('GET', '/customers/cus_000001')).body['id']).toBe('cus_000001');
    expect((await faults())[0]?.hits).toBe(0);
    const half = (await send('GET', '/customers?limit=10')).body;
    expect(half['items']).toEqual((whole['items'] as Rows).slice(0, 5));
    expect([half['nextCursor'], half['total']]).toEqual([whole['nextCursor'], whole['total']]);
  }));

test('a property has another name wherever it stands', () =>
  withFaultServer('customerp', async ({ send, add }) => {
    await add({ kind: 'renamedProperty', from: 'street', to: 'streetAddress' });
    const { postalAddress } = (await send('GET', '/customers/20001')).body as { postalAddress: object };
    expect(Object.keys(postalAddress)).toEqual(['streetAddress', 'postalCode', 'city', 'country']);
  }));

test('a fault keeps to its route, counts its hits and is gone after its times', () =>
  withFaultServer('customerp', async ({ send, add, faults }) => {
    await add({
      id: 'x',
      kind: 'serverError',
      times: 2,
      route: { method: 'GET', path: '^/customers$', query: 'ids=20001,' },
    });
    const status = async (path: string) => (await send('GET', path)).status;
    expect([await status('/employees'), await status('/customers'), await status('/customers/20001')]).toEqual([
      200, 200, 200,
    ]);
    expect([await status('/customers?ids=20001,20002'), (await faults())[0]?.hits]).toEqual([500, 1]);
    expect([await status('/customers?ids=20001%2C'), await faults()]).toEqual([500, []]);
    expect(await status('/customers?ids=20001,20002')).toBe(200);
  }));

test('chance hits the same calls every time, others by another seed', async () => {
  const hits = async (seed: number): Promise<string> => {
    let text = '';
    await withFaultServer('customerp', async ({ send, add }) => {
      await add({ kind: 'serverError', probability: 0.3, seed });
      for (let call = 0; call < 40; call += 1)
        text += (await send('GET', '/customers/20001')).status === 500 ? 'x' : '.';
    });
    return text;
  };
  const [one, again, other] = [await hits(1), await hits(1), await hits(2)];
  expect(again).toBe(one);
  expect(other).not.toBe(one);
  expect([...one].filter((each) => each === 'x').length).toBeGreaterThan(3);
  expect([...one].filter((each) => each === 'x').length).toBeLessThan(25);
});

test('the switches need JSON, name what is wrong, and do not wait for what they break', () =>
  withFaultServer('customerp', async ({ raw, send, add, faults }) => {
    const refused = await raw('POST', '/sandbox/faults', { kind: 'latency', ms: 'x', route: { path: '(' } });
    expect([refused.status, refused.body['message']]).toEqual([400, expect.stringMatching(/route.path: .*ms: /)]);
    const plain = await raw('POST', '/sandbox/faults', '{"kind":"html"}', { 'content-type': 'text/plain' });
    expect([plain.status, await faults()]).toEqual([400, []]);
    await add({ id: 'a', kind: 'html' });
    await add({ id: 'a', kind: 'serverError' });
    expect((await faults()).map(({ kind }) => kind)).toEqual(['serverError']);
    expect((await raw('DELETE', '/sandbox/faults/b')).status).toBe(404);
    expect((await raw('DELETE', '/sandbox/faults')).status).toBe(204);
    expect((await send('GET', '/customers')).status).toBe(200);
  }));
