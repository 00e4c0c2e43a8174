import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createTwinStore, type TwinStore } from '../../simulation/twin/twin.js';
import { TestDatabase } from '../store/database.js';
import { Bench, customerFlow, oneNumber, reservedKeys } from '../store/support.js';

const hooks = fileURLToPath(new URL('../support/typescript.mjs', import.meta.url));
const main = fileURLToPath(new URL('../../simulation/main.ts', import.meta.url));

/** What is done once somebody has tampered with what Postgres holds. */
type Ask = (bench: Bench, id: string) => Promise<unknown>;

async function simulate(...options: string[]): Promise<string> {
  const few = ['--histories', '3', '--profile', 'mixed', '--seed', 'test'];
  return (await promisify(execFile)(process.execPath, ['--import', hooks, main, ...few, ...options])).stdout;
}

test('histories are the same over Postgres as in memory, step for step, and hold there', async () => {
  const told = await simulate('--store', 'postgres');
  expect(told).toContain('No invariant was violated.');
  expect(told).toEqual(await simulate());
}, 300_000);

describe('a store in memory and one over Postgres', () => {
  const database = new TestDatabase();
  beforeAll(() => database.open());
  afterAll(() => database.close());

  /** Something that both did; somebody tampers with what Postgres holds, and the two are asked again. */
  async function afterwards(sql: string, ask: Ask): Promise<string | null> {
    const twins: TwinStore[] = [];
    const bench = new Bench((parts) => {
      const store = createTwinStore(database.db, parts);
      twins.push(store);
      const [exclude, close] = [() => Promise.resolve(), () => Promise.resolve()];
      return Promise.resolve({ store, exclude, books: () => Promise.reject(new RangeError('no books')), close });
    });
    await bench.open();
    const id = await bench.admit('crm.Customer', '1', { name: 'Ask', email: 'ask@example.no' });
    await bench.admit('erp.Customer', '5', { title: 'Ask', mail: 'ask@example.no', orgNumber: oneNumber });
    await database.db.query(sql);
    await ask(bench, id);
    const [twin] = twins;
    return twin ? twin.differs() : 'there is none';
  }

  const nothing: Ask = () => Promise.resolve();
  const decideNothing: Ask = ({ store }, id) =>
    store.change([id], () => ({ dossiers: [], answer: null }), { evidence: true });
  const decideOnItsNumber: Ask = async (bench) => {
    const id = await bench.admit('erp.Customer', '6', { title: 'Embla' });
    await bench.change(id, ({ canonical, ...dossier }) => ({
      ...{ ...dossier, canonical: { ...canonical, version: 1, fields: { organizationNumber: oneNumber } } },
    }));
    await bench.store.change([id], (_, { holders }) => ({
      ...{ dossiers: [], answer: holders('erp.Customer', 'organizationNumber', oneNumber) },
    }));
  };

  test('have everything alike as long as nobody tampers with it', async () => {
    expect(await afterwards('select', nothing)).toBeNull();
    expect(await afterwards('select', decideNothing)).toBeNull();
    expect(await afterwards('select', decideOnItsNumber)).toBeNull();
  });

  test.each<[what: string, sql: string, ask: Ask, told: RegExp]>([
    [
      'what a decision is given',
      `update canonical_record set version = 7`,
      decideNothing,
      /^change: given\.0\.canonical\.version is 7 in Postgres, 0 in memory$/,
    ],
    [
      'what a decision may ask',
      `delete from match_key where side = 'RIGHT'`,
      decideNothing,
      /^change: view\.evidence\.pairs\.0 is not there in Postgres/,
    ],
    [
      'which dataflows are paused',
      `insert into paused_dataflow (id, paused_at) values ('${customerFlow}', to_timestamp(0))`,
      decideNothing,
      /^change: view\.paused\.0 is "crm\.Customer-erp\.Customer" in Postgres/,
    ],
    [
      'whether anything is written',
      `insert into writing (stopped_at, writes, edits) values (to_timestamp(0), 0, 0)`,
      decideNothing,
      /^change: view\.stopped is true in Postgres, false in memory$/,
    ],
    [
      'who is found to hold a value',
      `delete from match_key where side = 'UNIQUE'`,
      decideOnItsNumber,
      /^change: who holds \["erp\.Customer","organizationNumber","\d+"\]\.0 is not there in Postgres/,
    ],
    [
      'what a method answers',
      `update record set digest = ''`,
      (bench) => bench.known('crm.Customer', '1', { name: 'Ask', email: 'ask@example.no' }),
      /^known: 1\.same is false in Postgres, true in memory$/,
    ],
    [
      'what is only written down',
      `update record set first_seen_at = to_timestamp(0)`,
      nothing,
      /^at the end: records\.crm\.Customer\/1\.firstSeenAt is 0 in Postgres/,
    ],
    [
      'whose clock a time is of',
      `update link set created_at = now()`,
      nothing,
      /^at the end: link\.created_at has a time of the database's own clock$/,
    ],
    [
      'what one of them refuses',
      `insert into key_sequence (system, entity_type, next) values ('erp', 'Project', ${reservedKeys.to})`,
      ({ store }) => store.takeKey('erp.Project'),
      /^takeKey: it is "Conflict: The reserved keys/,
    ],
  ])('are told apart by %s', async (_what, sql, ask, told) => {
    expect(await afterwards(sql, ask)).toMatch(told);
  });
});
