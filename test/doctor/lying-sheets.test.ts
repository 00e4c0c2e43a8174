import { jest } from '@jest/globals';
import type { SystemName } from '../../sandbox/index.js';
import type { Capabilities } from '../../shared/connector.js';
import { needsCare } from '../../subgraphs/doctor/finding.js';
import { lagging, withProxy } from './proxy.js';
import { claiming, examined, since, toDo, withSandbox } from './support.js';

jest.setTimeout(60_000);

/** System, entity type, what its sheet claims instead, and the claims that are then found wanting, the lie first. */
type Lie = readonly [SystemName, string, (sheet: Capabilities) => Partial<Capabilities>, ...string[]];

const lies: readonly Lie[] = [
  ['tidsbanken', 'Avdeling', since({ inclusive: true }), 'since.inclusive'],
  ['powerofficego', 'Contactperson', since({ inclusive: false }), 'since.inclusive'],
  ['custom-webshop', 'Customer', since({ inclusive: true }), 'since.inclusive'],
  ['powerofficego', 'Customers', since({ overlapMs: 100 }), 'since.overlapMs', 'since.inclusive'],
  ['powerofficego', 'Contactperson', since({ granularityMs: 1 }), 'since.granularityMs'],
  ['tidsbanken', 'Avdeling', since({ stamp: 'SistEndret' }), 'since.stamp', 'version'],
  ['tidsbanken', 'Ansatt', () => ({ createdAt: 'Opprettet' }), 'createdAt'],
  ['tidsbanken', 'Avdeling', () => ({ writeReturnsBody: false }), 'writeReturnsBody'],
  ['customerp', 'Employee', () => ({ writeReturnsBody: false }), 'writeReturnsBody'],
  ['tidsbanken', 'Ansatt', () => ({ conditionalWrite: true }), 'conditionalWrite'],
  ['crmoffice', 'Contacts', () => ({ conditionalWrite: true }), 'conditionalWrite'],
  ['customerp', 'Customer', () => ({ conditionalWrite: false }), 'conditionalWrite'],
  ['crmoffice', 'Contacts', () => ({ version: 'etag' }), 'version'],
  ['customerp', 'Customer', () => ({ version: 'lastModified' }), 'version'],
  ['crmoffice', 'Activities', () => ({ idempotencyKey: true }), 'idempotencyKey'],
  ['powerofficego', 'Employees', () => ({ idempotencyKey: true }), 'idempotencyKey'],
  [
    'crmoffice',
    'Contacts',
    () => ({ externalRef: { path: 'reference', unique: true } }),
    'externalRef.path',
    'externalRef.unique',
  ],
  ['customerp', 'Project', () => ({ write: 'put' }), 'write'],
  ['customerp', 'Project', () => ({ deletes: 'missing' }), 'deletes'],
  ['crmoffice', 'Contacts', () => ({ deletes: 'feed' }), 'deletes'],
];

describe('a sheet that says what is not so is found out', () => {
  const cases = lies.map(([system, entityType, change, ...claims]) => ({ system, entityType, change, claims }));

  test.each(cases)('$system $entityType: $claims.0', async ({ system, entityType, change, claims }) => {
    await withSandbox(
      [system],
      async (sandbox) => {
        const connector = claiming(system, entityType, change);
        const findings = await examined(sandbox, { writes: true, of: [connector] });
        const wanting = findings.filter(needsCare);
        expect([...new Set(wanting.map(({ claim }) => claim))].sort()).toEqual(claims.sort());
        const { sheet } = connector.entityTypes[0]!.capabilities;
        for (const { remedy } of wanting) expect(remedy).toContain(sheet);
      },
      system === 'powerofficego' ? 3 : 1,
    );
  });

  test('a read lag that the sheet does not know', async () => {
    await withSandbox(['customerp'], async (sandbox) => {
      await withProxy(sandbox.addresses.customerp, lagging(300), async (address) => {
        const values = { CUSTOMERP_URL: address };
        const unaware = claiming('customerp', 'Customer', () => ({ readLagMs: 100 }));
        const found = toDo(await examined(sandbox, { writes: true, of: [unaware], values }));
        expect(found.join('\n')).toMatch(/readLagMs: a read shows a write after [3-9]\d\d ms/);
        const aware = claiming('customerp', 'Customer', () => ({ readLagMs: 2_000, listMayLag: true }));
        expect(
          toDo(await examined(sandbox, { writes: true, of: [aware], values })).filter((line) =>
            line.includes('readLagMs'),
          ),
        ).toEqual([]);
      });
    });
  });

  test('a list that lags, where the sheet says that none does', async () => {
    await withSandbox(['crmoffice'], async (sandbox) => {
      const hook = lagging(300);
      const listOnly: typeof hook = (call, pass) =>
        /\/contacts\/\d/.test(call.path) && call.method === 'GET' ? pass() : hook(call, pass);
      await withProxy(sandbox.addresses.crmoffice, listOnly, async (address) => {
        const of = [claiming('crmoffice', 'Contacts', () => ({}))];
        const found = toDo(await examined(sandbox, { writes: true, of, values: { CRMOFFICE_URL: address } }));
        expect(found).toHaveLength(1);
        expect(found[0]).toMatch(/^crmoffice\.Contacts listMayLag: a list shows a write after \d+ ms/);
      });
    });
  });
});
