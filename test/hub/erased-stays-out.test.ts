import { jest } from '@jest/globals';
import { eraseCanonical, liftErasure } from '../../subgraphs/hub/operations/erase.js';
import { audit } from '../../subgraphs/hub/store/audit.js';
import { erase } from '../../subgraphs/hub/store/erasure/erase.js';
import { lockSubject } from '../../subgraphs/hub/store/erasure/subject.js';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import { converge } from '../../subgraphs/hub/sync/converge.js';
import { slotAt, type Engine, type Slot } from '../../subgraphs/hub/sync/engine.js';
import { readSlot } from '../../subgraphs/hub/sync/read.js';
import { lookFor } from '../../subgraphs/hub/sync/sweep.js';
import { eventually } from '../support/eventually.js';
import { withSyncedHub, type TestHub } from '../support/hub.js';
import { linkedIn } from '../support/linked.js';
import { systemsOf } from '../support/systems.js';
import { canary, named, places, tablesWith, unsettled } from './erasure-support.js';

jest.setTimeout(180_000);

test('who was erased is not taken in by a full sync, is written to nowhere, and stands in the systems as before', () =>
  withSyncedHub(async (hub) => {
    const { db, store, engine } = hub.context;
    const { id, ids } = await named(hub);
    const project = await leadsAProject(hub, ids['tidsbanken.Ansatt'] ?? '');
    const manager = `select fields ->> 'manager' as id from canonical_record where id = $1`;
    expect(await rows(db, manager, [project])).toEqual([{ id }]);
    const before = await outside(hub);
    const others = await canonicals(hub);
    expect(await eraseCanonical(hub, id, false)).toMatchObject({ ok: true });
    const [last] = await rows<{ seq: string }>(db, 'select max(seq) as seq from write');
    for (const place of places) {
      await store.storeHints(place, [ids[place] ?? '']);
      await readSlot(engine, slotAt(engine, place), false);
      await lookFor(engine, slotAt(engine, place), [ids[place] ?? '']);
    }
    expect(await hub.sync()).toMatchObject({ status: 'SUCCEEDED', counters: { failed: 0, created: 0 } });
    expect(await tablesWith(db, canary)).toEqual([]);
    expect(await canonicals(hub)).toEqual(others.filter((one) => one !== id));
    expect(await rows(db, 'select id from write where seq > $1', [last?.seq])).toEqual([]);
    expect(await outside(hub)).toEqual(before);
    expect(await rows(db, manager, [project])).toEqual([{ id }]);
    expect((await audit(hub.context, 100_000)).edits.violations).toBe(0);
  }));

test('a record of another id with an identifying number of theirs is not taken in either, until a person lifts it', () =>
  withSyncedHub(async (hub) => {
    const { db } = hub.context;
    const { id, ids } = await named(hub);
    const others = await canonicals(hub);
    await eraseCanonical(hub, id, false);
    const bearing = `erased_at is not null and system || '.' || entity_type = any($1)`;
    await rows(db, `update record set external_id = 'formerly ' || external_id where ${bearing}`, [places]);
    await hub.sync();
    expect(await tablesWith(db, canary)).toEqual([]);
    expect(await canonicals(hub)).toEqual(others.filter((one) => one !== id));

    await rows(db, `update record set external_id = replace(external_id, 'formerly ', '') where ${bearing}`, [places]);
    const lifted = await liftErasure(hub, id);
    expect(lifted).toMatchObject({ ok: true, value: Object.keys(ids).map(() => ({ externalId: expect.any(String) })) });
    await hub.sync();
    const again = await rows<{ place: string; id: string }>(
      db,
      `select record.system || '.' || record.entity_type as place, record.external_id as id
       from record join link on link.record_id = record.id and link.state = 'ACTIVE' where record.wire::text like $1`,
      [`%${canary}%`],
    );
    expect(Object.fromEntries(again.map((one) => [one.place, one.id]))).toEqual(ids);
    expect(await canonicals(hub)).toHaveLength(others.length);
    expect(await liftErasure(hub, others.find((one) => one !== id) ?? '')).toMatchObject({ ok: false });
  }));

type Work = () => Promise<unknown>;

/** What is on its way while somebody is erased: each does `then` once it is answered, and goes on with the answer. */
const underWay: Readonly<Record<string, (engine: Engine, slot: Slot, id: string, then: Work) => Promise<unknown>>> = {
  'a record that a hint names': (engine, slot, id, then) =>
    lookFor(engine, withResource(slot, { readMany: (ids) => after(slot.resource.readMany(ids), then) }), [id]),
  'a page of a list': (engine, slot, _id, then) =>
    readSlot(
      engine,
      withResource(slot, {
        async *readChanges(cursor) {
          for await (const page of slot.resource.readChanges(cursor)) yield await after(Promise.resolve(page), then);
        },
      }),
      true,
    ),
  'what is known of a record that was just read': ({ store, ...engine }, slot, id, then) =>
    lookFor({ ...engine, store: { ...store, known: (...asked) => after(store.known(...asked), then) } }, slot, [id]),
};

async function after<T>(answer: Promise<T>, then: Work): Promise<T> {
  await answer;
  await then();
  return answer;
}

function withResource(slot: Slot, resource: Partial<Slot['resource']>): Slot {
  return { ...slot, resource: { ...slot.resource, ...resource } };
}

test.each(Object.keys(underWay))('an erasure is not undone by %s at that moment', (what) =>
  withSyncedHub(async (hub) => {
    const { db, engine } = hub.context;
    const { id, ids } = await named(hub);
    const place = 'tidsbanken.Ansatt';
    await rows(db, `update record set digest = '' where external_id = $1`, [ids[place]]);
    const erasing: Promise<unknown>[] = [];
    const eraseOnce = async (): Promise<void> => {
      if (erasing.length === 0) erasing.push(eraseCanonical(hub, id, false));
      await erasing[0];
    };
    await underWay[what]?.(engine, slotAt(engine, place), ids[place] ?? '', eraseOnce);
    expect(await Promise.all(erasing)).toMatchObject([{ ok: true }]);
    expect(await tablesWith(db, canary)).toEqual([]);
  }),
);

test('whoever takes a record in while its number is being erased waits, and then leaves it', () =>
  withSyncedHub(async (hub) => {
    const { db, engine, store } = hub.context;
    const { id, ids } = await named(hub);
    const place = 'tidsbanken.Ansatt';
    const slot = slotAt(engine, place);
    const [record] = await slot.resource.readMany([ids[place] ?? '']);
    const twin = { ...record, id: '99001' };
    const observed = { employeeNumber: ids[place] ?? '' };
    const sighting = { externalId: twin.id, version: null, observed, wire: record?.fields ?? {} };
    const admitting: Promise<string[]>[] = [];
    await db.transaction(async (tx) => {
      const subject = await lockSubject(tx, id);
      admitting.push(store.admit(place, [{ ...sighting, at: engine.now(), unchangedSince: null }]));
      const waiting = `select pid from pg_stat_activity where wait_event = 'advisory' and datname = current_database()`;
      await eventually(async () => expect(await rows(db, waiting)).toHaveLength(1));
      if (subject) await erase(tx, subject, engine.now());
    });
    expect(await Promise.all(admitting)).toEqual([[]]);
    expect(await tablesWith(db, canary)).toEqual([]);
  }));

test('while a write is on its way nothing is erased; one that is only planned is never sent', () =>
  withSyncedHub(async (hub) => {
    const { db, engine } = hub.context;
    const { id, ids } = await named(hub);
    const before = await outside(hub);
    const link = await linkIn(hub, id, 'customerp.Employee');
    const write = (status: string) =>
      rows(
        db,
        `insert into write (id, canonical_id, link_id, kind, status, "values", causes, lease_until)
         select gen_random_uuid(), $1, $2, 'UPDATE', $3, '{"phone": "22 33 44 55"}', '{}', case when $3 = 'SENDING' then now() + interval '1 hour' end`,
        [id, link, status],
      );
    await write('SENDING');
    const refused = { ok: false, faults: [{ field: ['id'], code: 'CONFLICT' }] };
    expect(await eraseCanonical(hub, id, false)).toMatchObject(refused);
    expect(await tablesWith(db, canary)).toContain('record');

    await rows(db, `delete from write where canonical_id = $1 and status = 'SENDING'`, [id]);
    await write('PLANNED');
    expect(await eraseCanonical(hub, id, false)).toMatchObject({ ok: true });
    await converge(engine, id);
    expect(
      await rows(db, `select status, code, "values" from write where canonical_id = $1 order by seq desc limit 1`, [
        id,
      ]),
    ).toEqual([{ status: 'CANCELLED', code: 'ERASED', values: {} }]);
    expect(await outside(hub)).toEqual(before);
    expect(ids['customerp.Employee']).toBeDefined();
  }));

test('the answer to a write that nobody can wait for any more stores nothing of who was erased meanwhile', () =>
  withSyncedHub(async (hub) => {
    const { db, engine, slots } = hub.context;
    const { id } = await named(hub);
    const place = 'customerp.Employee';
    const slot = slotAt(engine, place);
    await rows(
      db,
      `insert into write (id, canonical_id, link_id, kind, status, "values", causes)
       values (gen_random_uuid(), $1, $2, 'UPDATE', 'PLANNED', $3, '{}')`,
      [id, await linkIn(hub, id, place), { phone: '22334455', jobTitle: canary }],
    );
    const eraseMeanwhile = async (): Promise<void> => {
      expect(await eraseCanonical(hub, id, false)).toMatchObject({ faults: [{ code: 'CONFLICT' }] });
      await rows(db, `update write set lease_until = now() where canonical_id = $1 and status = 'SENDING'`, [id]);
      const switchedOff = new Map([...slots].filter(([key]) => key !== place));
      const context = { ...hub.context, slots: switchedOff };
      expect(await eraseCanonical({ ...hub, context }, id, false)).toMatchObject({ ok: true });
    };
    const resource: typeof slot.resource = {
      ...slot.resource,
      async update(...sent) {
        const answer = await slot.resource.update(...sent);
        await eraseMeanwhile();
        return answer;
      },
    };
    await converge({ ...engine, slots: new Map([...engine.slots, [place, { ...slot, resource }]]) }, id);
    expect(JSON.stringify(await outside(hub))).toContain(`"jobTitle":"${canary}"`);
    expect(await tablesWith(db, canary)).toEqual([]);
    await hub.sync();
    expect(await tablesWith(db, canary)).toEqual([]);
  }));

/** The employees as their systems show them to their own users. */
async function outside({ sandbox }: TestHub): Promise<unknown[]> {
  const systems = systemsOf(sandbox);
  return [
    await systems.tidsbanken('Ansatt'),
    await systems.custom('customerp', 'employees'),
    await systems.powerofficeEmployees(),
  ];
}

/** Makes them the manager of a project. */
async function leadsAProject(hub: TestHub, employee: string): Promise<string> {
  const { engine } = hub.context;
  const { id, ids } = await linkedIn(hub, 'Project', ['tidsbanken.Prosjekt', 'customerp.Project']);
  const project = ids['tidsbanken.Prosjekt'] ?? '';
  await systemsOf(hub.sandbox).editTidsbanken('Prosjekt', { Id: project, AnsvarligId: Number(employee) });
  await lookFor(engine, slotAt(engine, 'tidsbanken.Prosjekt'), [project]);
  await eventually(async () => expect(await unsettled(hub.context.db, id)).toEqual([]));
  return id;
}

/** The live employees, those known longest first. */
async function canonicals({ context: { db } }: TestHub): Promise<string[]> {
  const found = await rows<{ id: string }>(
    db,
    `select id from canonical_record where type = 'Employee' and merged_into is null and retired_at is null order by seq`,
  );
  return found.map(({ id }) => id);
}

async function linkIn({ context: { db } }: TestHub, id: string, place: string): Promise<string> {
  const [found] = await rows<{ id: string }>(
    db,
    `select id from link where canonical_id = $1 and system || '.' || entity_type = $2 and state = 'ACTIVE'`,
    [id, place],
  );
  return found?.id ?? '';
}
