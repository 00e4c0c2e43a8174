import { jest } from '@jest/globals';
import { converge } from '../../subgraphs/hub/sync/converge.js';
import { fullSync, silent } from '../../subgraphs/hub/sync/full-sync.js';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import { borneTwice } from '../support/borne-twice.js';
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
      { scale: 0.5 },
    );
  });
});

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
