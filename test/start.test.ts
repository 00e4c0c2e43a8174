import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { environmentOf } from '../sandbox/environment.js';
import { ask, runToEnd, startProcess, type HubProcess } from './support/process.js';
import { systemsOf, type Systems } from './support/systems.js';

jest.setTimeout(180_000);

test('a wrong environment stops the start with one message that names every faulty variable', async () => {
  const environment = { PORT: 'abc', SANDBOX_SCALE: '-1', TIDSBANKEN_URL: 'nonsense', DATABASE_URL: 'mysql://x' };
  const { code, output } = await runToEnd(environment);
  expect(code).toBe(1);
  for (const name of [...Object.keys(environment), 'TIDSBANKEN_KEY', 'TIDSBANKEN_SUBSCRIPTION_KEY']) {
    expect(output).toContain(name);
  }
  expect(output).not.toMatch(/ {4}at /);
});

test('the hub starts, syncs, answers, writes through, survives a kill and stops in order', async () => {
  const outer = await mkdtemp(join(tmpdir(), 'samband-start-'));
  const environment = { PORT: '0', SANDBOX_PORT: '0', SAMBAND_DATA_DIR: join(outer, 'data') };
  try {
    const first = await startProcess(environment);
    expect(
      first
        .output()
        .trim()
        .split('\n')
        .filter((line) => !line.includes(' kept in ')),
    ).toHaveLength(1);
    await firstSyncEnds(first);
    await answersAgreeWithTheSystems(first);
    await writesThrough(first);
    const before = await allCustomers(first);
    await first.end('SIGKILL');

    const second = await startProcess(environment);
    expect(await allCustomers(second)).toEqual(before);
    expect(await second.end('SIGTERM')).toBe(0);
    expect(second.output()).not.toMatch(/error/i);
  } finally {
    await rm(outer, { recursive: true });
  }
});

async function firstSyncEnds(hub: HubProcess): Promise<void> {
  for (;;) {
    const { syncRuns } = await ask<{ syncRuns: { edges: { node: { status: string; failed: number } }[] } }>(
      hub.url,
      '{ syncRuns(first: 1) { edges { node { status failed } } } }',
    );
    const node = syncRuns.edges[0]?.node;
    if (node && node.status !== 'QUEUED' && node.status !== 'RUNNING')
      return expect(node).toEqual({ status: 'SUCCEEDED', failed: 0 });
    await pause(100);
  }
}

interface CustomerNode {
  readonly id: string;
  readonly name: string | null;
  readonly tidsbankenKunde: { navn: string; epost: string } | null;
  readonly customerpCustomer: { name: string } | null;
  readonly customPmsCustomer: { name: string } | null;
  readonly customWebshopCustomer: { name: string } | null;
  readonly powerofficegoCustomer: { name: string; emailAddress: string } | null;
}

const customersQuery = `query ($first: Int!) { customers(first: $first) { totalCount edges { node {
  id name email
  tidsbankenKunde { id navn epost } customerpCustomer { id name } customPmsCustomer { id name }
  customWebshopCustomer { id name } powerofficegoCustomer { id name emailAddress }
} } } }`;

/** Whoever is in four systems or more is there as each of them says itself. */
async function answersAgreeWithTheSystems(hub: HubProcess): Promise<void> {
  const { customers } = await ask<{ customers: { totalCount: number; edges: { node: CustomerNode }[] } }>(
    hub.url,
    customersQuery,
    { first: 20 },
  );
  const nodes = customers.edges.map(({ node }) => node);
  expect(nodes).toHaveLength(20);
  expect(customers.totalCount).toBeGreaterThan(150);
  const inFour = nodes.filter(
    (node) => Object.values(node).filter((value) => value !== null && typeof value === 'object').length >= 4,
  );
  expect(inFour.length).toBeGreaterThan(0);
  const systems = systemsAt(hub);
  const own: [keyof CustomerNode, Record<string, unknown>[], (record: Record<string, unknown>) => unknown][] = [
    [
      'tidsbankenKunde',
      await systems.tidsbanken('Kunde'),
      ({ Id, Navn, Epost }) => ({ id: Id, navn: Navn, epost: Epost }),
    ],
    ['customerpCustomer', await systems.custom('customerp', 'customers'), ({ id, name }) => ({ id, name })],
    ['customPmsCustomer', await systems.custom('custom-pms', 'customers'), ({ id, name }) => ({ id, name })],
    ['customWebshopCustomer', await systems.custom('custom-webshop', 'customers'), ({ id, name }) => ({ id, name })],
    [
      'powerofficegoCustomer',
      await systems.powerofficeCustomers(),
      ({ Id, Name, EmailAddress }) => ({ id: String(Id), name: Name, emailAddress: EmailAddress }),
    ],
  ];
  for (const [field, records, shown] of own) {
    const answered = nodes.flatMap((node) => (node[field] === null ? [] : [node[field]]));
    expect(records.map(shown)).toEqual(expect.arrayContaining(answered));
  }
}

async function writesThrough(hub: HubProcess): Promise<void> {
  const { employees } = await ask<{
    employees: {
      edges: {
        node: { id: string; tidsbankenAnsatt: { id: string } | null; crmofficeContact: { id: string } | null };
      }[];
    };
  }>(hub.url, '{ employees(first: 50) { edges { node { id tidsbankenAnsatt { id } crmofficeContact { id } } } } }');
  const employee = employees.edges
    .map(({ node }) => node)
    .find((node) => node.tidsbankenAnsatt && node.crmofficeContact);
  const { updateEmployee } = await ask<{
    updateEmployee: { writes: { system: string; status: string }[]; userErrors: unknown[] };
  }>(
    hub.url,
    'mutation ($input: UpdateEmployeeInput!) { updateEmployee(input: $input) { writes { system status } userErrors { field code message } } }',
    { input: { id: employee?.id, patch: { mobilePhone: '+47 412 34 567' } } },
  );
  expect(updateEmployee.userErrors).toEqual([]);
  expect(updateEmployee.writes).toEqual(
    expect.arrayContaining([
      { system: 'TIDSBANKEN', status: 'CONFIRMED' },
      { system: 'CRMOFFICE', status: 'CONFIRMED' },
    ]),
  );
  const systems = systemsAt(hub);
  const ansatt = (await systems.tidsbanken('Ansatt')).find(({ Id }) => String(Id) === employee?.tidsbankenAnsatt?.id);
  const contact = (await systems.contacts()).find(({ id }) => id === employee?.crmofficeContact?.id);
  expect([ansatt?.['Mobil'], contact?.['mobilePhone']]).toEqual(['+47 412 34 567', '+47 412 34 567']);

  const { startSync } = await ask<{ startSync: { run: { id: string } } }>(
    hub.url,
    'mutation { startSync(input: {}) { run { id } } }',
  );
  for (;;) {
    const { syncRun } = await ask<{ syncRun: { status: string; created: number; updated: number } }>(
      hub.url,
      'query ($id: ID!) { syncRun(id: $id) { status created updated } }',
      { id: startSync.run.id },
    );
    if (syncRun.status !== 'QUEUED' && syncRun.status !== 'RUNNING')
      return expect(syncRun).toEqual({ status: 'SUCCEEDED', created: 0, updated: 0 });
    await pause(100);
  }
}

async function allCustomers(hub: HubProcess): Promise<unknown> {
  return ask(hub.url, customersQuery, { first: 100 });
}

function systemsAt(hub: HubProcess): Systems {
  return systemsOf({ environment: environmentOf(hub.sandboxes) });
}
