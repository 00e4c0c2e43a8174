import { jest } from '@jest/globals';
import { startSandbox, type Sandbox, type SystemName } from '../../sandbox/index.js';
import { seedsOf } from '../../sandbox/seeds.js';
import { makeWorld } from '../../sandbox/world.js';
import { Env } from '../../shared/config.js';
import type { Connection, Resource } from '../../shared/connector.js';
import { localHost } from '../../shared/host.js';
import { connectors } from '../../subgraphs/registry.js';
import { otherUser, type Adds } from './other-users.js';

jest.setTimeout(60_000);

/** Enough for five pages, or for three where a page has five thousand. */
const fiveThousand = 5_000;
const severalPages: Readonly<Record<string, number>> = {
  'powerofficego.Customers': 10_500,
  'powerofficego.Employees': 10_500,
};
/** So many are added within a day, before. */
const batch = 200;
const day = 86_400_000;

const entityTypes = connectors.flatMap((connector) =>
  connector.entityTypes.map((entityType) => ({ key: `${connector.system}.${entityType.name}`, connector, entityType })),
);

describe.each(entityTypes)('$key', ({ key, connector, entityType: { name: entityType, capabilities } }) => {
  const many = severalPages[key] ?? fiveThousand;
  const system = connector.system as SystemName;
  let sandbox: Sandbox;
  let connection: Connection;
  let resource: Resource;
  let add: Adds;
  /** The sandbox's clock runs ahead of the machine's, so that nobody waits for a lag to pass or a stamp to age. */
  let ahead = 0;
  /** Every id there is, in the system's order. */
  let ids: string[];

  beforeAll(async () => {
    const table = tableOf(system, entityType);
    const scale = scaleOf(system, table, many);
    const seed = seedsOf[system](makeWorld(scale))[table]!;
    ids = Array.from({ length: seed.count }, (_, at) => seed.idAt(at));
    const now = (): Date => new Date(Date.now() + ahead);
    sandbox = await startSandbox({ port: 0, dataDir: null, scale, systems: [system], limitsRate: false, now });
    connection = connector.connect(new Env(sandbox.environment), localHost());
    resource = connection.resources[entityType]!;
    add = (await otherUser(system, sandbox.environment))[entityType]!;
    while (ids.length < many) {
      ids.push(...(await add(Math.min(batch, many - ids.length))));
      ahead += day;
    }
    ids = inOrder(ids);
  });

  afterAll(async () => {
    await connection.close();
    await sandbox.stop();
  });

  /** Its users may give a record any key, so one that is added may come before others. */
  const choosesKeys = system === 'tidsbanken';
  const isNumber = system === 'tidsbanken' && entityType === 'Ansatt';
  /** Where the system gives ids, a later one comes after; where people do, text goes by character code. */
  const inOrder = (some: readonly string[]): string[] => {
    if (isNumber) return some.toSorted((a, b) => Number(a) - Number(b));
    return choosesKeys ? some.toSorted() : [...some];
  };

  /** Somebody adds three records; the system's own lag passes. */
  async function meanwhile(added: string[]): Promise<void> {
    added.push(...(await add(3)));
    ahead += 5_000;
  }

  async function readAll(cursor: string | null): Promise<{ read: string[]; added: string[]; cursor: string }> {
    const [read, added]: [string[], string[]] = [[], []];
    let next: string | null = null;
    for await (const page of resource.readChanges(cursor)) {
      read.push(...page.records.map(({ id }) => id));
      next = page.cursor;
      await meanwhile(added);
    }
    return { read, added, cursor: next ?? 'no cursor on the last page' };
  }

  /**
   * All that was there before is read, in order; what is added meanwhile may show. It moves others only where people
   * choose keys: then one record for each may come twice.
   */
  function expectComplete(read: readonly string[], before: readonly string[], added: readonly string[]): void {
    const once = [...new Set(read)];
    const known = new Set(before);
    expect(
      unlike(
        once.filter((id) => known.has(id)),
        before,
      ),
    ).toBeNull();
    const strangers = new Set(added);
    expect(once.filter((id) => !known.has(id) && !strangers.has(id)).slice(0, 5)).toEqual([]);
    expect(read.length - once.length).toBeLessThanOrEqual(choosesKeys ? added.length : 0);
  }

  test('all of many records are read while others are added, and those from the cursor on', async () => {
    const before = ids;
    const all = await readAll(null);
    expect(before.length).toBeGreaterThanOrEqual(many);
    expect(all.added.length).toBeGreaterThan(6);
    expectComplete(all.read, before, all.added);

    const since = await readAll(all.cursor);
    expect(missing(all.added, since.read).slice(0, 5)).toEqual([]);
    const last = await readAll(since.cursor);
    expect(missing(since.added, last.read).slice(0, 5)).toEqual([]);
    ids = inOrder([...before, ...all.added, ...since.added, ...last.added]);
    if (!capabilities.since) return expectComplete(since.read, inOrder([...before, ...all.added]), since.added);
    const hints = missing(since.read, [...all.added, ...since.added]);
    expect(hints.length).toBeLessThanOrEqual(capabilities.since.overlapMs === 0 ? 0 : batch);
  });

  test('a list is complete while others are added between its windows', async () => {
    const [read, added]: [string[], string[]] = [[], []];
    const window = Math.ceil(many / 8);
    for (let after: string | null = null; ;) {
      const page = await resource.list({ first: window, after });
      read.push(...page.records.map(({ id }) => id));
      if (!page.hasNextPage) break;
      after = page.cursors.at(-1) ?? null;
      await meanwhile(added);
    }
    expect(added.length).toBeGreaterThan(20);
    expectComplete(read, ids, added);
  });
});

/** The sandbox's table of an entity type: Contactperson's is contactpersons. */
function tableOf(system: SystemName, entityType: string): string {
  const name = entityType.toLowerCase();
  return Object.keys(seedsOf[system](makeWorld(1))).find((table) => table === name || table === `${name}s`)!;
}

/** How big a company has so many of a table's records; 1 where it has as many of them at any size. */
function scaleOf(system: SystemName, table: string, many: number): number {
  const [small, large] = [1, 100].map((scale) => seedsOf[system](makeWorld(scale))[table]!.count);
  return small === large ? 1 : Math.ceil((100 * many * 1.1) / large!);
}

function missing(wanted: readonly string[], found: readonly string[]): string[] {
  const known = new Set(found);
  return wanted.filter((id) => !known.has(id));
}

/** Where two long lists first differ; null where they do not. */
function unlike(found: readonly string[], expected: readonly string[]): string | null {
  const at = expected.findIndex((id, index) => found[index] !== id);
  if (at >= 0) return `at ${at} there is ${found[at]} and not ${expected[at]}`;
  return found.length > expected.length ? `${found[expected.length]} is one too many` : null;
}
