import { jest } from '@jest/globals';
import type { Connector, RawRecord, Resource } from '../../shared/connector.js';
import { completed } from '../../shared/dataflows/configuration.js';
import { resolveReview } from '../../subgraphs/hub/operations/answers.js';
import type { Hub } from '../../subgraphs/hub/operations/hub.js';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import { slotAt } from '../../subgraphs/hub/sync/engine.js';
import { lookFor } from '../../subgraphs/hub/sync/sweep.js';
import { connectors } from '../../subgraphs/registry.js';
import { plainly } from '../support/deciding.js';
import { withSyncedHub, type TestHub } from '../support/hub.js';
import { systemsOf } from '../support/systems.js';

jest.setTimeout(180_000);
const waitMs = 20_000;
const [kunde, pms, webshop] = ['tidsbanken.Kunde', 'custom-pms.Customer', 'custom-webshop.Customer'] as const;

/** Customers that somebody removed in Tidsbanken, which offers nobody else to. */
const removed = new Set<string>();

function over(resource: Resource): Resource {
  const asRemoved = <T extends RawRecord | null>(one: T): T | RawRecord =>
    one && removed.has(one.id) ? { id: one.id, version: null, fields: {}, deleted: true } : one;
  return {
    ...resource,
    async *readChanges(cursor) {
      for await (const page of resource.readChanges(cursor))
        yield { ...page, records: page.records.filter(({ id }) => !removed.has(id)) };
    },
    readMany: async (ids) => (await resource.readMany(ids)).map(asRemoved),
  };
}

const losing: readonly Connector[] = connectors.map((connector) =>
  connector.system === 'tidsbanken'
    ? {
        ...connector,
        connect(env, host) {
          const connection = connector.connect(env, host);
          const { Kunde } = connection.resources;
          if (!Kunde) throw new Error('Tidsbanken has no Kunde');
          return {
            ...connection,
            resources: { ...connection.resources, Kunde: over(Kunde) },
            close: () => connection.close(),
          };
        },
      }
    : connector,
);

const carrying = completed({
  dataflows: { [`${kunde}-${pms}`]: { deletes: 'propagate' }, [`${kunde}-${webshop}`]: { deletes: 'propagate' } },
});

interface Known {
  readonly id: string;
  readonly ids: Record<string, string>;
}

/** Customers of Tidsbanken, the PMS and the webshop alone, of whom the PMS has no project. */
async function customers(hub: TestHub): Promise<Known[]> {
  const found = await rows<Known>(
    hub.context.db,
    `select link.canonical_id as id, jsonb_object_agg(link.system || '.' || link.entity_type, record.external_id) as ids
     from link join record on record.id = link.record_id where link.state = 'ACTIVE' group by 1
     having array_agg(link.system || '.' || link.entity_type order by link.system) = $1::text[] order by 1`,
    [[pms, webshop, kunde]],
  );
  const busy = new Set((await systemsOf(hub.sandbox).custom('custom-pms', 'projects')).map((one) => one['customerId']));
  return found.filter(({ ids }) => !busy.has(ids[pms]));
}

/** Somebody removes the customer in Tidsbanken, and the hub looks; a hint may be followed by its workers, who carry nothing on. */
async function remove({ context: { engine } }: Hub, { ids }: Known): Promise<void> {
  removed.add(ids[kunde] ?? '');
  await lookFor(engine, slotAt(engine, kunde), [ids[kunde] ?? '']);
}

interface ReviewRow {
  readonly id: string;
  readonly message: string;
}

async function reviews({ context: { db } }: Hub, id: string, kind: string, place: string): Promise<ReviewRow[]> {
  const asked = [id, kind, place];
  const query = `select id, message from review where canonical_id = $1 and kind = $2 and place = $3 and status <> 'CLOSED'`;
  return rows<ReviewRow>(db, query, asked);
}

async function approve(hub: Hub, id: string, kind: string, place: string) {
  const [review] = await reviews(hub, id, kind, place);
  if (!review) throw new Error(`nobody is asked about ${kind} in ${place}`);
  return resolveReview(hub, review.id, true, plainly(waitMs));
}

test('a removal is carried on once a person approves it, to a record that is as it was, and can be made good again', async () => {
  await withSyncedHub(
    async (hub) => {
      const asks: Hub = { ...hub, context: hub.context.under(carrying) };
      const systems = systemsOf(hub.sandbox);
      const one = (await customers(hub))[0] as Known;
      const { id, ids } = one;
      const standing = async (system: 'custom-pms' | 'custom-webshop'): Promise<Record<string, unknown>[]> =>
        (await systems.custom(system, 'customers')).filter((each) => each['id'] === ids[`${system}.Customer`]);
      const [before] = await standing('custom-pms');
      await remove(asks, one);
      expect([await reviews(asks, id, 'REMOVAL', pms), await reviews(asks, id, 'REMOVAL', webshop)]).toMatchObject([
        [{ message: expect.not.stringMatching('edited since') }],
        [{}],
      ]);
      await hub.sync();
      expect([await standing('custom-pms'), await standing('custom-webshop')]).toMatchObject([[{}], [{}]]);

      await systems.editCustom('custom-pms', `customers/${ids[pms]}`, { phone: '22 33 44 55' });
      expect(await approve(asks, id, 'REMOVAL', pms)).toMatchObject({ ok: true });
      expect(await standing('custom-pms')).toMatchObject([{ phone: '22 33 44 55' }]);
      expect(await reviews(asks, id, 'REMOVAL', pms)).toMatchObject([
        { message: expect.stringMatching('edited since') },
      ]);

      expect(await approve(asks, id, 'REMOVAL', pms)).toMatchObject({ ok: true });
      expect(await standing('custom-pms')).toEqual([]);
      expect(await approve(asks, id, 'REMOVAL', webshop)).toMatchObject({ ok: false, faults: [{ code: 'CONFLICT' }] });
      expect(await standing('custom-webshop')).toMatchObject([{ phone: '22 33 44 55' }]);
      expect(await approve(asks, id, 'REMOVAL', webshop)).toMatchObject({ ok: true });
      expect(await standing('custom-webshop')).toEqual([]);
      const counts = await systems.counts();
      await hub.sync();
      expect(await systems.counts()).toEqual(counts);
      await madeAgain(asks, one, { ...before, phone: '22 33 44 55' });
    },
    { connectors: losing },
  );
});

/** The last record is gone, and its values are not. */
async function madeAgain(
  hub: Hub & { sandbox?: unknown },
  { id }: Known,
  before: Record<string, unknown>,
): Promise<void> {
  const retired = 'select retired_at is not null as retired from canonical_record where id = $1';
  expect(await rows(hub.context.db, retired, [id])).toEqual([{ retired: true }]);
  expect(await approve(hub, id, 'GONE', pms)).toMatchObject({
    ok: true,
    value: { writes: [{ system: 'custom-pms', status: 'CONFIRMED' }] },
  });
  expect(await rows(hub.context.db, retired, [id])).toEqual([{ retired: false }]);
  const [made] = await rows<{ wire: Record<string, unknown> }>(
    hub.context.db,
    `select wire from record join link on link.record_id = record.id and link.state = 'ACTIVE' where link.canonical_id = $1`,
    [id],
  );
  const { name, email, phone, organizationNumber } = before;
  expect(made?.wire).toMatchObject({ name, email, phone, organizationNumber });
  const [, again] = [await approve(hub, id, 'GONE', webshop), await reviews(hub, id, 'GONE', pms)];
  expect(await resolveReview(hub, again[0]?.id ?? '', true, plainly(waitMs))).toMatchObject({ ok: false });
}
