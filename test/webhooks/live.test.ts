import { setTimeout as pause } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { environmentOf } from '../../sandbox/environment.js';
import { ask, type HubProcess } from '../support/process.js';
import { withSyncedProcess } from '../support/synced-process.js';
import { systemsOf } from '../support/systems.js';

jest.setTimeout(180_000);

/** No full sync comes to help: the next one starts in ten hours. */
const noSync = '600';

test('an edit in the PMS is in Tidsbanken within a second, without a full sync', async () => {
  let output = (): string => '';
  await withSyncedProcess(
    async (hub) => {
      output = hub.output;
      const { kunde, customer } = await customerInBoth(hub);
      await phoneIn(hub, customer);
      // A process that has just started is slower than one that has been up for a while.
      for (const phone of ['22 11 00 10', '22 11 00 11', '22 11 00 12']) await carried(hub, customer, kunde, phone);
      const took: number[] = [];
      for (const phone of ['22 11 00 01', '22 11 00 02', '22 11 00 03', '22 11 00 04', '22 11 00 05']) {
        took.push(await carried(hub, customer, kunde, phone));
      }
      expect(took.sort((a, b) => a - b)[2]).toBeLessThan(1000);
      expect(await phoneIn(hub, customer)).toBe('22 11 00 05');
    },
    { SAMBAND_SYNC_MINUTES: noSync },
  );
  expect(output()).toContain('Samband is ready');
  expect(output()).not.toMatch(/error|whsec_|22 11 00/i);
});

/** Edits the phone in the PMS; answers after how many ms Tidsbanken shows it. */
async function carried(hub: HubProcess, customer: string, kunde: string, phone: string): Promise<number> {
  const systems = systemsOf({ environment: environmentOf(hub.sandboxes) });
  await systems.editCustom('custom-pms', `customers/${customer}`, { phone });
  const start = performance.now();
  for (;;) {
    const found = (await systems.tidsbanken('Kunde')).find(({ Id }) => Id === kunde);
    if (found?.['Telefon'] === phone) return performance.now() - start;
    await pause(10);
  }
}

async function customerInBoth(hub: HubProcess): Promise<{ kunde: string; customer: string }> {
  const { customers } = await ask<{
    customers: {
      edges: { node: { tidsbankenKunde: { id: string } | null; customPmsCustomer: { id: string } | null } }[];
    };
  }>(hub.url, '{ customers(first: 50) { edges { node { tidsbankenKunde { id } customPmsCustomer { id } } } } }');
  const node = customers.edges.map((edge) => edge.node).find((each) => each.tidsbankenKunde && each.customPmsCustomer);
  return { kunde: node!.tidsbankenKunde!.id, customer: node!.customPmsCustomer!.id };
}

/** As the hub shows it: its cache was emptied by the hint. */
async function phoneIn(hub: HubProcess, id: string): Promise<string | null> {
  const query = 'query ($id: ID!) { customPmsCustomer(id: $id) { phone } }';
  return (await ask<{ customPmsCustomer: { phone: string | null } }>(hub.url, query, { id })).customPmsCustomer.phone;
}
