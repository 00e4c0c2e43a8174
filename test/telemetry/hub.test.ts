import { jest } from '@jest/globals';
import type { Access } from '../../access.js';
import { callerIn } from '../../gateway/access/caller.js';
import { serve } from '../../serve.js';
import { Env } from '../../shared/config.js';
import { createLog } from '../../shared/log.js';
import { readSettings } from '../../shared/settings.js';
import { settle } from '../../shared/sync/settle.js';
import { inSpan, traceId } from '../../shared/trace.js';
import { converge } from '../../subgraphs/hub/sync/converge.js';
import { makeWebhookSecrets } from '../../subgraphs/webhooks.js';
import { connectors } from '../../subgraphs/registry.js';
import type { OnlineSystem } from '../../subgraphs/systems.js';
import { eventually } from '../support/eventually.js';
import { withSyncedHub, type TestHub } from '../support/hub.js';
import { linkedIn, type Linked } from '../support/linked.js';
import { systemsOf } from '../support/systems.js';
import { changesOf, signedHeaders } from '../webhooks/delivery.js';
import { treeOf, withCollector, type Collector } from './collector.js';
import { tracedTo } from './support.js';

jest.setTimeout(120_000);

/** A hub that has synced, served with its log and its traces in hand. */
interface Traced {
  readonly hub: TestHub;
  readonly collector: Collector;
  readonly url: string;
  readonly customer: Linked;
  readonly lines: Record<string, unknown>[];
  ask(query: string, variables?: object): Promise<{ data: unknown; errors?: { extensions: { requestId?: string } }[] }>;
  deliver(system: string, collection: string, id: string): Promise<number>;
}

const everybody: Access = { token: null, authenticate: async () => callerIn('kanari', ['admin'], [], null, 'key') };

function withTraced(use: (traced: Traced) => Promise<void>): Promise<void> {
  return withCollector((collector) =>
    withSyncedHub(async (hub) => {
      await tracedTo(collector, () => served(hub, collector, use));
    }),
  );
}

async function served(hub: TestHub, collector: Collector, use: (traced: Traced) => Promise<void>): Promise<void> {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string): void => void lines.push(JSON.parse(line) as Record<string, unknown>);
  const log = createLog(new Env({ SAMBAND_LOG: 'info' }), { write });
  const secrets = makeWebhookSecrets(connectors);
  const systems = hub.context.systems as ReadonlyMap<string, OnlineSystem>;
  const { url, stop } = await serve(hub, systems, secrets, readSettings(new Env({ PORT: '0' })), log, everybody);
  const post = (path: string, body: string, headers: object): Promise<Response> =>
    fetch(new URL(path, url), { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
  try {
    const customer = await linkedIn(hub, 'Customer', ['tidsbanken.Kunde', 'custom-pms.Customer', 'customerp.Customer']);
    await use({
      ...{ hub, collector, url, customer, lines },
      ask: async (query, variables) =>
        (await (await post('/graphql', JSON.stringify({ query, variables }), {})).json()) as Awaited<
          ReturnType<Traced['ask']>
        >,
      async deliver(system, collection, id) {
        const body = changesOf(collection, [id]);
        const secret = secrets.get(system) ?? '';
        return (await post(`/webhooks/${system}`, body, signedHeaders(body, { secret }))).status;
      },
    });
  } finally {
    await stop();
  }
}

test('what is done is traced from who asked for it to the systems, and the log tells of it, without a value of anybody', () =>
  withTraced(async (traced) => {
    await queryIsOneTrace(traced);
    await changeAndItsWritesAreOneTrace(traced);
    await webhookAndItsWritesAreOneTrace(traced);
    await writeTakenAlongIsLinked(traced);
    await runIsLinkedToWhatItBringsAbout(traced);
    await logTellsOfRequests(traced);
    await maskedErrorIsInTheLog(traced);
    nothingOfAnybodyIsTold(traced);
  }));

async function queryIsOneTrace({ ask, collector, customer }: Traced): Promise<void> {
  const { data } = await ask(
    `query Kunde { customer(id: "${customer.id}") { name tidsbankenKunde { navn } customPmsCustomer { name } } }`,
  );
  expect(data).toMatchObject({ customer: { tidsbankenKunde: {}, customPmsCustomer: {} } });
  const [request] = await collector.named('POST /graphql');
  expect(treeOf(collector.spans(), request?.traceId ?? '')).toBe(
    'POST /graphql(query(fetch custom-pms(GET /customers/{id}), fetch hub, fetch tidsbanken(GET /prosjekt/Kunde), plan))',
  );
  const [call] = await collector.named('GET /prosjekt/Kunde');
  expect(call?.attributes).toMatchObject({
    ...{ 'samband.system': 'tidsbanken', 'samband.entity_type': 'Kunde', 'url.template': '/prosjekt/Kunde' },
    ...{ 'http.request.method': 'GET', 'http.response.status_code': 200, 'server.address': '127.0.0.1' },
  });
}

const change = `mutation Ring($id: ID!, $patch: CustomerPatch!) {
  updateCustomer(input: { id: $id, patch: $patch }) { writes { system status } userErrors { message } } }`;

async function changeAndItsWritesAreOneTrace({ ask, collector, customer, hub }: Traced): Promise<void> {
  const patch = { name: 'Kanari AS', phone: '22 99 88 77', email: 'kanari@kanari.test' };
  const { data } = await ask(change, { id: customer.id, patch });
  expect(data).toMatchObject({ updateCustomer: { userErrors: [] } });
  const [mutation] = await collector.named('mutation');
  // A span is told of when it ends, so that what it holds is heard of before it.
  await eventually(async () => {
    const tree = treeOf(collector.spans(), mutation?.traceId ?? '');
    expect(tree).toContain('POST /graphql(mutation(fetch hub(converge(');
    expect(tree).toContain('write custom-pms.Customer(GET /customers/{id}, PATCH /customers/{id})');
    expect(tree).toContain('write tidsbanken.Kunde(GET /prosjekt/Kunde, PUT /prosjekt/Kunde)');
  });
  const [write] = await collector.named('write tidsbanken.Kunde');
  const [stored] = await hub.context.db.query<{ trace: string }[]>('select trace from write where id = $1', [
    write?.attributes['samband.write.id'],
  ]);
  expect(stored?.trace).toContain(mutation?.traceId);
}

async function webhookAndItsWritesAreOneTrace({ collector, customer, deliver, hub }: Traced): Promise<void> {
  const id = customer.ids['custom-pms.Customer'] ?? '';
  await systemsOf(hub.sandbox).editCustom('custom-pms', `customers/${id}`, { phone: '22 99 88 66' });
  expect(await deliver('custom-pms', 'customers', id)).toBe(204);
  const [delivery] = await collector.named('POST /webhooks/{system}');
  await eventually(async () =>
    expect(treeOf(collector.spans(), delivery?.traceId ?? '')).toMatch(
      /^POST \/webhooks\/{system}\(follow hints\(GET \/customers\/{id}, .*converge\(.*write tidsbanken\.Kunde\(/,
    ),
  );
}

/** One change is made, and before a job sees it another piece of work brings the record to rest. */
async function writeTakenAlongIsLinked({ collector, customer, hub: { context } }: Traced): Promise<void> {
  const { store, engine, policy } = context;
  const edited = await inSpan(
    () => ({ name: 'edit', from: [] }),
    async () => {
      await store.change([customer.id], ([dossier], view) => {
        if (!dossier) throw new Error('the customer is gone');
        const settled = settle(dossier, view, policy, { values: { phone: '22 99 88 55' }, at: view.now });
        return { dossiers: [settled.dossier], journal: settled.journal, answer: null };
      });
      return traceId();
    },
  );
  const taken = await inSpan(
    () => ({ name: 'other work', from: [] }),
    async () => {
      await converge(engine, customer.id);
      return traceId();
    },
  );
  await collector.named('other work');
  const writes = collector.spans().filter(({ traceId: id, name }) => id === taken && name.startsWith('write '));
  expect(writes.length).toBeGreaterThan(1);
  expect(writes.map(({ links }) => links)).toEqual(writes.map(() => [edited]));
}

async function runIsLinkedToWhatItBringsAbout({ collector, customer, hub }: Traced): Promise<void> {
  const id = customer.ids['custom-pms.Customer'] ?? '';
  await systemsOf(hub.sandbox).editCustom('custom-pms', `customers/${id}`, { phone: '22 99 88 44' });
  await hub.sync();
  const [run] = await collector.named('sync run');
  const linked = collector.spans().filter(({ links }) => links.includes(run?.traceId ?? ''));
  expect(linked.map(({ name }) => name)).toContain('converge');
  expect(linked.every(({ traceId: trace }) => trace !== run?.traceId)).toBe(true);
  const written = linked.map(({ traceId: trace }) => treeOf(collector.spans(), trace)).join();
  expect(written).toContain('write tidsbanken.Kunde(');
}

async function logTellsOfRequests({ collector, lines }: Traced): Promise<void> {
  const [mutation] = await collector.named('mutation');
  const told = lines.find(({ operationType }) => operationType === 'mutation');
  expect(told).toMatchObject({
    ...{ msg: 'Request', method: 'POST', route: '/graphql', status: 200, caller: 'key', operation: 'Ring' },
    ...{ trace_id: mutation?.traceId, requestId: mutation?.attributes['samband.request.id'] },
  });
  expect(lines).toContainEqual(expect.objectContaining({ route: '/webhooks/{system}', status: 204 }));
}

async function maskedErrorIsInTheLog({ ask, hub, lines }: Traced): Promise<void> {
  await hub.context.db.query('alter table api_key rename to elsewhere');
  const { errors } = await ask('query Broken { apiKeys { name } }');
  await hub.context.db.query('alter table elsewhere rename to api_key');
  const requestId = errors?.[0]?.extensions.requestId;
  expect(errors).toMatchObject([{ message: 'Internal error', extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
  expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
  const told = lines.filter((line) => line['requestId'] === requestId);
  expect(told).toMatchObject([
    { msg: 'A request failed.', kind: 'QueryFailedError', code: '42P01', at: expect.any(Array) },
    { msg: 'Request', operation: 'Broken', status: 200, codes: ['INTERNAL_SERVER_ERROR'] },
  ]);
  expect(new Set(told.map((line) => line['trace_id'])).size).toBe(1);
}

/** Names, telephone numbers, addresses, and the ids by which the systems and the hub know a person's record. */
function nothingOfAnybodyIsTold({ collector, customer, lines }: Traced): void {
  const told = [collector.text(), JSON.stringify(lines)].join('\n');
  expect(told).not.toMatch(/kanari|22 99 88|2299 ?88|updateCustomer|\$patch/i);
  const ids = [customer.id, ...Object.values(customer.ids)].filter((id) => id.length > 4);
  expect(ids.length).toBeGreaterThan(1);
  for (const id of ids) expect(told).not.toContain(id);
}
