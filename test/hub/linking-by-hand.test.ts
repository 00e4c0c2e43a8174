import { jest } from '@jest/globals';
import { linkRecords } from '../../subgraphs/hub/operations/link.js';
import { unlinkRecord } from '../../subgraphs/hub/operations/unlink.js';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import { withSyncedHub, type TestHub } from '../support/hub.js';
import { linkedIn } from '../support/linked.js';
import { systemsOf } from '../support/systems.js';

jest.setTimeout(120_000);

test('records are linked and unlinked by hand, and a person is not overruled by the next sync', async () => {
  await withSyncedHub(async (hub) => {
    await linksWhatNoRuleFound(hub);
    await refusesWhatCannotBe(hub);
    await unlinkingLastsAndMakesNothing(hub);
    await twoThatShareAMailboxStayApart(hub);
  });
});

async function linksWhatNoRuleFound(hub: TestHub): Promise<void> {
  const systems = systemsOf(hub.sandbox);
  const alone = await linkedIn(
    hub,
    'Customer',
    ['powerofficego.Customers'],
    ['tidsbanken.Kunde', 'custom-pms.Customer', 'custom-webshop.Customer'],
  );
  const kunde = await linkedIn(
    hub,
    'Customer',
    ['tidsbanken.Kunde', 'custom-pms.Customer'],
    ['powerofficego.Customers'],
  );
  const records = [
    { system: 'powerofficego', entityType: 'Customers', externalId: alone.ids['powerofficego.Customers'] ?? '' },
    { system: 'tidsbanken', entityType: 'Kunde', externalId: kunde.ids['tidsbanken.Kunde'] ?? '' },
  ];
  const outcome = await linkRecords(hub, records, null, 10_000);
  expect(outcome).toMatchObject({ ok: true });
  const together = await linkedIn(hub, 'Customer', [
    'powerofficego.Customers',
    'tidsbanken.Kunde',
    'custom-pms.Customer',
  ]);
  expect(together.id).toBeDefined();
  const own = (await systems.tidsbanken('Kunde')).find(({ Id }) => Id === records[1]?.externalId);
  const theirs = (await systems.powerofficeCustomers()).find(({ Id }) => String(Id) === records[0]?.externalId);
  expect(String(theirs?.['Name']).trim()).toBe(String(own?.['Navn']).trim());
}

async function refusesWhatCannotBe(hub: TestHub): Promise<void> {
  const one = await linkedIn(hub, 'Customer', ['tidsbanken.Kunde', 'custom-pms.Customer']);
  const department = await linkedIn(hub, 'Customer', ['tidsbanken.Avdeling']);
  const employee = await linkedIn(hub, 'Employee', ['tidsbanken.Ansatt']);
  const kunde = { system: 'tidsbanken', entityType: 'Kunde', externalId: one.ids['tidsbanken.Kunde'] ?? '' };
  const before = await rows(hub.context.db, 'select id, canonical_id, state from link order by id');
  const refusals = [
    [kunde, { system: 'tidsbanken', entityType: 'Avdeling', externalId: department.ids['tidsbanken.Avdeling'] ?? '' }],
    [kunde, { system: 'tidsbanken', entityType: 'Ansatt', externalId: employee.ids['tidsbanken.Ansatt'] ?? '' }],
    [kunde, { system: 'custom-pms', entityType: 'Customer', externalId: 'nobody' }],
    [kunde],
  ];
  for (const records of refusals) {
    const outcome = await linkRecords(hub, records, null, 1000);
    expect(outcome).toMatchObject({ ok: false, faults: [{ field: expect.arrayContaining(['records']) }] });
  }
  expect(await rows(hub.context.db, 'select id, canonical_id, state from link order by id')).toEqual(before);
}

async function unlinkingLastsAndMakesNothing(hub: TestHub): Promise<void> {
  const systems = systemsOf(hub.sandbox);
  const customer = await linkedIn(hub, 'Customer', ['tidsbanken.Kunde', 'custom-pms.Customer', 'customerp.Customer']);
  const record = {
    system: 'custom-pms',
    entityType: 'Customer',
    externalId: customer.ids['custom-pms.Customer'] ?? '',
  };
  const before = await systems.counts();
  const how = { allowNewCounterpart: false, restoreValues: false, waitMs: 0 };
  const outcome = await unlinkRecord(hub, { record, ...how });
  expect(outcome).toMatchObject({ ok: true, value: { left: customer.id } });
  const run = await hub.sync();
  expect(run.counters).toMatchObject({ linked: 0, created: 0, updated: 0 });
  expect(await systems.counts()).toEqual(before);
  const [link] = await rows(
    hub.context.db,
    `select count(*)::int as links from link where canonical_id = $1 and system = 'custom-pms' and state = 'ACTIVE'`,
    [customer.id],
  );
  expect(link).toEqual({ links: 0 });
  expect(await linkRecords(hub, [record], customer.id, 10_000)).toMatchObject({ ok: true });
}

async function twoThatShareAMailboxStayApart(hub: TestHub): Promise<void> {
  const sharing = await rows<{ canonicals: number; persons: number }>(
    hub.context.db,
    `select count(distinct link.canonical_id)::int as canonicals, count(*)::int as persons
     from record join link on link.record_id = record.id and link.state = 'ACTIVE'
     where record.system = 'tidsbanken' and record.entity_type = 'Ansatt' and record.wire ->> 'Epost' <> ''
     group by lower(trim(record.wire ->> 'Epost')) having count(*) > 1`,
  );
  expect(sharing.length).toBeGreaterThan(0);
  for (const { canonicals, persons } of sharing) expect(canonicals).toBe(persons);
  const reviews = await rows(
    hub.context.db,
    `select 1 from match_candidate where dataflow_id = 'tidsbanken.Ansatt-powerofficego.Contactperson' and status = 'OPEN'`,
  );
  expect(reviews.length).toBeGreaterThanOrEqual(2);
}
