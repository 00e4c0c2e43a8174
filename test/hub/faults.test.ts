import { setTimeout as pause } from 'node:timers/promises';
import { jest } from '@jest/globals';
import type { Connector, Resource } from '../../shared/connector.js';
import { noteAsked } from '../../shared/http/asked-at.js';
import type { FaultSpec } from '../../sandbox/index.js';
import type { SyncRunRow } from '../../subgraphs/hub/store/runs.js';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import { connectorsInFlightFor, faultsOf } from '../support/faults.js';
import { eventually } from '../support/eventually.js';
import { withSyncedHub, type TestHub } from '../support/hub.js';
import { linkedIn, type Linked } from '../support/linked.js';
import { systemsOf, type Systems } from '../support/systems.js';

jest.setTimeout(120_000);

const syncsAtMost = 6;
test('an edit whose answer is lost arrives once, and so do those made while that is in doubt, while a write is turned away, and between an old look and its write', async () => {
  const snags: Snags = new Map();
  await withSyncedHub(
    async (hub) => {
      await editWhileInDoubt(hub);
      await editSentOnce(hub);
      await editWhileTurnedAway(hub);
      await editAfterAnOldLook(hub, snags);
    },
    { connectors: connectorsInFlightFor(3000).map((connector) => snagged(connector, snags)) },
  );
});

/** Two edits of one field, the second while the answer to the first is missing, and meanwhile one of the other side. */
async function editWhileInDoubt(hub: TestHub): Promise<void> {
  const systems = systemsOf(hub.sandbox);
  const faults = faultsOf(hub.sandbox);
  const slots = ['tidsbanken.Kunde', 'custom-pms.Customer', 'custom-webshop.Customer', 'customerp.Customer'];
  const { id, ids } = await linkedIn(hub, 'Customer', slots);
  const atPms = `customers/${ids['custom-pms.Customer']}`;
  const atShop = `customers/${ids['custom-webshop.Customer']}`;
  const route = { method: 'PATCH', path: `${atShop}$` };
  const silence: FaultSpec = { id: 'silence', kind: 'timeoutAfter', closeAfterMs: 50, times: 1, route };
  await faults.add('custom-webshop', { id: 'count', kind: 'latency', ms: 0, route }, silence);

  await systems.editCustom('custom-pms', atPms, { phone: '22 33 44 55' });
  await hub.sync();
  expect(await openWrites(hub, id)).toEqual([{ system: 'custom-webshop', status: 'IN_DOUBT' }]);
  await systems.editCustom('custom-pms', atPms, { phone: '22 33 44 66' });
  await systems.editCustom('custom-webshop', atShop, { name: 'Navn Fra Butikken AS' });
  await syncToRest(hub);

  const wanted = { phone: '22 33 44 66', name: 'Navn Fra Butikken AS' };
  for (const system of ['custom-pms', 'custom-webshop', 'customerp'] as const) {
    const found = (await systems.custom(system, 'customers')).find((each) => each['id'] === ids[`${system}.Customer`]);
    expect([system, found]).toEqual([system, expect.objectContaining(wanted)]);
  }
  const kunde = (await systems.tidsbanken('Kunde')).find(({ Id }) => Id === ids['tidsbanken.Kunde']);
  expect(kunde).toMatchObject({ Telefon: wanted.phone, Navn: wanted.name });
  const [count] = await faults.list('custom-webshop');
  // Two edits of the hub's and the shop's own.
  expect(count).toMatchObject({ id: 'count', hits: 3 });
}

/** The system did as it was told and said nothing: it is not told again. */
async function editSentOnce(hub: TestHub): Promise<void> {
  const systems = systemsOf(hub.sandbox);
  const faults = faultsOf(hub.sandbox);
  const { id, ids } = await linkedIn(hub, 'Employee', ['tidsbanken.Ansatt', 'crmoffice.Contacts']);
  const contactId = ids['crmoffice.Contacts'];
  const changes = { method: 'PATCH', path: `contacts/${contactId}$` };
  const silence: FaultSpec = { id: 'silence', kind: 'timeoutAfter', closeAfterMs: 50, times: 1, route: changes };
  await faults.add('crmoffice', { id: 'count', kind: 'latency', ms: 0, route: changes }, silence);

  await systems.editTidsbanken('Ansatt', { Id: Number(ids['tidsbanken.Ansatt']), Mobil: '+47 900 00 222' });
  await hub.sync();
  expect(await openWrites(hub, id)).toEqual([{ system: 'crmoffice', status: 'IN_DOUBT' }]);
  await syncToRest(hub);
  const contact = (await systems.contacts()).find((each) => each['id'] === contactId);
  expect(contact).toMatchObject({ mobilePhone: '+47 900 00 222' });
  expect(await faults.list('crmoffice')).toEqual([expect.objectContaining({ id: 'count', hits: 1 })]);
}

/** Tidsbanken refuses no write for being made in ignorance: what is typed there while one is turned away must be seen before it is sent again. */
async function editWhileTurnedAway(hub: TestHub): Promise<void> {
  const systems = systemsOf(hub.sandbox);
  const faults = faultsOf(hub.sandbox);
  const { ids } = await linkedIn(hub, 'Customer', ['tidsbanken.Kunde', 'custom-pms.Customer']);
  const kundeId = ids['tidsbanken.Kunde'];
  const busy: FaultSpec = {
    ...{ id: 'busy', kind: 'tooMany', retryAfter: 6, times: 1 },
    route: { method: 'PUT', path: 'Kunde$' },
  };
  await faults.add('tidsbanken', busy);

  await systems.editCustom('custom-pms', `customers/${ids['custom-pms.Customer']}`, { name: 'Navn Fra PMS AS' });
  const sync = hub.sync();
  await eventually(async () => expect(await faults.list('tidsbanken')).toEqual([]));
  await systems.editTidsbanken('Kunde', { Id: kundeId, Navn: 'Navn Fra Tidsbanken AS' });
  await sync;
  await syncToRest(hub);
  expect(await inBoth(systems, ids, 'Navn', 'name')).toEqual(['Navn Fra Tidsbanken AS', 'Navn Fra Tidsbanken AS']);
}

/** A field's value in Tidsbanken and in the PMS. */
async function inBoth(
  systems: Systems,
  ids: Linked['ids'],
  ofKunde: string,
  ofCustomer: string,
): Promise<[unknown, unknown]> {
  const kunde = (await systems.tidsbanken('Kunde')).find(({ Id }) => Id === ids['tidsbanken.Kunde']);
  const inPms = (await systems.custom('custom-pms', 'customers')).find(({ id }) => id === ids['custom-pms.Customer']);
  return [kunde?.[ofKunde], inPms?.[ofCustomer]];
}

/** What is still to be done between a record's being read and its reader's hearing of it, by `system.EntityType id`. */
type Snags = Map<string, () => Promise<unknown>>;

/** The connector; a read of a record that met a snag is six seconds old when it is answered. */
function snagged(connector: Connector, snags: Snags): Connector {
  const held = (resource: Resource, place: string): Resource => ({
    ...resource,
    readMany: async (ids) => {
      const records = await resource.readMany(ids);
      for (const key of ids.map((id) => `${place} ${id}`)) {
        const snag = snags.get(key);
        if (!snag || !snags.delete(key)) continue;
        await snag();
        noteAsked(performance.now() - 6000);
      }
      return records;
    },
  });
  return {
    ...connector,
    connect: (env, host) => {
      const connection = connector.connect(env, host);
      const resources = Object.entries(connection.resources).map(([name, resource]): [string, Resource] => [
        name,
        held(resource, `${connector.system}.${name}`),
      ]);
      return { ...connection, resources: Object.fromEntries(resources) };
    },
  };
}

/** Whatever keeps a write waiting, what is typed between an old look and its turn must be seen before it is sent. */
async function editAfterAnOldLook(hub: TestHub, snags: Snags): Promise<void> {
  const systems = systemsOf(hub.sandbox);
  const { ids } = await linkedIn(hub, 'Customer', ['tidsbanken.Kunde', 'custom-pms.Customer']);
  const kundeId = ids['tidsbanken.Kunde'];
  snags.set(`tidsbanken.Kunde ${kundeId}`, () =>
    systems.editTidsbanken('Kunde', { Id: kundeId, Telefon: '22 00 00 02' }),
  );
  await systems.editCustom('custom-pms', `customers/${ids['custom-pms.Customer']}`, { phone: '22 00 00 01' });
  await hub.sync();
  await syncToRest(hub);
  expect(snags.size).toBe(0);
  expect(await inBoth(systems, ids, 'Telefon', 'phone')).toEqual(['22 00 00 02', '22 00 00 02']);
}

/** Syncs until one that starts with nothing under way writes nothing, which must come soon. */
async function syncToRest(hub: TestHub): Promise<void> {
  const seen: SyncRunRow['counters'][] = [];
  while (seen.length < syncsAtMost) {
    await nothingUnderWay(hub);
    const run = await hub.sync();
    expect(run).toMatchObject({ status: 'SUCCEEDED' });
    seen.push(run.counters);
    const sent = await rows(hub.context.db, 'select 1 from write where created_at >= $1', [run.startedAt]);
    if (sent.length === 0 && run.counters.linked === 0) return;
  }
  throw new Error(`${syncsAtMost} syncs came to no rest: ${JSON.stringify(seen)}`);
}

async function nothingUnderWay(hub: TestHub): Promise<void> {
  const due = 'select 1 from canonical_record where due_at is not null and merged_into is null and retired_at is null';
  while ((await openWrites(hub, null)).length > 0 || (await rows(hub.context.db, due)).length > 0) await pause(50);
}

/** Writes whose end is not known, of one canonical record or of all. */
async function openWrites(hub: TestHub, canonicalId: string | null): Promise<{ system: string; status: string }[]> {
  return rows(
    hub.context.db,
    `select link.system, write.status from write join link on link.id = write.link_id
     where ($1::uuid is null or write.canonical_id = $1) and write.status in ('PLANNED', 'SENDING', 'IN_DOUBT')`,
    [canonicalId],
  );
}
