import { jest } from '@jest/globals';
import { withHub, withSyncedHub } from '../support/hub.js';
import { systemsOf } from '../support/systems.js';

jest.setTimeout(120_000);

test('a system that is absent from the first sync causes no duplicate: what it knows is waited for', async () => {
  await withHub(async (hub) => {
    const systems = systemsOf(hub.sandbox);
    const before = await systems.counts();
    await hub.sandbox.takeDown('custom-webshop');
    const without = await hub.sync();
    expect(without).toMatchObject({ status: 'SUCCEEDED', counters: { failed: 1 } });
    const customers = {
      pms: (await systems.custom('custom-pms', 'customers')).length,
      kunder: (await systems.tidsbanken('Kunde')).length,
    };
    expect(customers).toEqual({ pms: before['custom-pms.Customer'], kunder: before['tidsbanken.Kunde'] });

    await hub.sandbox.bringBack('custom-webshop');
    const complete = await hub.sync();
    expect(complete).toMatchObject({ status: 'SUCCEEDED', counters: { failed: 0 } });
    const late = await systems.counts();
    expect((await hub.sync()).counters).toMatchObject({ created: 0, updated: 0 });
    expect(late).toEqual(await countsOfASoundRun());
  });
});

async function countsOfASoundRun(): Promise<Record<string, number>> {
  let counts: Record<string, number> = {};
  await withSyncedHub(async (hub) => {
    counts = await systemsOf(hub.sandbox).counts();
  });
  return counts;
}
