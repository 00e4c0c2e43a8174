import { jest } from '@jest/globals';
import { eraseCanonical, liftErasure } from '../../subgraphs/hub/operations/erase.js';
import { audit } from '../../subgraphs/hub/store/audit.js';
import { erase } from '../../subgraphs/hub/store/erasure/erase.js';
import { lockSubject } from '../../subgraphs/hub/store/erasure/subject.js';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import { converge } from '../../subgraphs/hub/sync/converge.js';
import { slotAt, type Engine } from '../../subgraphs/hub/sync/engine.js';
import { readSlot } from '../../subgraphs/hub/sync/read.js';
import { lookFor } from '../../subgraphs/hub/sync/sweep.js';
import { eventually } from '../support/eventually.js';
import { withSyncedHub, type TestHub } from '../support/hub.js';
import { systemsOf } from '../support/systems.js';
import { canary, named, places, tablesWith } from './erasure-support.js';

jest.setTimeout(180_000);

test('who was erased is not taken in by a full sync, is written to nowhere, and stands in the systems as before', () =>
  withSyncedHub(async (hub) => {
    const { db, store, engine } = hub.context;
    const { id, ids } = await named(hub);
    const before = await outside(hub);
    const others = await canonicals(hub);
    expect(await eraseCanonical(hub, id, false)).toMatchObject({ ok: true });
    const [last] = await rows<{ seq: string }>(db, 'select max(seq) as seq from write');
    expect(await hub.sync()).toMatchObject({ status: 'SUCCEEDED', counters: { failed: 0, created: 0 } });
    for (const place of places) {
      await store.storeHints(place, [ids[place] ?? '']);
      await readSlot(engine, slotAt(engine, place), false);
      await lookFor(engine, slotAt(engine, place), [ids[place] ?? '']);
    }
    await hub.sync();
    expect(await tablesWith(db, canary)).toEqual([]);
    expect(await canonicals(hub)).toEqual(others.filter((one) => one !== id));
    expect(await rows(db, 'select id from write where seq > $1', [last?.seq])).toEqual([]);
    expect(await outside(hub)).toEqual(before);
    expect((await audit(hub.context, 100_000)).edits.violations).toBe(0);
  }));

test('a record of another id with an identifying number of theirs is not taken in either, until a person lifts it', () =>
  withSyncedHub(async (hub) => {
    const { db } = hub.context;
    const { id } = await named(hub);
    const others = await canonicals(hub);
    await eraseCanonical(hub, id, false);
    await rows(db, `update record set external_id = 'formerly ' || external_id where erased_at is not null`);
    await hub.sync();
    expect(await tablesWith(db, canary)).toEqual([]);
    expect(await canonicals(hub)).toEqual(others.filter((one) => one !== id));

    expect(await liftErasure(hub, id)).toMatchObject({ ok: true, value: [{}, {}, {}] });
    await hub.sync();
    expect(await tablesWith(db, canary)).toContain('record');
    expect(await canonicals(hub)).toHaveLength(others.length);
    expect(await liftErasure(hub, others.find((one) => one !== id) ?? '')).toMatchObject({ ok: false });
  }));

test('an erasure that is lifted lets the very records be taken in again', () =>
  withSyncedHub(async (hub) => {
    const { db } = hub.context;
    const { id, ids } = await named(hub);
    const others = await canonicals(hub);
    await eraseCanonical(hub, id, false);
    await liftErasure(hub, id);
    await hub.sync();
    expect(await canonicals(hub)).toHaveLength(others.length);
    const again = await rows(
      db,
      `select record.external_id as id from record join link on link.record_id = record.id and link.state = 'ACTIVE'
       where record.wire::text like $1 order by 1`,
      [`%${canary}%`],
    );
    expect(again).toEqual(
      Object.values(ids)
        .sort()
        .map((one) => ({ id: one })),
    );
  }));

test('an erasure while a page, a record or the answer to a question is on its way is not undone by it', () =>
  withSyncedHub(async (hub) => {
    const { db, engine } = hub.context;
    const { id, ids } = await named(hub);
    const eraseNow = once(() => eraseCanonical(hub, id, false));
    const place = 'tidsbanken.Ansatt';
    const slot = slotAt(engine, place);
    const late = (work: () => Promise<unknown>): typeof slot => ({
      ...slot,
      resource: {
        ...slot.resource,
        async readMany(asked) {
          const answer = await slot.resource.readMany(asked);
          await work();
          return answer;
        },
        async *readChanges(cursor) {
          for await (const page of slot.resource.readChanges(cursor)) {
            await work();
            yield page;
          }
        },
      },
    });
    const known: Engine['store'] = {
      ...engine.store,
      async known(...asked) {
        const answer = await engine.store.known(...asked);
        await eraseNow();
        return answer;
      },
    };
    await rows(db, `update record set digest = '' where external_id = $1`, [ids[place]]);
    await lookFor({ ...engine, store: known }, slot, [ids[place] ?? '']);
    expect(await tablesWith(db, canary)).toEqual([]);
    await lookFor(engine, late(eraseNow), [ids[place] ?? '']);
    await readSlot(engine, late(eraseNow), true);
    expect(await tablesWith(db, canary)).toEqual([]);
  }));

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

/** The employees as their systems show them to their own users. */
async function outside({ sandbox }: TestHub): Promise<unknown[]> {
  const systems = systemsOf(sandbox);
  return [
    await systems.tidsbanken('Ansatt'),
    await systems.custom('customerp', 'employees'),
    await systems.powerofficeEmployees(),
  ];
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

function once(work: () => Promise<unknown>): () => Promise<unknown> {
  let done: Promise<unknown> | null = null;
  return () => (done ??= work());
}
