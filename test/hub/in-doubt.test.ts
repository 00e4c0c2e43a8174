import { jest } from '@jest/globals';
import { resolveReview } from '../../subgraphs/hub/operations/answers.js';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import { converge } from '../../subgraphs/hub/sync/converge.js';
import { plainly } from '../support/deciding.js';
import { connectorsInFlightFor, faultsOf, type Faults } from '../support/faults.js';
import { eventually } from '../support/eventually.js';
import { withSyncedHub, type TestHub } from '../support/hub.js';
import { linkedIn } from '../support/linked.js';
import { systemsOf } from '../support/systems.js';

jest.setTimeout(120_000);

test('a write whose outcome cannot be found out for five minutes is put before a person once, and found out all the same', () =>
  withSyncedHub(
    async (hub) => {
      const { db, engine } = hub.context;
      const { id, faults, path } = await editWithoutAnswer(hub);
      expect(await standing(hub, id)).toEqual({ writes: ['IN_DOUBT'], reviews: [] });

      await faults.add('custom-webshop', { id: 'down', kind: 'serverError', when: 'before', route: { path } });
      const ago = (interval: string) =>
        rows(db, `update write set doubted_at = now() - $1::interval, not_before = now() where status = 'IN_DOUBT'`, [
          interval,
        ]);
      await ago('4 minutes');
      await converge(engine, id);
      expect(await standing(hub, id)).toEqual({ writes: ['IN_DOUBT'], reviews: [] });
      for (const interval of ['5 minutes', '9 minutes']) {
        await ago(interval);
        await converge(engine, id);
        expect(await standing(hub, id)).toEqual({
          writes: ['IN_DOUBT'],
          reviews: ['IN_DOUBT custom-webshop.Customer OPEN'],
        });
      }

      const [review] = await rows<{ id: string }>(db, `select id from review where kind = 'IN_DOUBT'`);
      await resolveReview(hub, review?.id ?? '', true, plainly(0));
      await ago('1 hour');
      await converge(engine, id);
      const closed = ['IN_DOUBT custom-webshop.Customer CLOSED'];
      expect(await standing(hub, id)).toEqual({ writes: ['IN_DOUBT'], reviews: closed });
      await faults.lift('custom-webshop');
      await eventually(async () => {
        await ago('1 hour');
        await converge(engine, id);
        expect(await standing(hub, id)).toEqual({ writes: [], reviews: closed });
      });
    },
    { connectors: connectorsInFlightFor(3000) },
  ));

test('one that is found out by itself takes its review back, too', () =>
  withSyncedHub(
    async (hub) => {
      const { db, engine } = hub.context;
      const { id } = await editWithoutAnswer(hub);
      await rows(
        db,
        `update write set doubted_at = now() - interval '1 hour', not_before = now() + interval '1 hour' where status = 'IN_DOUBT'`,
      );
      await converge(engine, id);
      expect((await standing(hub, id)).reviews).toEqual(['IN_DOUBT custom-webshop.Customer OPEN']);
      await rows(db, `update write set not_before = now() where status = 'IN_DOUBT'`);
      await converge(engine, id);
      expect(await standing(hub, id)).toEqual({ writes: [], reviews: ['IN_DOUBT custom-webshop.Customer CLOSED'] });
    },
    { connectors: connectorsInFlightFor(60_000) },
  ));

test('a value that was put back while its write was in doubt is noted, by the stamp of the change where there is no version', () =>
  withSyncedHub(
    async (hub) => {
      const { db, engine } = hub.context;
      const systems = systemsOf(hub.sandbox);
      const { id, ids } = await linkedIn(hub, 'Customer', ['custom-pms.Customer', 'tidsbanken.Kunde']);
      const key = ids['tidsbanken.Kunde'];
      const before = (await systems.tidsbanken('Kunde')).find(({ Id }) => Id === key);
      const route = { method: 'PUT', path: 'Kunde$' };
      await faultsOf(hub.sandbox).add('tidsbanken', {
        ...{ id: 'silence', kind: 'timeoutAfter', closeAfterMs: 50, times: 1, route },
      });
      await systems.editCustom('custom-pms', `customers/${ids['custom-pms.Customer']}`, { phone: '22 33 44 55' });
      await hub.sync();
      expect((await standing(hub, id)).writes).toEqual(['IN_DOUBT']);
      await systems.editTidsbanken('Kunde', { Id: key, Telefon: before?.['Telefon'] });
      await eventually(async () => {
        await rows(db, `update write set not_before = now() where status = 'IN_DOUBT'`);
        await converge(engine, id);
        expect((await standing(hub, id)).reviews).toEqual(['ABA_IN_DOUBT tidsbanken.Kunde NOTED']);
      });
    },
    { connectors: connectorsInFlightFor(3000) },
  ));

test('what the look that finds it out is the first to show is carried on, a reference to another record too', () =>
  withSyncedHub(
    async (hub) => {
      const { db, engine } = hub.context;
      const [pms, erp] = ['custom-pms', 'customerp'] as const;
      const systems = systemsOf(hub.sandbox);
      const { id, ids } = await linkedIn(hub, 'Project', [`${pms}.Project`, `${erp}.Project`]);
      const project = async (system: typeof pms | typeof erp): Promise<Record<string, unknown> | undefined> =>
        (await systems.custom(system, 'projects')).find((each) => each['id'] === ids[`${system}.Project`]);
      const customer = await otherCustomer(hub, (await project(pms))?.['customerId']);
      const at = `projects/${ids[`${pms}.Project`]}`;
      const route = { method: 'PATCH', path: `${at}$` };
      const silence = { id: 'silence', kind: 'timeoutAfter', closeAfterMs: 50, times: 1, route } as const;
      await faultsOf(hub.sandbox).add(pms, silence);
      await systems.editCustom(erp, `projects/${ids[`${erp}.Project`]}`, { name: 'Nytt navn' });
      await hub.sync();
      expect((await standing(hub, id)).writes).toEqual(['IN_DOUBT']);

      await systems.editCustom(pms, at, { customerId: customer[pms] });
      await rows(db, `update write set not_before = now() where status = 'IN_DOUBT'`);
      await converge(engine, id);
      expect(await project(erp)).toMatchObject({ name: 'Nytt navn', customerId: customer[erp] });
    },
    { connectors: connectorsInFlightFor(60_000) },
  ));

/** A customer's ids in the PMS and in the ERP, which is another than the one with that id in the PMS. */
async function otherCustomer(
  { context: { db } }: TestHub,
  than: unknown,
): Promise<{ 'custom-pms': string; customerp: string }> {
  const [found] = await rows<{ 'custom-pms': string; customerp: string }>(
    db,
    `select pms.external_id as "custom-pms", erp.external_id as customerp
     from link one join record pms on pms.id = one.record_id
     join link other on other.canonical_id = one.canonical_id join record erp on erp.id = other.record_id
     where one.system = 'custom-pms' and one.entity_type = 'Customer' and one.state = 'ACTIVE'
       and other.system = 'customerp' and other.entity_type = 'Customer' and other.state = 'ACTIVE'
       and pms.external_id <> $1
     order by pms.id limit 1`,
    [than],
  );
  if (!found) throw new Error('there is no other customer');
  return found;
}

/** A phone number changed in the PMS; the webshop takes the write of it and never answers. */
async function editWithoutAnswer(hub: TestHub): Promise<{ id: string; faults: Faults; path: string }> {
  const { id, ids } = await linkedIn(hub, 'Customer', ['custom-pms.Customer', 'custom-webshop.Customer']);
  const faults = faultsOf(hub.sandbox);
  const path = `customers/${ids['custom-webshop.Customer']}$`;
  const route = { method: 'PATCH', path };
  await faults.add('custom-webshop', { id: 'silence', kind: 'timeoutAfter', closeAfterMs: 50, times: 1, route });
  const changed = { phone: '22 33 44 55' };
  await systemsOf(hub.sandbox).editCustom('custom-pms', `customers/${ids['custom-pms.Customer']}`, changed);
  await hub.sync();
  return { id, faults, path };
}

/** A canonical record's open writes, and all that was ever put before a person about it. */
async function standing({ context: { db } }: TestHub, id: string): Promise<{ writes: string[]; reviews: string[] }> {
  const writes = await rows<{ status: string }>(
    db,
    `select status from write where canonical_id = $1 and status in ('PLANNED', 'SENDING', 'IN_DOUBT')`,
    [id],
  );
  const reviews = await rows<{ told: string }>(
    db,
    `select kind || ' ' || place || ' ' || status as told from review where canonical_id = $1 order by id`,
    [id],
  );
  return { writes: writes.map(({ status }) => status), reviews: reviews.map(({ told }) => told) };
}
