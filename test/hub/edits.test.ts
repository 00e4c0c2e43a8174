import { jest } from '@jest/globals';
import { updateCanonical, type Update } from '../../subgraphs/hub/operations/update.js';
import { createCanonical } from '../../subgraphs/hub/operations/create.js';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import { withSyncedHub, type TestHub } from '../support/hub.js';
import { linkedIn } from '../support/linked.js';
import { systemsOf } from '../support/systems.js';

jest.setTimeout(120_000);

const plain: Omit<Update, 'id' | 'patch'> = { expectedVersion: null, dryRun: false, waitMs: 10_000 };

test('an edit through the hub or in one system reaches all others, and bad input changes nothing', async () => {
  await withSyncedHub(async (hub) => {
    await hubEditReachesEverySystem(hub);
    await systemEditReachesTheOthers(hub);
    await badInputIsRefused(hub);
    await dryRunWritesNothing(hub);
    await createdCustomerIsCarriedOn(hub);
    const last = await hub.sync();
    expect(last.counters).toMatchObject({ created: 0, updated: 0, failed: 0 });
  });
});

async function hubEditReachesEverySystem(hub: TestHub): Promise<void> {
  const systems = systemsOf(hub.sandbox);
  const employee = await linkedIn(hub, 'Employee', ['tidsbanken.Ansatt', 'crmoffice.Contacts', 'customerp.Employee']);
  const outcome = await updateCanonical(hub, 'Employee', {
    ...plain,
    id: employee.id,
    patch: { mobilePhone: '+47 400 12 345' },
  });
  expect(outcome).toMatchObject({ ok: true });
  const statuses = outcome.ok ? outcome.value.writes.map(({ system, status }) => `${system} ${status}`) : [];
  expect(statuses).toEqual(
    expect.arrayContaining(['tidsbanken CONFIRMED', 'crmoffice CONFIRMED', 'customerp CONFIRMED']),
  );
  const ansatt = (await systems.tidsbanken('Ansatt')).find(
    ({ Id }) => String(Id) === employee.ids['tidsbanken.Ansatt'],
  );
  const contact = (await systems.contacts()).find(({ id }) => id === employee.ids['crmoffice.Contacts']);
  expect([ansatt?.['Mobil'], contact?.['mobilePhone']]).toEqual(['+47 400 12 345', '+47 400 12 345']);
}

async function systemEditReachesTheOthers(hub: TestHub): Promise<void> {
  const systems = systemsOf(hub.sandbox);
  const customer = await linkedIn(hub, 'Customer', [
    'tidsbanken.Kunde',
    'custom-pms.Customer',
    'custom-webshop.Customer',
    'customerp.Customer',
  ]);
  await systems.editCustom('custom-pms', `customers/${customer.ids['custom-pms.Customer']}`, { phone: '22 33 44 55' });
  await systems.editTidsbanken('Kunde', { Id: customer.ids['tidsbanken.Kunde'], Url: '' });
  await systems.editTidsbanken('Kunde', { Id: customer.ids['tidsbanken.Kunde'], Navn: 'Nytt Navn AS' });
  const run = await hub.sync();
  expect(run.counters).toMatchObject({ conflicts: 0, created: 0, failed: 0 });
  const kunde = (await systems.tidsbanken('Kunde')).find(({ Id }) => Id === customer.ids['tidsbanken.Kunde']);
  const erp = (await systems.custom('customerp', 'customers')).find(
    ({ id }) => id === customer.ids['customerp.Customer'],
  );
  const shop = (await systems.custom('custom-webshop', 'customers')).find(
    ({ id }) => id === customer.ids['custom-webshop.Customer'],
  );
  expect(kunde).toMatchObject({ Telefon: '22 33 44 55', Navn: 'Nytt Navn AS', Url: '' });
  expect(erp).toMatchObject({ phone: '22 33 44 55', name: 'Nytt Navn AS', website: null });
  expect(shop).toMatchObject({ phone: '22 33 44 55', name: 'Nytt Navn AS' });
}

async function badInputIsRefused(hub: TestHub): Promise<void> {
  const customer = await linkedIn(hub, 'Customer', ['tidsbanken.Kunde']);
  const before = await rows(
    hub.context.db,
    'select count(*) as edits, (select count(*) from write) as writes from edit',
  );
  const refusals: [Partial<Update>, string[]][] = [
    [{ patch: { email: 'no address' } }, ['patch', 'email']],
    [{ patch: { organizationNumber: '123456789' } }, ['patch', 'organizationNumber']],
    [{ patch: { name: '  ' } }, ['patch', 'name']],
    [{ id: 'nonsense' }, ['id']],
    [{ expectedVersion: 4711 }, ['expectedVersion']],
  ];
  for (const [wrong, field] of refusals) {
    const update = { ...plain, id: customer.id, patch: { phone: '22 11 00 99' }, ...wrong };
    const outcome = await updateCanonical(hub, 'Customer', update);
    expect(outcome).toMatchObject({ ok: false, faults: [{ field, message: expect.stringMatching(/\.$/) }] });
  }
  expect(
    await rows(hub.context.db, 'select count(*) as edits, (select count(*) from write) as writes from edit'),
  ).toEqual(before);
}

async function dryRunWritesNothing(hub: TestHub): Promise<void> {
  const customer = await linkedIn(hub, 'Customer', ['tidsbanken.Kunde', 'custom-pms.Customer']);
  const outcome = await updateCanonical(hub, 'Customer', {
    ...plain,
    id: customer.id,
    patch: { name: 'Ikke På Ordentlig AS' },
    dryRun: true,
  });
  expect(outcome.ok && outcome.value.writes.filter(({ status }) => status === 'PENDING').length).toBeGreaterThanOrEqual(
    2,
  );
  const [kept] = await rows<{ name: string }>(
    hub.context.db,
    `select fields ->> 'name' as name from canonical_record where id = $1`,
    [customer.id],
  );
  expect(kept?.name).not.toBe('Ikke På Ordentlig AS');
}

async function createdCustomerIsCarriedOn(hub: TestHub): Promise<void> {
  const systems = systemsOf(hub.sandbox);
  const patch = { name: 'Helt Ny Kunde AS', email: 'hei@helt-ny.example', 'postalAddress.city': 'Bodø' };
  const outcome = await createCanonical(hub, 'Customer', { kind: 'CUSTOMER', patch, waitMs: 10_000 });
  expect(outcome.ok && outcome.value.writes.map(({ system, status }) => `${system} ${status}`)).toEqual([
    'custom-pms CONFIRMED',
    'custom-webshop CONFIRMED',
    'tidsbanken CONFIRMED',
  ]);
  const kunder = (await systems.tidsbanken('Kunde')).filter(({ Navn }) => Navn === 'Helt Ny Kunde AS');
  expect(kunder).toEqual([expect.objectContaining({ Epost: 'hei@helt-ny.example', Poststed: 'Bodø' })]);
  const department = await createCanonical(hub, 'Customer', {
    kind: 'DEPARTMENT',
    patch: { name: 'Ny Avdeling' },
    waitMs: 10_000,
  });
  expect(department.ok).toBe(true);
  expect((await systems.tidsbanken('Avdeling')).map(({ Navn }) => Navn)).toContain('Ny Avdeling');
  expect((await systems.tidsbanken('Kunde')).map(({ Navn }) => Navn)).not.toContain('Ny Avdeling');
}
