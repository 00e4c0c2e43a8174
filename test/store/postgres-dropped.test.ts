import { randomUUID } from 'node:crypto';
import type { DataSource, QueryRunner } from 'typeorm';
import { Race } from '../core/interleaved-support.js';
import type { Store } from '../../subgraphs/hub/sync/store.js';
import { TestDatabase } from './database.js';
import { everyone } from './support.js';

const database = new TestDatabase();
beforeAll(() => database.open());
afterAll(() => database.close());

/** Which statements a connection may end at: before any, or after a commit, whose answer then never comes. */
const drops = {
  'before a statement': { is: () => true, reaches: false, stride: 3 },
  'after a commit': { is: (sql: string) => sql === 'COMMIT', reaches: true, stride: 1 },
};
type Drop = keyof typeof drops;

/**
 * Ends the connection at such a statement, counted from what is done meanwhile, as a failing network or server would.
 * @returns whether there were that many.
 */
async function dropping(db: DataSource, at: number, drop: Drop, work: () => Promise<void>): Promise<boolean> {
  const create = db.createQueryRunner.bind(db);
  const { is, reaches } = drops[drop];
  let count = 0;
  db.createQueryRunner = (mode) => {
    const runner = create(mode);
    const query = runner.query.bind(runner) as QueryRunner['query'];
    runner.query = (async (...asked: Parameters<typeof query>) => {
      if (is(asked[0])) count += 1;
      if (!is(asked[0]) || count !== at) return query(...asked);
      if (reaches) await query(...asked);
      const [own] = (await query('select pg_backend_pid() as pid')) as { pid: number }[];
      const other = create();
      await other.query('select pg_terminate_backend($1, 5000)', [own?.pid]).finally(() => other.release());
      return query('select 1');
    }) as QueryRunner['query'];
    return runner;
  };
  try {
    await work();
  } finally {
    db.createQueryRunner = create;
  }
  return count >= at;
}

const hourMs = 3_600_000;

test.each<[Drop, number]>([
  ['before a statement', 10],
  ['after a commit', 3],
])(
  'a connection that ends %s neither loses nor half stores: the job is done again',
  async (drop, atLeast) => {
    await database.clear();
    const race = new Race(null, 'well', (parts) =>
      database.store({ ...parts, newId: randomUUID, now: () => new Date(parts.now()) }),
    );
    race.crm.put('c', { name: 'Ask', orgNo: '974760673' });
    race.erp.put('e', { title: 'Ask', orgNumber: '974760673' });
    await race.rest();
    const ids = await everyone(race.store, 'Customer');
    let failed = 0;
    for (let at = 1, isOver = false; !isOver; at += drops[drop].stride) {
      const before = race.erp.writes;
      await race.type(race.crm, 'c', `Name ${at}`);
      const job = (): Promise<void> => race.work(ids).catch(() => void (failed += 1));
      isOver = !(await dropping(database.db, at, drop, job));
      await holdsTogether();
      await doneAgain(race, ids);
      expect(race.names()).toEqual([`Name ${at}`, `Name ${at}`]);
      expect([race.erp.writes - before, race.erp.idle]).toEqual([1, 0]);
    }
    expect(failed).toBeGreaterThanOrEqual(atLeast);
  },
  120_000,
);

/** The job, once what it left in doubt may be looked at, and once more when what was found out may be acted on. */
async function doneAgain(race: Race<Store>, ids: readonly string[]): Promise<void> {
  for (let time = 0; time < 2; time += 1) {
    race.pass(hourMs);
    await race.work(ids);
  }
}

/** Of every change either all or nothing stands: the last edit is what the canonical record holds, and so is its version. */
async function holdsTogether(): Promise<void> {
  const half = await database.db.query<unknown[]>(`
    select canonical.id, canonical.version, edit.after from canonical_record canonical
    join lateral (select after, version from edit where canonical_id = canonical.id and field = 'name' order by id desc limit 1) edit
      on true
    where canonical.merged_into is null and edit.after is distinct from canonical.fields -> 'name'`);
  expect(half).toEqual([]);
}
