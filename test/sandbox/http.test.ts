import { BODY_LIMIT, serve, type Served, type ServeOptions } from '../../sandbox/http.js';

const options: ServeOptions = {
  port: 0,
  routes: [
    {
      method: 'GET',
      path: /^\/things\/(?<id>.+)$/,
      handle: ({ params, query }) => ({ status: 200, body: { params, sort: query.get('sort') } }),
    },
    {
      method: 'POST',
      path: /^\/things$/,
      handle: ({ text }) => ({ status: 201, headers: { etag: '"1"' }, body: text }),
    },
    { method: '*', path: /^\/empty$/, handle: () => ({ status: 204 }) },
    { method: 'GET', path: /^\/broken$/, handle: () => Promise.reject(new Error('broken')) },
  ],
  before: ({ headers }) => (headers['x-key'] === 'wrong' ? { status: 401, body: 'no' } : null),
  notFound: ({ path }) => ({ status: 404, body: { path } }),
  onError: (error) => ({ status: 500, body: { message: String(error) } }),
};

async function withServer(use: (served: Served) => Promise<void>): Promise<void> {
  const served = await serve(options);
  try {
    await use(served);
  } finally {
    await served.stop();
  }
}

test('named groups of the path become decoded params and objects go out as JSON', () =>
  withServer(async ({ address }) => {
    const response = await fetch(`${address}/things/bl%C3%A5%2Fgul?sort=up`);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await response.json()).toEqual({ params: { id: 'blå/gul' }, sort: 'up' });
  }));

test('a string goes out as it is, with the headers of the answer', () =>
  withServer(async ({ address }) => {
    const response = await fetch(`${address}/things`, { method: 'POST', body: 'hei' });
    expect([response.status, response.headers.get('etag'), await response.text()]).toEqual([201, '"1"', 'hei']);
  }));

test('no body stays no body, for any method of a * route', () =>
  withServer(async ({ address }) => {
    const response = await fetch(`${address}/empty`, { method: 'DELETE' });
    expect([response.status, await response.text()]).toEqual([204, '']);
  }));

test('the early check, the unknown path and the thrown error each answer in the form of the options', () =>
  withServer(async ({ address }) => {
    expect((await fetch(`${address}/things/1`, { headers: { 'x-key': 'wrong' } })).status).toBe(401);
    expect(await (await fetch(`${address}/nothing%`)).json()).toEqual({ path: '/nothing%' });
    expect(await (await fetch(`${address}/broken`)).json()).toEqual({ message: 'Error: broken' });
  }));

test('a body over the limit is refused', () =>
  withServer(async ({ address }) => {
    const largest = await fetch(`${address}/things`, { method: 'POST', body: 'x'.repeat(BODY_LIMIT) });
    const larger = await fetch(`${address}/things`, { method: 'POST', body: 'x'.repeat(BODY_LIMIT + 1) });
    expect([largest.status, larger.status]).toEqual([201, 413]);
  }));

test('a taken port is named, with the variable that moves it', () =>
  withServer(async ({ address }) => {
    const port = Number(new URL(address).port);
    await expect(serve({ ...options, port })).rejects.toThrow(new RegExp(`${port}.*SANDBOX_PORT`));
  }));

test('stop closes kept-alive connections, and the port is free again', async () => {
  const { address, stop } = await serve(options);
  await (await fetch(`${address}/things/1`)).json();
  await stop();
  const again = await serve({ ...options, port: Number(new URL(address).port) });
  await again.stop();
});
