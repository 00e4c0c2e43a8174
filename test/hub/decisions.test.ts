import { jest } from '@jest/globals';
import { resolveConflict } from '../../subgraphs/hub/operations/answers.js';
import type { Outcome } from '../../subgraphs/hub/operations/hub.js';
import { linkRecords } from '../../subgraphs/hub/operations/link.js';
import { acceptMatch, rejectMatch } from '../../subgraphs/hub/operations/matches.js';
import { undoEdits } from '../../subgraphs/hub/operations/undo.js';
import { unlinkRecord } from '../../subgraphs/hub/operations/unlink.js';
import { updateCanonical } from '../../subgraphs/hub/operations/update.js';
import type { Written } from '../../subgraphs/hub/operations/write-through.js';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import { plainly } from '../support/deciding.js';
import { withSyncedHub, type TestHub } from '../support/hub.js';
import { linkedIn } from '../support/linked.js';
import { systemsOf } from '../support/systems.js';

jest.setTimeout(180_000);
const waitMs = 20_000;
const plain = { ...plainly(waitMs), by: 'Kari' };

test('a person decides what the sync left to one, and takes back what was done', async () => {
  await withSyncedHub(async (hub) => {
    await undoesEditsOfSeveralRecordsOrNone(hub);
    await decidesAConflict(hub);
    await decidesMatches(hub);
    await takesALinkApartWithWhatItBrought(hub);
    const last = await hub.sync();
    expect(last.counters).toMatchObject({ created: 0, updated: 0, failed: 0 });
  });
});

async function phonesOf(hub: TestHub, id: string, entityType: 'Kunde' | 'Ansatt'): Promise<unknown> {
  const [found] = await rows<{ phone: unknown }>(
    hub.context.db,
    `select wire -> $3 as phone from record join link on link.record_id = record.id and link.state = 'ACTIVE'
     where link.canonical_id = $1 and record.system = 'tidsbanken' and record.entity_type = $2`,
    [id, entityType, entityType === 'Kunde' ? 'Telefon' : 'Mobil'],
  );
  return found?.phone;
}

async function lastEdit(hub: TestHub, id: string): Promise<string> {
  const [found] = await rows<{ id: string }>(hub.context.db, 'select max(id) as id from edit where canonical_id = $1', [
    id,
  ]);
  return found?.id ?? '';
}

async function undoesEditsOfSeveralRecordsOrNone(hub: TestHub): Promise<void> {
  const customer = await linkedIn(hub, 'Customer', ['tidsbanken.Kunde', 'custom-pms.Customer']);
  const employee = await linkedIn(hub, 'Employee', ['tidsbanken.Ansatt', 'customerp.Employee']);
  const before = [await phonesOf(hub, customer.id, 'Kunde'), await phonesOf(hub, employee.id, 'Ansatt')];
  await updateCanonical(hub, 'Customer', { ...plain, id: customer.id, patch: { phone: '22 22 22 22' } });
  await updateCanonical(hub, 'Employee', { ...plain, id: employee.id, patch: { mobilePhone: '+47 900 00 001' } });
  expect(await phonesOf(hub, customer.id, 'Kunde')).toBe('22 22 22 22');
  const edits = [await lastEdit(hub, customer.id), await lastEdit(hub, employee.id)];
  const planned = await undoEdits(hub, { edits, dryRun: true, waitMs });
  expect(planned).toMatchObject({ ok: true, value: [{ canonicalId: customer.id }, { canonicalId: employee.id }] });
  expect(await phonesOf(hub, customer.id, 'Kunde')).toBe('22 22 22 22');
  expect(await undoEdits(hub, { edits: [...edits, '999999999'], dryRun: false, waitMs })).toMatchObject({
    ok: false,
    faults: [{ field: ['edits', '2'], code: 'NOT_FOUND' }],
  });
  const undone = await undoEdits(hub, { edits, dryRun: false, waitMs });
  expect(undone).toMatchObject({ ok: true });
  expect([await phonesOf(hub, customer.id, 'Kunde'), await phonesOf(hub, employee.id, 'Ansatt')]).toEqual(before);
  expect(await undoEdits(hub, { edits, dryRun: false, waitMs })).toMatchObject({
    ok: false,
    faults: [{ code: 'CONFLICT' }, { code: 'CONFLICT' }],
  });
}

/** Two people give one customer two organisation numbers. */
async function contradicted(hub: TestHub): Promise<void> {
  const systems = systemsOf(hub.sandbox);
  const { ids } = await linkedIn(hub, 'Customer', [
    'custom-webshop.Customer',
    'custom-pms.Customer',
    'tidsbanken.Kunde',
  ]);
  const edit = (system: 'custom-pms' | 'custom-webshop', organizationNumber: string): Promise<void> =>
    systems.editCustom(system, `customers/${ids[`${system}.Customer`]}`, { organizationNumber });
  await edit('custom-pms', '974760673');
  await edit('custom-webshop', '923609016');
  await hub.sync();
}

function statesIn(outcome: Outcome<Written>): string[] {
  return outcome.ok ? outcome.value.writes.map(({ status }) => status) : [];
}

async function decidesAConflict(hub: TestHub): Promise<void> {
  await contradicted(hub);
  const [open] = await rows<{ id: string; canonicalId: string; field: string; loser: unknown }>(
    hub.context.db,
    `select id, canonical_id as "canonicalId", field, loser from conflict where status = 'OPEN' order by id limit 1`,
  );
  if (!open) throw new Error('no conflict is open');
  const standing = async (): Promise<unknown> =>
    (
      await rows(
        hub.context.db,
        `select fields -> $2 as value, $2 = any(frozen) as frozen,
           (select count(*)::int from conflict where canonical_id = $1 and field = $2 and status = 'OPEN') as open
         from canonical_record where id = $1`,
        [open.canonicalId, open.field],
      )
    )[0];
  expect(await standing()).toMatchObject({ frozen: true });
  const foreseen = await resolveConflict(hub, open.id, 'LOSER', { ...plain, dryRun: true });
  expect(statesIn(foreseen)).toEqual(expect.arrayContaining(['PENDING']));
  expect(await resolveConflict(hub, open.id, 'LOSER', { ...plain, expectedVersion: 0 })).toMatchObject({
    ok: false,
    faults: [{ field: ['expectedVersion'], code: 'CONFLICT' }],
  });
  expect(await standing()).toMatchObject({ frozen: true });
  const decided = await resolveConflict(hub, open.id, 'LOSER', plain);
  expect(decided).toMatchObject({ ok: true, value: { canonicalId: open.canonicalId } });
  expect(statesIn(decided).map((state) => (state === 'CONFIRMED' ? 'PENDING' : state))).toEqual(statesIn(foreseen));
  expect(await standing()).toEqual({ value: open.loser, frozen: false, open: 0 });
  const answers = await rows(
    hub.context.db,
    `select distinct answered_by as by, answered_at is not null as told from conflict where canonical_id = $1 and field = $2 and status = 'RESOLVED'`,
    [open.canonicalId, open.field],
  );
  expect(answers).toEqual([{ by: 'Kari', told: true }]);
  expect(await resolveConflict(hub, '0', 'LOSER', plain)).toMatchObject({ ok: false });
}

async function decidesMatches(hub: TestHub): Promise<void> {
  interface Candidate {
    readonly id: string;
    readonly left: string;
    readonly right: string;
  }
  const candidates = await rows<Candidate>(
    hub.context.db,
    `select id, left_record_id as left, right_record_id as right from match_candidate where status = 'OPEN' order by id`,
  );
  const statusOf = async ({ id }: Candidate): Promise<unknown> =>
    (await rows(hub.context.db, `select status, answered_by as by from match_candidate where id = $1`, [id]))[0];
  const [one] = candidates;
  if (!one) throw new Error('the first sync leaves no match to a person');
  expect(await rejectMatch(hub, one.id, 'Kari')).toEqual({ ok: true, value: null });
  expect(await statusOf(one)).toEqual({ status: 'REJECTED', by: 'Kari' });
  expect(await rejectMatch(hub, one.id)).toMatchObject({ ok: false, faults: [{ code: 'CONFLICT' }] });
  const outcomes: boolean[] = [];
  for (const candidate of candidates.slice(1)) {
    const { ok } = await acceptMatch(hub, candidate.id, waitMs, 'Ola');
    outcomes.push(ok);
    if (!ok) continue;
    expect(await statusOf(candidate)).toEqual({ status: 'ACCEPTED', by: 'Ola' });
    const together = await rows(
      hub.context.db,
      `select count(distinct canonical_id)::int as count from link where record_id = any($1) and state = 'ACTIVE'`,
      [[candidate.left, candidate.right]],
    );
    expect(together).toEqual([{ count: 1 }]);
  }
  expect(outcomes).toContain(true);
}

async function takesALinkApartWithWhatItBrought(hub: TestHub): Promise<void> {
  const systems = systemsOf(hub.sandbox);
  const rest = ['tidsbanken.Kunde', 'custom-pms.Customer', 'custom-webshop.Customer'];
  const alone = await linkedIn(hub, 'Customer', ['powerofficego.Customers'], rest);
  const kunde = await linkedIn(
    hub,
    'Customer',
    ['tidsbanken.Kunde', 'custom-pms.Customer'],
    ['powerofficego.Customers'],
  );
  const record = {
    system: 'powerofficego',
    entityType: 'Customers',
    externalId: alone.ids['powerofficego.Customers'] ?? '',
  };
  const other = { system: 'tidsbanken', entityType: 'Kunde', externalId: kunde.ids['tidsbanken.Kunde'] ?? '' };
  const nameOf = async (): Promise<unknown> =>
    (await systems.powerofficeCustomers()).find(({ Id }) => String(Id) === record.externalId)?.['Name'];
  const kundeOf = async (): Promise<unknown> => {
    const found = (await systems.tidsbanken('Kunde')).find(({ Id }) => Id === other.externalId);
    return { name: found?.['Navn'], url: found?.['Url'], email: found?.['Epost'] };
  };
  const [name, values] = [await nameOf(), await kundeOf()];
  expect(await linkRecords(hub, [record, other], null, waitMs)).toMatchObject({ ok: true });
  expect(await nameOf()).not.toBe(name);
  const how = { allowNewCounterpart: false, restoreValues: true, waitMs };
  expect(await unlinkRecord(hub, { record, ...how })).toMatchObject({ ok: true });
  expect(await nameOf()).toBe(name);
  expect(await kundeOf()).toEqual(values);
}
