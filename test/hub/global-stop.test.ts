import { jest } from '@jest/globals';
import { graphql } from 'graphql';
import { connectors } from '../../subgraphs/registry.js';
import { buildHubSubgraph } from '../../subgraphs/hub/graphql/build.js';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import { stopOf, stopRunaway, writesAtLeast } from '../../subgraphs/hub/store/writing.js';
import { eventually } from '../support/eventually.js';
import { withSyncedHub, type TestHub } from '../support/hub.js';
import { systemsOf } from '../support/systems.js';
import { addCanonical, addRecord, requestContext, withGraph, type Graph } from './graphql-support.js';

jest.setTimeout(180_000);

/** More than the breaker of oscillations and the budgets remember: to them each is new, and somebody's. */
const phones = ['21 00 00 01', '21 00 00 02', '21 00 00 03', '21 00 00 04'];
/** Each brings a write to every other record of a customer, of which there are five at the most: more than three for each phone number and record. */
const turnsEnough = 18;

test('a hub that two systems have writing again and again stops, keeps what it plans, and goes on when a person says so', () =>
  withSyncedHub(async (hub) => {
    await hourLater(hub);
    const customers = await sharedCustomers(hub);
    expect(customers.length).toBeGreaterThan(3);
    let turn = 0;
    for (; turn < turnsEnough; turn += 1) {
      await insist(hub, customers, turn);
      await eventually(async () => expect(await agreed(hub, customers, turn)).toBe(true));
    }
    await minute(hub);
    const { at, writes, edits } = (await stopOf(hub.context.db)) ?? {};
    expect(edits).toBe(phones.length * customers.length);
    expect(writes).toBeGreaterThanOrEqual(writesAtLeast);
    expect(hub.faults()).toEqual([
      `The hub writes far more than anybody edits, and has stopped until a person resumes it. RangeError: ${writes} updates in an hour for ${edits} edits`,
    ]);
    expect(await ask(hub, '{ writing { stoppedAt writes edits } }')).toMatchObject({ stoppedAt: at, writes, edits });

    await heard();
    const sent = await attempts(hub);
    await insist(hub, customers, turn);
    await eventually(async () => expect(await planned(hub)).toBeGreaterThanOrEqual(customers.length));
    await hub.sync();
    expect(await attempts(hub)).toBe(sent);
    expect(await agreed(hub, customers, turn)).toBe(false);

    expect(await resume(hub, new Date(0))).toMatchObject({ writing: null, userErrors: [{ code: 'CONFLICT' }] });
    expect(await resume(hub, at)).toMatchObject({ writing: { stoppedAt: null }, userErrors: [] });
    await eventually(async () => expect(await agreed(hub, customers, turn)).toBe(true));
    await minute(hub);
    expect(await ask(hub, '{ writing { stoppedAt writes edits } }')).toEqual({
      stoppedAt: null,
      writes: null,
      edits: null,
    });
  }));

test('a first sync, the plainest case of many writes, does not stop the hub', () =>
  withSyncedHub(async (hub) => {
    const [{ count = 0 } = {}] = await rows<{ count: number }>(
      hub.context.db,
      `select count(*)::int as count from write where kind = 'UPDATE' and status = 'CONFIRMED'`,
    );
    expect(count).toBeGreaterThan(0);
    expect(await stopRunaway(hub.context.db)).toBeNull();
  }));

const many = 5 * writesAtLeast;

test('however much is written, a hub does not stop where each value is new to its record: edited, linked, or held up for long', () =>
  withGraph(async (graph) => {
    const ids = await customersIn(graph, 10, ['custom-pms', 'custom-webshop']);
    await addUpdates(graph, ids, many, (number) => `Value ${Math.floor(number / 2)}`);
    expect(await stopRunaway(graph.hub.context.db)).toBeNull();
  }));

test('a hub stops where the same values go round, and once only', () =>
  withGraph(async (graph) => {
    const { db } = graph.hub.context;
    const ids = await customersIn(graph, 10, ['custom-pms', 'custom-webshop']);
    await addUpdates(graph, ids, many, (number) => `Value ${Math.floor(number / 10) % 4}`);
    expect(await stopRunaway(db)).toEqual({ writes: many, edits: 40 });
    expect(await stopRunaway(db)).toBeNull();
    expect(await stopOf(db)).toMatchObject({ writes: many, edits: 40 });
  }));

test('values that a person gives the hub each time, few writes, and those of an hour ago stop nothing', () =>
  withGraph(async (graph) => {
    const { db } = graph.hub.context;
    const ids = await customersIn(graph, 10, ['custom-pms', 'custom-webshop']);
    const goingRound = (number: number): string => `Value ${Math.floor(number / 10) % 4}`;
    await addUpdates(graph, ids, many, goingRound);
    await graph.sql(
      `insert into edit (canonical_id, version, field, after, rule)
       select canonical_id, (causes ->> 'name')::int, 'name', "values" -> 'name', 'latest' from write`,
    );
    expect(await stopRunaway(db)).toBeNull();
    await graph.sql('delete from write');
    await addUpdates(graph, ids, writesAtLeast - 1, goingRound);
    expect(await stopRunaway(db)).toBeNull();
    await addUpdates(graph, ids, many, goingRound);
    await graph.sql(`update write set settled_at = settled_at - interval '61 minutes'`);
    expect(await stopRunaway(db)).toBeNull();
  }));

/** Customers with a record in each of the systems. */
async function customersIn(graph: Graph, count: number, systems: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (let number = 0; number < count; number += 1) {
    const id = await addCanonical(graph, 'Customer', {});
    for (const system of systems) await addRecord(graph, id, [system, 'Customer', `${number}`]);
    ids.push(id);
  }
  return ids;
}

/** Updates that were just confirmed, each for one of the canonical records in turn. */
async function addUpdates(graph: Graph, ids: readonly string[], count: number, value: (number: number) => string) {
  const made = Array.from({ length: count }, (_, number) => ({
    ...{ id: ids[number % ids.length], values: { name: value(number) }, causes: { name: number + 1 } },
  }));
  await graph.sql(
    `insert into write (id, canonical_id, link_id, kind, status, "values", causes, settled_at)
     select gen_random_uuid(), made.id, (select id from link where canonical_id = made.id limit 1), 'UPDATE', 'CONFIRMED', made."values",
            made.causes, now()
     from jsonb_to_recordset($1::jsonb) as made (id uuid, "values" jsonb, causes jsonb)`,
    [JSON.stringify(made)],
  );
}

/** What the first sync sent is no longer of this hour. */
async function hourLater({ context: { db } }: TestHub): Promise<void> {
  await rows(db, `update write set settled_at = settled_at - interval '2 hours' where settled_at is not null`);
}

interface Shared {
  readonly pms: string;
  readonly shop: string;
}

async function sharedCustomers({ context: { db } }: TestHub): Promise<Shared[]> {
  return rows<Shared>(
    db,
    `select pms_record.external_id as pms, shop_record.external_id as shop
     from link pms join record pms_record on pms_record.id = pms.record_id
     join link shop using (canonical_id) join record shop_record on shop_record.id = shop.record_id
     where pms.system = 'custom-pms' and shop.system = 'custom-webshop' and pms.state = 'ACTIVE' and shop.state = 'ACTIVE'
     order by shop_record.id limit 6`,
  );
}

/** What one system, and then the other, makes of each customer's phone number, whatever the hub writes. */
async function insist(hub: TestHub, customers: readonly Shared[], turn: number): Promise<void> {
  const systems = systemsOf(hub.sandbox);
  const system = turn % 2 === 0 ? 'custom-pms' : 'custom-webshop';
  const ids = customers.map(({ pms, shop }) => (turn % 2 === 0 ? pms : shop));
  for (const id of ids) await systems.editCustom(system, `customers/${id}`, { phone: phones[turn % phones.length] });
  await hub.context.store.storeHints(`${system}.Customer`, ids);
  await hub.jobs.followHintsSoon([`${system}.Customer`]);
}

/** Whether both systems hold what one of them made of it. */
async function agreed(hub: TestHub, customers: readonly Shared[], turn: number): Promise<boolean> {
  const systems = systemsOf(hub.sandbox);
  const phone = async (system: 'custom-pms' | 'custom-webshop'): Promise<Map<unknown, unknown>> =>
    new Map((await systems.custom(system, 'customers')).map((each) => [each['id'], each['phone']]));
  const [inPms, inShop] = [await phone('custom-pms'), await phone('custom-webshop')];
  const digits = (value: unknown): string => String(value).replace(/\D/g, '').slice(-8);
  const wanted = digits(phones[turn % phones.length]);
  return customers.every(({ pms, shop }) => digits(inPms.get(pms)) === wanted && digits(inShop.get(shop)) === wanted);
}

/** What is done every minute is done, and is over. */
async function minute({ context: { db } }: TestHub): Promise<void> {
  const [job] = await rows<{ id: string }>(
    db,
    `insert into jobs.job (name, policy) values ('tend', 'exclusive') on conflict do nothing returning id`,
  );
  if (!job) return minute({ context: { db } } as TestHub);
  await eventually(async () =>
    expect(await rows(db, 'select state from jobs.job where id = $1', [job.id])).toEqual([{ state: 'completed' }]),
  );
}

/** Until every process knows. */
async function heard(): Promise<void> {
  const until = performance.now() + 1100;
  await eventually(async () => expect(performance.now()).toBeGreaterThan(until));
}

async function attempts({ context: { db } }: TestHub): Promise<number> {
  const [found] = await rows<{ sum: number }>(db, 'select sum(attempts)::int as sum from write');
  return found?.sum ?? 0;
}

async function planned({ context: { db } }: TestHub): Promise<number> {
  const [found] = await rows<{ count: number }>(
    db,
    `select count(*)::int as count from write where status = 'PLANNED' and kind = 'UPDATE'`,
  );
  return found?.count ?? 0;
}

function resume(hub: TestHub, stoppedAt: Date | undefined): Promise<unknown> {
  const source = `mutation ($input: ResumeWritingInput!) {
    resumeWriting(input: $input) { writing { stoppedAt } userErrors { code } }
  }`;
  return ask(hub, source, { input: { stoppedAt: stoppedAt?.toISOString() } });
}

/** The answer's only field. */
async function ask(hub: TestHub, source: string, variableValues: Record<string, unknown> = {}): Promise<unknown> {
  const { schema } = buildHubSubgraph(hub, connectors);
  const { data, errors } = await graphql({ schema, source, variableValues, contextValue: requestContext() });
  expect(errors).toBeUndefined();
  return Object.values(data ?? {})[0];
}
