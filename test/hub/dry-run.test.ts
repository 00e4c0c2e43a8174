import { jest } from '@jest/globals';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import { eventually } from '../support/eventually.js';
import { withSyncedHub, type TestHub } from '../support/hub.js';
import { linkedIn, type Linked } from '../support/linked.js';
import { systemsOf } from '../support/systems.js';

jest.setTimeout(180_000);

test('a plan over changed systems has nothing written, however long the workers wait; carried out, it is what is written', () =>
  withSyncedHub(async (hub) => {
    const customer = await changedCustomer(hub);
    const before = await attempts(hub);
    const lastWrite = await newestWrite(hub);
    const plan = await hub.sync('PLAN');
    expect(plan).toMatchObject({ status: 'SUCCEEDED', fault: null });
    await workersAreIdle(hub);
    expect(await attempts(hub)).toBe(before);
    expect(await held(hub, customer)).toMatchObject({ shop: customer.name, telefon: customer.telefon });

    const lines = await rows<{ line: unknown[] }>(
      hub.context.db,
      `select jsonb_build_array(canonical_id, place, external_id, "values") as line from planned where run_id = $1 and kind = 'UPDATE' order by 1`,
      [plan.id],
    );
    expect(lines.length).toBeGreaterThanOrEqual(2);
    const id = await hub.jobs.startRun({ mode: 'APPLY', dataflows: null, planHash: plan.planHash });
    expect(await hub.ended(id)).toMatchObject({ status: 'SUCCEEDED', fault: null });
    await workersAreIdle(hub);
    expect(await held(hub, customer)).toEqual({ shop: 'Nytt Navn AS', telefon: '22 33 44 55' });
    const written = await rows<{ line: unknown[] }>(
      hub.context.db,
      `select jsonb_build_array(write.canonical_id, link.system || '.' || link.entity_type, record.external_id, "values") as line
       from write join link on link.id = write.link_id join record on record.id = link.record_id
       where write.seq > $1 and write.attempts > 0 order by 1`,
      [lastWrite],
    );
    expect(written).toEqual(lines);
  }));

test('what a plan saw and nobody carried out is carried on by the next poll, and by the next sync that writes', () =>
  withSyncedHub(async (hub) => {
    const customer = await changedCustomer(hub);
    await hub.sync('PLAN');
    await rows(hub.context.db, `insert into jobs.job (name, data, policy) values ('poll', $1, 'exclusive')`, [
      JSON.stringify({ place: 'custom-pms.Customer' }),
    ]);
    await eventually(async () => expect(await held(hub, customer)).toMatchObject({ shop: 'Nytt Navn AS' }));
    await hub.sync('PLAN');
    await hub.sync();
    expect(await held(hub, customer)).toEqual({ shop: 'Nytt Navn AS', telefon: '22 33 44 55' });
  }));

test('whom a first plan is about people see at once, each record by itself', () =>
  withSyncedHub(async (hub) => {
    const made = await systemsOf(hub.sandbox).makeCustom('custom-pms', 'customers', { name: 'Helt Ny AS' });
    await hub.sync('PLAN');
    await workersAreIdle(hub);
    const found = await rows(
      hub.context.db,
      `select fields ->> 'name' as name, due_at as due from canonical_record join link on link.canonical_id = canonical_record.id
       join record on record.id = link.record_id where external_id = $1 and record.system = 'custom-pms'`,
      [made],
    );
    expect(found).toEqual([{ name: 'Helt Ny AS', due: null }]);
  }));

interface Changed extends Linked {
  readonly name: unknown;
  readonly telefon: unknown;
}

/** A customer whose name somebody changed in the PMS, and whose webshop phone number; nobody has told the hub. */
async function changedCustomer(hub: TestHub): Promise<Changed> {
  const places = ['tidsbanken.Kunde', 'custom-pms.Customer', 'custom-webshop.Customer'];
  const linked = await linkedIn(hub, 'Customer', places);
  const { shop: name, telefon } = await held(hub, linked);
  const systems = systemsOf(hub.sandbox);
  const [pms, shop] = [linked.ids['custom-pms.Customer'], linked.ids['custom-webshop.Customer']];
  await systems.editCustom('custom-pms', `customers/${pms}`, { name: 'Nytt Navn AS' });
  await systems.editCustom('custom-webshop', `customers/${shop}`, { phone: '22 33 44 55' });
  return { ...linked, name, telefon };
}

/** The name in the webshop, and the phone number in Tidsbanken. */
async function held(hub: TestHub, { ids }: Linked) {
  const systems = systemsOf(hub.sandbox);
  const shop = (await systems.custom('custom-webshop', 'customers')).find(
    ({ id }) => id === ids['custom-webshop.Customer'],
  );
  const kunde = (await systems.tidsbanken('Kunde')).find(({ Id }) => Id === ids['tidsbanken.Kunde']);
  return { shop: shop?.['name'], telefon: kunde?.['Telefon'] };
}

/** Until what is done every minute was done, and all that came of it. */
async function workersAreIdle({ context: { db } }: TestHub): Promise<void> {
  const [job] = await rows<{ id: string }>(
    db,
    `insert into jobs.job (name, policy) values ('tend', 'exclusive') on conflict do nothing returning id`,
  );
  await eventually(async () => {
    if (job)
      expect(await rows(db, 'select state from jobs.job where id = $1', [job.id])).toEqual([{ state: 'completed' }]);
    expect(
      await rows(
        db,
        `select name from jobs.job where name in ('converge', 'follow-hints', 'tend') and state in ('created', 'retry', 'active')`,
      ),
    ).toEqual([]);
  }, 40_000);
}

async function attempts({ context: { db } }: TestHub): Promise<number> {
  const [found] = await rows<{ sum: number }>(db, 'select sum(attempts)::int as sum from write');
  return found?.sum ?? 0;
}

async function newestWrite({ context: { db } }: TestHub): Promise<string> {
  const [found] = await rows<{ seq: string }>(db, 'select max(seq)::text as seq from write');
  return found?.seq ?? '0';
}
