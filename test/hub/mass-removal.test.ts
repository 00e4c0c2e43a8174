import 'reflect-metadata';
import { jest } from '@jest/globals';
import { migrations } from '../../migrations/index.js';
import { startSandbox } from '../../sandbox/index.js';
import { Env } from '../../shared/config.js';
import type { Connector, RawRecord, Resource } from '../../shared/connector.js';
import { completed } from '../../shared/dataflows/configuration.js';
import { openDataSource } from '../../shared/db/data-source.js';
import { localHost } from '../../shared/host.js';
import { entities } from '../../subgraphs/hub/store/entities.js';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import { createSyncContext, type SyncContext } from '../../subgraphs/hub/sync/context.js';
import { slotAt } from '../../subgraphs/hub/sync/engine.js';
import { followHints } from '../../subgraphs/hub/sync/hints.js';
import { readSlot } from '../../subgraphs/hub/sync/read.js';
import { connectors } from '../../subgraphs/registry.js';
import { connectSystems } from '../../subgraphs/systems.js';
import { withMigratedDatabase } from '../support/database.js';
import { migrateTemplate } from '../support/hub.js';

jest.setTimeout(60_000);

const place = 'custom-pms.Customer';
const hour = 3_600_000;
const limit = { massDeleteStop: { records: 10, percent: 0 } };

/** Customers of the PMS that were read whole once, in a system that says of some what a test has it say. */
class Customers {
  now = Date.parse('2026-11-27T12:00:00Z');
  readonly removed = new Set<string>();
  private readonly told = new Set<string>();

  constructor(
    private readonly context: SyncContext,
    readonly ids: readonly string[],
  ) {}

  /** The resource, as long as the system has lost the records that were removed. */
  static over(resource: Resource, customers: () => Customers | null): Resource {
    return {
      ...resource,
      async *readChanges(cursor) {
        const self = customers();
        if (cursor !== null && self) return yield* self.feed(cursor);
        for await (const page of resource.readChanges(cursor))
          yield { ...page, records: page.records.filter(({ id }) => !self?.removed.has(id)) };
      },
      async readMany(ids) {
        const found = await resource.readMany(ids);
        return found.map((one) => (one && customers()?.removed.has(one.id) ? null : one));
      },
    };
  }

  /** Some customers are not there any more, and nobody has said so yet. */
  remove(count: number): void {
    for (const id of this.ids.filter((one) => !this.removed.has(one)).slice(0, count)) this.removed.add(id);
  }

  putBack(): void {
    this.removed.clear();
  }

  async readChanges(under = this.context): Promise<void> {
    await readSlot(under.engine, slotAt(under.engine, place), false);
  }

  async readWhole(under = this.context): Promise<void> {
    await readSlot(under.engine, slotAt(under.engine, place), true);
  }

  /** The system's webhooks name what was removed; what is missed is looked at once more a little later. */
  async hint(): Promise<void> {
    await this.context.store.storeHints(place, [...this.removed]);
    await this.look();
    this.now += 2000;
    await this.look();
  }

  look(): Promise<void> {
    return followHints(this.context.engine, place);
  }

  /** How many records count as removed. */
  async gone(): Promise<number> {
    const [found] = await rows<{ gone: number }>(
      this.context.db,
      `select count(*)::int as gone from link where state = 'GONE'`,
    );
    return found!.gone;
  }

  /** What people are told of them. */
  async said(): Promise<string | null> {
    const [found] = await rows<{ missing: string | null }>(
      this.context.db,
      `select missing from reading where system || '.' || entity_type = $1`,
      [place],
    );
    return found!.missing;
  }

  /** What was removed since the last reading, three to a page. */
  private *feed(cursor: string): Generator<{ records: RawRecord[]; cursor: string | null }> {
    const news = [...this.removed].filter((id) => !this.told.has(id));
    for (const id of news) this.told.add(id);
    const records = news.map((id): RawRecord => ({ id, version: null, fields: {}, deleted: true }));
    for (let start = 0; start < records.length; start += 3)
      yield { records: records.slice(start, start + 3), cursor: null };
    yield { records: [], cursor };
  }
}

async function withCustomers(use: (customers: Customers, context: SyncContext) => Promise<void>): Promise<void> {
  const sandbox = await startSandbox({ port: 0, dataDir: null, scale: 0.3, limitsRate: false });
  let customers: Customers | null = null;
  const losing = (connector: Connector): Connector => ({
    ...connector,
    connect(env, host) {
      const connection = connector.connect(env, host);
      const { Customer } = connection.resources;
      const resources = Customer
        ? { ...connection.resources, Customer: Customers.over(Customer, () => customers) }
        : connection.resources;
      return { ...connection, resources, close: () => connection.close() };
    },
  });
  const pms = connectors.filter(({ system }) => system === 'custom-pms').map(losing);
  await withMigratedDatabase(migrateTemplate, async (url) => {
    const db = await openDataSource({ url, entities, migrations });
    const systems = connectSystems(pms, new Env(sandbox.environment), localHost(), { isSandbox: true, maxAgeMs: 0 });
    const context = createSyncContext({
      ...{ db, systems, flows: [], configuration: completed(limit), hashKey: 'test' },
      now: () => new Date(customers?.now ?? '2026-11-27T12:00:00Z'),
      enqueue: async () => undefined,
      logFault: (_message, error) => {
        throw error;
      },
    });
    try {
      await readSlot(context.engine, slotAt(context.engine, place), true);
      const found = await rows<{ id: string }>(
        db,
        'select external_id as id from record where system || $$.$$ || entity_type = $1 order by id',
        [place],
      );
      customers = new Customers(
        context,
        found.map(({ id }) => id),
      );
      customers.now += hour;
      await use(customers, context);
    } finally {
      for (const { connection } of systems.values()) await connection.close();
      await db.destroy();
    }
  }).finally(() => sandbox.stop());
}

const ways = [
  ['a list of changes says so', (customers: Customers) => customers.readChanges()],
  ['hints have them looked at', (customers: Customers) => customers.hint()],
  ['a whole list does not bring them', (customers: Customers) => customers.readWhole()],
] as const;

test.each(ways)('of more records removed at once than is believed none counts as removed: %s', (_way, tell) =>
  withCustomers(async (customers) => {
    customers.remove(11);
    await tell(customers);
    expect(await customers.gone()).toBe(0);
    expect(await customers.said()).toBe(
      `11 of ${customers.ids.length} known records went missing at once: nothing was concluded from it.`,
    );
  }),
);

test.each(ways)('as many as are believed count as removed: %s', (_way, tell) =>
  withCustomers(async (customers) => {
    customers.remove(10);
    await tell(customers);
    customers.now += 2000;
    await customers.look();
    expect([await customers.gone(), await customers.said()]).toEqual([10, null]);
  }),
);

test('those removed within the hour before count too, however they were told, and the others wait their turn', () =>
  withCustomers(async (customers) => {
    customers.remove(6);
    await customers.readChanges();
    expect(await customers.gone()).toBe(6);
    customers.now += hour / 2;
    customers.remove(3);
    await customers.hint();
    expect(await customers.gone()).toBe(9);
    customers.remove(3);
    await customers.readChanges();
    expect(await customers.gone()).toBe(9);
    expect(await customers.said()).toMatch(/^3 of \d+ known records went missing at once/);
    customers.now += hour;
    await customers.look();
    expect(await customers.gone()).toBe(12);
  }));

test('where a person lets more count, the next whole reading carries out what was withheld', () =>
  withCustomers(async (customers, context) => {
    customers.remove(11);
    await customers.readChanges();
    customers.now += 3 * hour;
    await customers.readWhole();
    await customers.look();
    expect(await customers.gone()).toBe(0);
    const more = context.under(completed({ massDeleteStop: { records: 11, percent: 0 } }));
    await customers.readWhole(more);
    expect([await customers.gone(), await customers.said()]).toEqual([11, null]);
  }));

test('where the records are back, the next whole reading forgets that they went missing', () =>
  withCustomers(async (customers) => {
    customers.remove(11);
    await customers.readChanges();
    customers.putBack();
    await customers.readWhole();
    customers.remove(10);
    await customers.hint();
    expect([await customers.gone(), await customers.said()]).toEqual([10, null]);
  }));
