import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Unavailable } from '../../shared/errors.js';
import { createHttpClient, type HttpRequest } from '../../shared/http/client.js';
import { withPatience } from '../../shared/http/lane.js';
import { fakeClock, reply, withServer, type Answerer } from './server.js';

const read: HttpRequest = { method: 'GET', path: '/' };
const write: HttpRequest = { method: 'POST', path: '/', json: {} };

const failingTwice: Answerer = (response, _seen, count) => {
  if (count === 3) reply(response, 200, 'done');
  else if (count === 1) response.destroy();
  else reply(response, 502, {});
};

test('a read is tried three times, after waits that grow', async () => {
  await withServer(failingTwice, async ({ client, waits }) => {
    expect((await client.request(read)).json).toBe('done');
    expect(waits).toEqual([200, 400]);
  });
});

test('a read that fails three times fails', async () => {
  await withServer(
    (response) => reply(response, 500, {}),
    async ({ client, seen }) => {
      await expect(client.request(read)).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true });
      expect(seen).toHaveLength(3);
    },
  );
});

test.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)(
  'a %s that met a reset is not repeated: it may have landed',
  async (method) => {
    await withServer(failingTwice, async ({ client, seen }) => {
      const attempt = client.request({ ...write, method });
      await expect(attempt).rejects.toMatchObject({ code: 'UNAVAILABLE', details: { ambiguous: true } });
      expect(seen).toHaveLength(1);
    });
  },
);

test('a write whose answer breaks off half-way may have landed', async () => {
  const half: Answerer = (response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('{"a":', () => response.destroy());
  };
  await withServer(half, async ({ client, seen }) => {
    await expect(client.request(write)).rejects.toMatchObject({ details: { ambiguous: true } });
    expect(seen).toHaveLength(1);
  });
});

test('a write declared safe to repeat is repeated', async () => {
  await withServer(failingTwice, async ({ client, seen }) => {
    expect((await client.request({ ...write, safeToRepeat: true })).json).toBe('done');
    expect(seen).toHaveLength(3);
  });
});

test('silence ends after the given time', async () => {
  await withServer(
    () => undefined,
    async ({ client }) => {
      await expect(client.request(write)).rejects.toMatchObject({ code: 'UNAVAILABLE', details: { ambiguous: true } });
    },
    { timeoutMs: 100 },
  );
});

test('a refused connection has done nothing: the write is repeated, and its failure is clear', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise((resolve) => server.close(resolve));
  const waits: number[] = [];
  const client = createHttpClient({
    system: 'acme',
    credentials: 'K',
    baseUrl,
    clock: fakeClock(waits),
    random: () => 1,
  });
  const error = await client.request(write).catch((caught: unknown) => caught);
  await client.close();
  expect(error).toBeInstanceOf(Unavailable);
  expect((error as Unavailable).message).toContain('cannot be reached (ECONNREFUSED)');
  expect((error as Unavailable).details).toEqual({ system: 'acme' });
  expect(waits).toEqual([400, 800]);
});

test('a write waits as long as the system asks, and is then sent again', async () => {
  await withServer(
    (response, _seen, count) => reply(response, count < 3 ? 429 : 201, {}, { 'retry-after': String(count) }),
    async ({ client, waits }) => {
      expect((await client.request(write)).status).toBe(201);
      expect(waits).toEqual([1000, 2000]);
    },
  );
});

test('a pause may be given as a date', async () => {
  await withServer(
    (response, _seen, count) => {
      const date = new Date(Date.now() + 5_000).toUTCString();
      reply(response, count === 1 ? 429 : 200, {}, { 'retry-after': date });
    },
    async ({ client, waits }) => {
      await client.request(read);
      expect(waits[0]).toBeGreaterThan(3_000);
      expect(waits[0]).toBeLessThanOrEqual(5_000);
    },
  );
});

test('told to slow down four times without a time, the client gives up', async () => {
  await withServer(
    (response) => reply(response, 429, {}),
    async ({ client, seen, waits }) => {
      await expect(client.request(read)).rejects.toMatchObject({ code: 'RATE_LIMITED', retryable: true });
      expect(seen).toHaveLength(4);
      expect(waits).toEqual([1000, 2000, 4000]);
    },
  );
});

test('an unclear end of a token request leaves the request itself unsent', async () => {
  await withServer(
    (response) => reply(response, 200, {}),
    async ({ client, seen }) => {
      await expect(client.request(write)).rejects.toMatchObject({ code: 'UNAVAILABLE', details: { ambiguous: false } });
      expect(seen).toHaveLength(0);
    },
    { headers: () => Promise.reject(new Unavailable('no token', { ambiguous: true })) },
  );
});

test('where what it takes to sign in cannot be had, the request is unsent and the cause is kept', async () => {
  const cause = new TypeError('the vault is shut');
  await withServer(
    (response) => reply(response, 200, {}),
    async ({ client, seen }) => {
      const error = await client.request(write).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining('acme'), cause });
      expect((error as Unavailable).details).not.toHaveProperty('ambiguous');
      expect(seen).toHaveLength(0);
    },
    { headers: () => Promise.reject(cause) },
  );
});

test('work whose patience is shorter than the wait that a system asks for gets the refusal and is not sent again', async () => {
  const busy: Answerer = (response) => reply(response, 429, {}, { 'retry-after': '6' });
  await withServer(busy, async ({ client, seen }) => {
    const attempt = withPatience(5000, () => client.request(write));
    await expect(attempt).rejects.toMatchObject({ code: 'RATE_LIMITED', details: { retryAfter: 6 } });
    expect(seen).toHaveLength(1);
  });
});

test('patience is that of all the requests of a work: one whose turn comes after it is not sent', async () => {
  const slow: Answerer = (response) => void setTimeout(() => reply(response, 200, {}), 500);
  await withServer(slow, async ({ client, seen }) => {
    const attempt = withPatience(500, async () => {
      await client.request(read);
      await client.request(write);
    });
    await expect(attempt).rejects.toMatchObject({ code: 'RATE_LIMITED', message: expect.stringContaining('acme') });
    expect(seen.map(({ method }) => method)).toEqual(['GET']);
  });
});
