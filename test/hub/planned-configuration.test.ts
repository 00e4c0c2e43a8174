import { jest } from '@jest/globals';
import { completed } from '../../shared/dataflows/configuration.js';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import { applyPending, configurationHash, takeIn } from '../../subgraphs/hub/store/configurations.js';
import { beginRun, insertRun, runById, type RunRequest, type SyncRunRow } from '../../subgraphs/hub/store/runs.js';
import { runSync } from '../../subgraphs/hub/sync/run.js';
import { unhurried, withHub, type TestHub } from '../support/hub.js';

jest.setTimeout(120_000);

const toShop = ['Kunde', 'Avdeling'].map((end) => `tidsbanken.${end}-custom-webshop.Customer`);
const shop = 'custom-webshop.Customer';
const withoutShop = completed({
  dataflows: Object.fromEntries(toShop.map((id) => [id, { enabled: false }])),
  quietPeriodSeconds: 0,
});
const waiting = configurationHash(withoutShop);

test('what a sync would do by a configuration that waits is planned before it counts, and then done', async () => {
  await withHub(async (hub) => {
    const { db } = hub.context;
    await takeIn(db, unhurried);
    await takeIn(db, withoutShop);
    const [asItIs, asItWouldBe] = [await plan(hub, null), await plan(hub, waiting)];
    expect(await creationsIn(hub, asItIs, shop)).toBeGreaterThan(0);
    expect(asItWouldBe).toMatchObject({ status: 'SUCCEEDED', fault: null });
    expect(await creationsIn(hub, asItWouldBe, shop)).toBe(0);
    expect(await creationsIn(hub, asItWouldBe, 'custom-pms.Customer')).toBeGreaterThan(0);
    expect(await plan(hub, null)).toMatchObject({ planHash: asItIs.planHash });
    expect(await plan(hub, 'f'.repeat(64))).toMatchObject({ status: 'FAILED', fault: expect.stringContaining('wait') });

    // The processes by the old configuration end when another one is applied.
    await hub.jobs.stop();
    expect(await applyPending(db, waiting)).toBe(true);
    const { planHash } = asItWouldBe;
    const applied = await carriedOut(hub, { mode: 'APPLY', dataflows: null, planHash });
    expect(applied).toMatchObject({ status: 'SUCCEEDED' });
    expect(await rows(db, `select 1 from link where system = 'custom-webshop' and origin = 'CREATED'`)).toEqual([]);
  });
});

async function plan(hub: TestHub, configurationHash: string | null): Promise<SyncRunRow> {
  return hub.ended(await hub.jobs.startRun({ mode: 'PLAN', dataflows: null, configurationHash }));
}

async function creationsIn(hub: TestHub, { id }: SyncRunRow, place: string): Promise<number> {
  return (
    await rows(hub.context.db, `select 1 from planned where run_id = $1 and kind = 'CREATE' and place = $2`, [
      id,
      place,
    ])
  ).length;
}

/** As the hub's processes would, once they have started anew by what was applied. */
async function carriedOut({ context }: TestHub, request: RunRequest): Promise<SyncRunRow | null> {
  const anew = context.under(withoutShop);
  await anew.store.renewAllKeys();
  const run = await beginRun(context.db, (await insertRun(context.db, request)).id);
  if (run) await runSync(anew, run, async () => undefined);
  return run && runById(context.db, run.id);
}
