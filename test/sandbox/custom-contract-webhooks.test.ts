import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startCustomSystem } from '../../sandbox/custom-contract.js';
import { openStore } from '../../sandbox/store.js';
import { genuineId } from '../../shared/webhook.js';
import { reply, withAddress, type Answerer, type Seen } from '../http/server.js';
import { secret } from '../webhooks/delivery.js';
import { seedOf, sender, type Send } from './custom-contract-server.js';

interface Event {
  readonly id: string;
  readonly collection: string;
  readonly recordId: string;
  readonly type: string;
  readonly at: string;
}

const eventsIn = ({ body }: Seen): Event[] => (JSON.parse(body) as { events: Event[] }).events;

/** A system that tells its changes to a server that answers as told. */
function withTeller(answer: Answerer, use: (send: Send, seen: readonly Seen[]) => Promise<void>): Promise<void> {
  return withAddress(answer, async (address, seen) => {
    const seeds = { customers: seedOf({ cus_000001: { name: 'Nordlys AS' } }), projects: seedOf({}) };
    const store = openStore('custom-pms', null, seeds);
    const webhooks = { url: () => `${address}/webhooks/custom-pms`, secret };
    const served = await startCustomSystem({ system: 'custom-pms', port: 0, store, apiKey: 'key', webhooks });
    try {
      await use(sender(served.address, { authorization: 'Bearer key' }), seen);
    } finally {
      await served.stop();
      await store.close();
    }
  });
}

const taken: Answerer = (response) => reply(response, 204, undefined);

test('a creation, a change and a removal are told in one signed delivery, without the rows’ values', () =>
  withTeller(taken, async (send, seen) => {
    const { body } = await send('POST', '/customers', { name: 'Fjellro AS' });
    await send('PATCH', `/customers/${body.id}`, { phone: '22 33 44 55' });
    await send('DELETE', `/customers/${body.id}`);
    await until(() => seen.flatMap(eventsIn).length === 3);
    expect(seen.flatMap(eventsIn).map(({ collection, recordId, type }) => [collection, recordId, type])).toEqual(
      ['created', 'updated', 'deleted'].map((type) => ['customers', body.id, type]),
    );
    expect(new Set(seen.flatMap(eventsIn).map(({ id }) => id)).size).toBe(3);
    for (const { headers, body: text, url } of seen) {
      expect(url).toBe('/webhooks/custom-pms');
      expect(genuineId(secret, headers, Buffer.from(text), new Date())).toBe(headers['webhook-id']);
      expect(text).not.toMatch(/Fjellro|22 33/);
    }
  }));

test('what is refused or asked for again under its key is not told', () =>
  withTeller(taken, async (send, seen) => {
    const key = { 'idempotency-key': 'k1' };
    await send('POST', '/customers', { name: '' });
    await send('PATCH', '/customers/cus_000001', { name: 'Ny' }, { 'if-match': '"7"' });
    const { body } = await send('POST', '/customers', { name: 'Fjellro AS' }, key);
    await send('POST', '/customers', { name: 'Fjellro AS' }, key);
    await send('PATCH', '/customers/cus_000001', { name: 'Sist' });
    await until(() => seen.flatMap(eventsIn).some(({ recordId }) => recordId === 'cus_000001'));
    expect(seen.flatMap(eventsIn).map(({ recordId, type }) => [recordId, type])).toEqual([
      [body.id, 'created'],
      ['cus_000001', 'updated'],
    ]);
  }));

test('a delivery that is not taken is sent again under its id, and signed anew', () =>
  withTeller(
    (response, _seen, count) => reply(response, count < 3 ? 503 : 204, undefined),
    async (send, seen) => {
      await send('PATCH', '/customers/cus_000001', { name: 'Ny' });
      await until(() => seen.length === 3);
      expect(new Set(seen.map(({ headers, body }) => `${headers['webhook-id']} ${body}`)).size).toBe(1);
      for (const { headers, body } of seen) {
        expect(genuineId(secret, headers, Buffer.from(body), new Date())).not.toBeNull();
      }
    },
  ));

test('a target that never answers holds up neither an answer nor the end', () =>
  withTeller(
    () => undefined,
    async (send, seen) => {
      expect((await send('PATCH', '/customers/cus_000001', { name: 'Ny' })).status).toBe(200);
      await until(() => seen.length === 1);
      expect((await send('PATCH', '/customers/cus_000001', { name: 'Nyere' })).status).toBe(200);
    },
  ));

test('a thousand changes go in deliveries of at most 500', () =>
  withTeller(taken, async (send, seen) => {
    for (let round = 0; round < 5; round += 1) {
      await Promise.all(
        Array.from({ length: 200 }, () => send('PATCH', '/customers/cus_000001', { phone: String(round) })),
      );
    }
    await until(() => seen.flatMap(eventsIn).length === 1000);
    expect(Math.max(...seen.map((each) => eventsIn(each).length))).toBeLessThanOrEqual(500);
    expect(seen.length).toBeLessThan(100);
  }));

test('deliveries that nobody takes wait to be sent again without a warning, however many', async () => {
  const [hooks, script] = ['../support/typescript.mjs', './refused-deliveries.ts'].map((file) =>
    fileURLToPath(new URL(file, import.meta.url)),
  ) as [string, string];
  const { stderr } = await promisify(execFile)(process.execPath, ['--import', hooks, script]);
  expect(stderr).toBe('');
});

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}
