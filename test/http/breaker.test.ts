import { admits, closed, failed, type Circuit } from '../../shared/http/breaker.js';
import { reply, withServer } from './server.js';

const read = { method: 'GET', path: '/people/7', entityType: 'Person' } as const;
const write = { method: 'POST', path: '/people', entityType: 'Person', json: {} } as const;

const opened = (at: number): Circuit =>
  Array.from({ length: 5 }).reduce<Circuit>((circuit) => failed(circuit, at), closed);

test('five failures in a row open the circuit, four do not', () => {
  const four = [0, 1, 2, 3].reduce(failed, closed);
  expect(admits(four, 4)).toBe(true);
  expect(admits(failed(four, 4), 4)).toBe(false);
  expect(failed(four, 4).since).toBe(0);
});

test('after a pause one request at a time goes through, and each that fails doubles the next pause up to half a minute', () => {
  let circuit = opened(0);
  const pauses: number[] = [];
  for (let round = 0; round < 7; round += 1) {
    const now = circuit.openUntil;
    expect(admits(circuit, now - 1)).toBe(false);
    expect(admits(circuit, now)).toBe(true);
    const probing = { ...circuit, isProbing: true };
    expect(admits(probing, now)).toBe(false);
    circuit = failed(probing, now);
    pauses.push(circuit.openUntil - now);
  }
  expect(pauses).toEqual([2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});

test('failures of requests that were under way when the circuit opened change nothing', () => {
  const circuit = opened(0);
  expect(failed(circuit, 500)).toBe(circuit);
});

test('while a system fails every request none is sent, and what is asked fails at once, saying since when', async () => {
  let isDown = true;
  await withServer(
    (response) => reply(response, isDown ? 503 : 200, { at: 'home' }),
    async ({ client, seen, clock }) => {
      expect(client.outage()).toBeNull();
      await expect(client.request(write)).rejects.toMatchObject({ details: { ambiguous: true } });
      await expect(client.request(read)).rejects.toMatchObject({ code: 'UNAVAILABLE', details: { status: 503 } });
      await expect(client.request(read)).rejects.toMatchObject({ code: 'UNAVAILABLE', details: { status: 503 } });
      const sent = seen.length;
      expect(sent).toBe(5);
      const refused = await client.request(write).catch((error: unknown) => error);
      expect(refused).toMatchObject({
        code: 'UNAVAILABLE',
        message: expect.stringMatching(/^acme has failed every request since \d{4}-\d\d-\d\dT.*Z/),
        details: { system: 'acme', entityType: 'Person', retryAfter: 1 },
      });
      expect((refused as { details: object }).details).not.toHaveProperty('ambiguous');
      expect(seen).toHaveLength(sent);
      expect(client.outage()?.nextTry.getTime()).toBeGreaterThan(client.outage()!.since.getTime());

      isDown = false;
      await clock.sleep(1_000, new AbortController().signal);
      expect((await client.request(read)).json).toEqual({ at: 'home' });
      expect(client.outage()).toBeNull();
    },
  );
});

test.each([400, 401, 404, 409, 422, 429])('a system that answers %i is there', async (status) => {
  await withServer(
    (response) => reply(response, status, {}),
    async ({ client }) => {
      for (let round = 0; round < 6; round += 1) await client.request(read).catch(() => undefined);
      expect(client.outage()).toBeNull();
    },
  );
});
