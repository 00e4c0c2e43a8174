import { setTimeout as pause } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { updateCanonical } from '../../subgraphs/hub/operations/update.js';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import { withSyncedHub, type TestHub } from '../support/hub.js';
import { linkedIn } from '../support/linked.js';
import { systemsOf } from '../support/systems.js';

jest.setTimeout(120_000);

test('while a system is down the others go on, and what it missed is written once it is back', async () => {
  await withSyncedHub(async (hub) => {
    const employee = await linkedIn(hub, 'Employee', ['tidsbanken.Ansatt', 'crmoffice.Contacts']);
    await hub.sandbox.takeDown('crmoffice');

    const patch = { mobilePhone: '+47 900 00 111' };
    const outcome = await updateCanonical(hub, 'Employee', {
      id: employee.id,
      patch,
      expectedVersion: null,
      dryRun: false,
      waitMs: 3000,
    });
    const states = outcome.ok ? outcome.value.writes.map(({ system, status, code }) => [system, status, code]) : [];
    expect(states).toContainEqual(['tidsbanken', 'CONFIRMED', null]);
    expect(states).toContainEqual(['crmoffice', 'PENDING', 'UNAVAILABLE']);
    const run = await hub.sync();
    expect(run).toMatchObject({ status: 'SUCCEEDED', counters: { created: 0 } });
    expect(run.counters.failed).toBeGreaterThanOrEqual(2);
    expect(run.fault).toContain('crmoffice.Contacts');

    await hub.sandbox.bringBack('crmoffice');
    await settled(hub, employee.id);
    const contact = (await systemsOf(hub.sandbox).contacts()).find(
      ({ id }) => id === employee.ids['crmoffice.Contacts'],
    );
    expect(contact?.['mobilePhone']).toBe('+47 900 00 111');
  });
});

async function settled(hub: TestHub, canonicalId: string): Promise<void> {
  for (;;) {
    const open = await rows(
      hub.context.db,
      `select 1 from write where canonical_id = $1 and status in ('PLANNED', 'SENDING', 'IN_DOUBT')`,
      [canonicalId],
    );
    if (open.length === 0) return;
    await pause(50);
  }
}
