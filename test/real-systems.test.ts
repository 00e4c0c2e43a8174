import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { startSandbox } from '../sandbox/index.js';
import { withDatabase } from './support/database.js';
import { ask, startProcess, type HubProcess, signedIn } from './support/process.js';
import { systemsOf } from './support/systems.js';

jest.setTimeout(120_000);

test('once a system is configured the others are off, a sync only plans until a person starts it, and one that is down keeps nothing back', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'samband-real-'));
  const systems = ['tidsbanken', 'customerp'] as const;
  const stand = await startSandbox({ port: 0, dataDir: null, scale: 1, systems: [...systems] });
  await withDatabase(async (databaseUrl) => {
    const hub = await startProcess({
      ...stand.environment,
      CUSTOM_PMS_URL: 'http://127.0.0.1:9',
      CUSTOM_PMS_API_KEY: 'some key',
      DATABASE_URL: databaseUrl,
      SAMBAND_DATA_DIR: dataDir,
      PORT: '0',
    });
    try {
      expect(hub.sandboxes).toEqual({});
      await onlyConfiguredSystemsAreThere(hub);
      const before = await systemsOf(stand).custom('customerp', 'customers');
      expect(await firstRun(hub)).toMatchObject({ mode: 'PLAN', status: 'SUCCEEDED' });
      expect(await systemsOf(stand).custom('customerp', 'customers')).toEqual(before);
      await theSystemThatIsDownNullsItsOwnFieldsOnly(hub);
    } finally {
      expect(await hub.end('SIGINT')).toBe(0);
    }
  });
  await stand.stop();
  await rm(dataDir, { recursive: true });
});

async function onlyConfiguredSystemsAreThere(hub: HubProcess): Promise<void> {
  const { dataflows, __type } = await ask<{
    dataflows: { id: string; enabled: boolean }[];
    __type: { fields: { name: string }[] };
  }>(hub.url, '{ dataflows { id enabled } __type(name: "Customer") { fields { name } } }');
  expect(dataflows).toHaveLength(13);
  for (const { id, enabled } of dataflows)
    expect([id, enabled]).toEqual([id, !/webshop|crmoffice|powerofficego/.test(id)]);
  const fields = __type.fields.map(({ name }) => name);
  expect(fields).toEqual(expect.arrayContaining(['tidsbankenKunde', 'customerpCustomer', 'customPmsCustomer']));
  expect(fields).not.toContain('customWebshopCustomer');
}

async function firstRun(hub: HubProcess): Promise<{ mode: string; status: string }> {
  for (;;) {
    const { syncRuns } = await ask<{ syncRuns: { edges: { node: { mode: string; status: string } }[] } }>(
      hub.url,
      '{ syncRuns(first: 1) { edges { node { mode status } } } }',
    );
    const node = syncRuns.edges[0]?.node;
    if (node && node.status !== 'QUEUED' && node.status !== 'RUNNING') return node;
    await pause(100);
  }
}

async function theSystemThatIsDownNullsItsOwnFieldsOnly(hub: HubProcess): Promise<void> {
  const response = await fetch(hub.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...signedIn },
    body: JSON.stringify({
      query: '{ customPmsCustomers(first: 1) { totalCount } customerpCustomers(first: 1) { totalCount } }',
    }),
  });
  const answer = (await response.json()) as {
    data: Record<string, unknown>;
    errors: { path: string[]; extensions: Record<string, unknown> }[];
  };
  expect(answer.data).toMatchObject({
    customPmsCustomers: null,
    customerpCustomers: { totalCount: expect.any(Number) },
  });
  expect(answer.errors).toMatchObject([
    { path: ['customPmsCustomers'], extensions: { code: 'UNAVAILABLE', system: 'custom-pms' } },
  ]);
}
