import { jest } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { webhookListener } from '../../gateway/webhooks.js';
import type { Resource } from '../../shared/connector.js';
import { createCanonical } from '../../subgraphs/hub/operations/create.js';
import { webhookReceiver } from '../../subgraphs/hub/operations/receive-webhook.js';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import type { OnlineSystem } from '../../subgraphs/systems.js';
import { webhookSenders } from '../../subgraphs/webhooks.js';
import { withHub, type TestHub } from '../support/hub.js';
import { linkedIn } from '../support/linked.js';
import { systemsOf } from '../support/systems.js';
import { changesOf, secret, signedHeaders, type Delivery } from './delivery.js';

jest.setTimeout(180_000);

type Deliver = (body: string, delivery?: Delivery & { system?: string }) => Promise<number>;

test('a hint brings an edit to the other systems, and no hint does harm', async () => {
  await withHub(async (hub) => {
    await withEndpoint(hub, async (deliver) => {
      await hintsBeforeTheFirstSyncWait(hub, deliver);
      await hub.sync();
      await keptHintsAreDropped(hub);
      await strangersAreRefused(hub, deliver);
      await anEditIsCarriedOn(hub, deliver);
      await aReplayDoesNothing(hub, deliver);
      await aBurstIsOneLook(hub, deliver);
      await oddHintsAreHarmless(hub, deliver);
      await ownCreationsStayOne(hub, deliver);
      await newRecordsAreCarriedOn(hub, deliver);
    });
    expect((await hub.sync()).counters).toMatchObject({ conflicts: 0, created: 0, updated: 0, failed: 0 });
  });
});

/** The hub's own endpoint over HTTP, for deliveries of Custom PMS and Customerp. */
async function withEndpoint(hub: TestHub, use: (deliver: Deliver) => Promise<void>): Promise<void> {
  const systems = hub.context.systems as ReadonlyMap<string, OnlineSystem>;
  const secrets = new Map(['custom-pms', 'customerp'].map((system) => [system, secret]));
  const receive = webhookReceiver(hub, webhookSenders(systems, secrets));
  const faults: unknown[] = [];
  const server = createServer(
    webhookListener(
      receive,
      (_request, response) => response.writeHead(404).end(),
      (error) => faults.push(error),
    ),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    await use(async (body, { system = 'custom-pms', ...delivery } = {}) => {
      const headers = signedHeaders(body, delivery);
      return (await fetch(`${origin}/webhooks/${system}`, { method: 'POST', headers, body })).status;
    });
    expect(faults).toEqual([]);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

async function hintsBeforeTheFirstSyncWait(hub: TestHub, deliver: Deliver): Promise<void> {
  expect(await deliver(changesOf('customers', ['cus_000001']))).toBe(204);
  await until(async () => (await jobsDone(hub)) >= 1);
  expect([await count(hub, 'hint'), await count(hub, 'record')]).toEqual([1, 0]);
}

async function keptHintsAreDropped(hub: TestHub): Promise<void> {
  await until(async () => (await count(hub, 'hint')) === 0);
}

async function strangersAreRefused(hub: TestHub, deliver: Deliver): Promise<void> {
  const body = changesOf('customers', ['cus_000001']);
  const weekAgo = Date.now() - 7 * 86_400_000;
  const before = await count(hub, 'webhook_delivery');
  expect(await deliver(body, { secret: 'whsec_b3RoZXI=' })).toBe(401);
  expect(await deliver(body, { at: weekAgo })).toBe(401);
  expect(await deliver(body, { system: 'custom-webshop' })).toBe(404);
  expect(await deliver(body, { system: 'nobody' })).toBe(404);
  for (const wrong of ['', 'nonsense', '[]', '{"events":[{"recordId":7}]}', `{"events":[{"recordId":"\\u0000"}]}`]) {
    expect(await deliver(wrong)).toBe(400);
  }
  expect([await count(hub, 'webhook_delivery'), await count(hub, 'hint')]).toEqual([before, 0]);
}

async function anEditIsCarriedOn(hub: TestHub, deliver: Deliver): Promise<void> {
  const systems = systemsOf(hub.sandbox);
  const { id: canonicalId, ids } = await linkedIn(hub, 'Customer', [
    'tidsbanken.Kunde',
    'custom-pms.Customer',
    'custom-webshop.Customer',
  ]);
  const id = ids['custom-pms.Customer']!;
  const handedOver = () => count(hub, `jobs.job where name = 'converge' and data ->> 'canonicalId' = '${canonicalId}'`);
  const [before, followed] = [await handedOver(), await jobsDone(hub)];
  await systems.editCustom('custom-pms', `customers/${id}`, { phone: '22 33 44 55' });
  expect(await deliver(changesOf('customers', [id]))).toBe(204);
  const kunde = async () => (await systems.tidsbanken('Kunde')).find(({ Id }) => Id === ids['tidsbanken.Kunde']);
  const shop = async () =>
    (await systems.custom('custom-webshop', 'customers')).find((row) => row['id'] === ids['custom-webshop.Customer']);
  await until(async () => (await kunde())?.['Telefon'] === '22 33 44 55');
  await until(async () => (await shop())?.['phone'] === '22 33 44 55');
  await until(async () => (await jobsDone(hub)) > followed);
  expect(await handedOver()).toBe(before + 1);
}

async function aReplayDoesNothing(hub: TestHub, deliver: Deliver): Promise<void> {
  const body = changesOf('customers', ['cus_000002']);
  const both = await Promise.all([deliver(body, { id: 'msg_twice' }), deliver(body, { id: 'msg_twice' })]);
  expect(both.sort()).toEqual([200, 204]);
  await until(async () => (await count(hub, 'hint')) === 0);
  expect(await deliver(body, { id: 'msg_twice' })).toBe(200);
  expect(await count(hub, 'hint')).toBe(0);
}

async function aBurstIsOneLook(hub: TestHub, deliver: Deliver): Promise<void> {
  const resource = hub.context.slots.get('custom-pms.Customer')!.resource;
  const reads = jest.spyOn(resource, 'readMany');
  const ids = Array.from({ length: 500 }, (_, index) => `cus_00000${1 + (index % 5)}`);
  expect(await deliver(changesOf('customers', ids))).toBe(204);
  await until(async () => (await count(hub, 'hint')) === 0);
  expect(reads.mock.calls.map(([asked]) => [...asked].sort())).toEqual([[...new Set(ids)].sort()]);
  reads.mockRestore();
}

async function oddHintsAreHarmless(hub: TestHub, deliver: Deliver): Promise<void> {
  const before = await state(hub);
  const weekAgo = new Date(Date.now() - 7 * 86_400_000);
  const customers = ['cus_000003', 'cus_000001', 'cus_000003'];
  expect(await deliver(changesOf('customers', customers, weekAgo))).toBe(204);
  expect(await deliver(changesOf('customers', ['cus_999999', 'a,b', '../x']))).toBe(204);
  expect(await deliver(changesOf('invoices', ['1']))).toBe(204);
  await until(async () => (await count(hub, 'hint')) === 0);
  expect(await state(hub)).toEqual(before);
}

/** A record the hub makes is hinted at and looked at before the hub has the answer to its creation. */
async function ownCreationsStayOne(hub: TestHub, deliver: Deliver): Promise<void> {
  const resource = hub.context.slots.get('custom-pms.Customer')!.resource as Required<Resource>;
  const create = resource.create.bind(resource);
  const known: number[] = [];
  const spied = jest.spyOn(resource, 'create').mockImplementation(async (fields, options) => {
    const made = await create(fields, options);
    const followed = await jobsDone(hub);
    expect(await deliver(changesOf('customers', [made.id]))).toBe(204);
    await until(async () => (await jobsDone(hub)) > followed);
    const ours = `record where system = 'custom-pms' and external_id = '${made.id}'`;
    known.push(await count(hub, ours), await count(hub, 'hint'));
    return made;
  });
  const patch = { name: 'Helt Ny Kunde AS', email: 'hei@helt-ny.example' };
  const outcome = await createCanonical(hub, 'Customer', { kind: 'CUSTOMER', patch, waitMs: 10_000 });
  spied.mockRestore();
  expect(outcome.ok && outcome.value.writes.map(({ status }) => status)).toEqual(Array(3).fill('CONFIRMED'));
  expect(known).toEqual([0, 1]);
  await hub.jobs.followHintsSoon(['custom-pms.Customer']);
  await until(async () => (await count(hub, 'hint')) === 0);
  const made = await systemsOf(hub.sandbox).custom('custom-pms', 'customers');
  expect(made.filter(({ name }) => name === patch.name)).toHaveLength(1);
}

/** A new record is carried on as soon as its system tells of it, and no later sync makes it again. */
async function newRecordsAreCarriedOn(hub: TestHub, deliver: Deliver): Promise<void> {
  const systems = systemsOf(hub.sandbox);
  const name = 'Ny I Regnskapet AS';
  const id = await addInCustomerp(hub, name);
  expect(await deliver(changesOf('customers', [id]), { system: 'customerp' })).toBe(204);
  const named = async () => (await systems.tidsbanken('Kunde')).filter(({ Navn }) => Navn === name);
  await until(async () => (await named()).length > 0);
  await hub.sync();
  expect(await named()).toHaveLength(1);
}

async function addInCustomerp({ sandbox: { environment } }: TestHub, name: string): Promise<string> {
  const headers = { authorization: `Bearer ${environment['CUSTOMERP_API_KEY']}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ name });
  const response = await fetch(`${environment['CUSTOMERP_URL']}/customers`, { method: 'POST', headers, body });
  return ((await response.json()) as { id: string }).id;
}

async function count(hub: TestHub, table: string): Promise<number> {
  const [found] = await rows<{ count: number }>(hub.context.db, `select count(*)::int as count from ${table}`);
  return found!.count;
}

const state = async (hub: TestHub): Promise<unknown> =>
  Promise.all(['record', 'link', 'write', 'edit', 'canonical_record'].map((table) => count(hub, table)));

async function jobsDone(hub: TestHub): Promise<number> {
  const [found] = await rows<{ count: number }>(
    hub.context.db,
    `select count(*)::int as count from jobs.job where name = 'follow-hints' and state = 'completed'`,
  );
  return found!.count;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve));
}
