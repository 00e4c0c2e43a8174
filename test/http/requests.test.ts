import { keepToken } from '../../shared/http/access-token.js';
import { reply, withServer } from './server.js';

test('a request carries base path, query, headers and JSON', async () => {
  await withServer(
    (response) => reply(response, 200, { ok: true }, { ETag: '"3"' }),
    async ({ client, seen }) => {
      const query = { $filter: "Navn eq 'Ås & Sønn'", since: '2026-01-01T00:00:00+01:00', none: undefined };
      const answer = await client.request({
        method: 'PATCH',
        path: '/a%2Fb',
        query,
        json: { a: 1 },
        contentType: 'x/y',
      });
      expect(answer).toMatchObject({ status: 200, json: { ok: true }, headers: { etag: '"3"' } });
      const url = new URL(seen[0]!.url, 'http://acme');
      expect(url.pathname).toBe('/api/a%2Fb');
      expect(url.search).toMatch(/^\?\$filter=/);
      expect([...url.searchParams]).toEqual([
        ['$filter', query.$filter],
        ['since', query.since],
      ]);
      expect(seen[0]).toMatchObject({
        body: '{"a":1}',
        headers: { 'content-type': 'x/y', accept: 'application/json' },
      });
    },
  );
});

test('a form is sent as one, and an empty answer is undefined', async () => {
  await withServer(
    (response) => reply(response, 204),
    async ({ client, seen }) => {
      const answer = await client.request({ method: 'POST', path: '/token', form: { grant_type: 'a b' } });
      expect(answer).toMatchObject({ status: 204, json: undefined });
      expect(seen[0]).toMatchObject({ body: 'grant_type=a+b' });
    },
  );
});

test('a token that is refused is renewed once, also for a write', async () => {
  let issued = 0;
  await withServer(
    (response, { headers }) => reply(response, headers.authorization === 'Bearer 2' ? 201 : 401, {}),
    async ({ client, seen }) => {
      expect((await client.request({ method: 'POST', path: '/', json: {} })).status).toBe(201);
      expect(seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer 1', 'Bearer 2']);
    },
    { headers: ({ renew }) => ({ authorization: `Bearer ${(issued = renew ? 2 : 1)}` }) },
  );
  expect(issued).toBe(2);
});

test('a key that cannot be renewed is sent once', async () => {
  await withServer(
    (response) => reply(response, 401, {}),
    async ({ client, seen }) => {
      await expect(client.request({ method: 'GET', path: '/' })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
      expect(seen).toHaveLength(1);
    },
    { headers: () => ({ key: 'k' }) },
  );
});

describe('a kept token', () => {
  function keeper() {
    let time = 0;
    let fetched = 0;
    const token = keepToken(
      async () => ({ token: `t${++fetched}`, expiresInSeconds: 1200 }),
      () => time,
    );
    return { token, fetched: () => fetched, passSeconds: (seconds: number) => (time += seconds * 1000) };
  }

  test('is fetched once for all who ask, and again a minute before its end', async () => {
    const { token, fetched, passSeconds } = keeper();
    expect(await Promise.all([token({ renew: false }), token({ renew: false })])).toEqual(['t1', 't1']);
    passSeconds(1139);
    expect(await token({ renew: false })).toBe('t1');
    passSeconds(1);
    expect(await token({ renew: false })).toBe('t2');
    expect(fetched()).toBe(2);
  });

  test('is renewed when refused, but not again for requests that were sent with the one before', async () => {
    const { token, passSeconds } = keeper();
    await token({ renew: false });
    passSeconds(10);
    expect(await Promise.all([token({ renew: true }), token({ renew: true })])).toEqual(['t2', 't2']);
    passSeconds(1);
    expect(await token({ renew: true })).toBe('t2');
  });

  test('forgets a failed fetch', async () => {
    const answers = [Promise.reject(new Error('no')), Promise.resolve({ token: 'later', expiresInSeconds: 60 })];
    const token = keepToken(() => answers.shift()!);
    await expect(token({ renew: false })).rejects.toThrow('no');
    expect(await token({ renew: false })).toBe('later');
  });
});
