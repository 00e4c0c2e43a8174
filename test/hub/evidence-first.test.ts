import { jest } from '@jest/globals';
import { converge } from '../../subgraphs/hub/sync/converge.js';
import { fullSync, type Watcher } from '../../subgraphs/hub/sync/full-sync.js';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import { withHub, type TestHub } from '../support/hub.js';

jest.setTimeout(120_000);

/**
 * Some customers of Tidsbanken bear no organisation number until that of their accounts is brought there, which shows that
 * they are what another system demands.
 */
describe('nothing is made that stands there and is only shown by what a sync brings about', () => {
  test('by workers that take up what is due before a first sync has compared the records', async () => {
    await withHub(async (hub) => {
      await fullSync(hub.context.engine, null, { ...silent, enter: (phase) => enterWith(hub, phase) });
      expect(await borneTwice(hub)).toEqual([]);
      expect(await made(hub)).toBeGreaterThan(0);
    });
  });

  test('by a plan that is carried out', async () => {
    await withHub(
      async (hub) => {
        const { planHash } = await hub.sync('PLAN');
        const id = await hub.jobs.startRun({ mode: 'APPLY', dataflows: null, planHash });
        expect(await hub.ended(id)).toMatchObject({ status: 'SUCCEEDED' });
        expect(await borneTwice(hub)).toEqual([]);
        expect(await made(hub)).toBeGreaterThan(0);
        await hub.sync();
        expect(await borneTwice(hub)).toEqual([]);
      },
      { scale: 1 },
    );
  });
});

const silent: Omit<Watcher, 'enter'> = {
  report: async () => undefined,
  read: () => undefined,
  left: () => undefined,
  conflicts: () => undefined,
  wake: async () => undefined,
};

/** What workers would take up then, the youngest first: those that demand before those that are demanded. */
async function enterWith({ context: { engine, db } }: TestHub, phase: string): Promise<void> {
  if (phase !== 'Linking Customers') return;
  const due = await engine.store.due(engine.now(), 10_000);
  expect(due.length).toBeGreaterThan(100);
  for (const { canonicalId, at } of due.toReversed()) if (at === null) await converge(engine, canonicalId);
  expect(await rows(db, `select count(*)::int from write where kind = 'CREATE'`)).toEqual([{ count: 0 }]);
}

async function made({ context: { db } }: TestHub): Promise<number> {
  return (await rows(db, `select id from link where origin = 'CREATED' and system = 'tidsbanken'`)).length;
}

/** The identifying numbers that two records of one entity type bear. */
function borneTwice({ context: { db } }: TestHub): Promise<object[]> {
  return rows(
    db,
    `select record.system, record.entity_type, match_key.name from match_key
     join record on record.id = match_key.record_id
     where match_key.side = 'IDENTITY'
     group by 1, 2, 3, match_key.digest having count(*) > 1`,
  );
}
