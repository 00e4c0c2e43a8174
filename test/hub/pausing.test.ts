import { jest } from '@jest/globals';
import { graphql } from 'graphql';
import { connectors } from '../../subgraphs/registry.js';
import { buildHubSubgraph } from '../../subgraphs/hub/graphql/build.js';
import { withHub, withSyncedHub, type TestHub } from '../support/hub.js';
import { linkedIn, type Linked } from '../support/linked.js';
import { systemsOf } from '../support/systems.js';
import { eventually } from '../support/eventually.js';
import { requestContext } from './graphql-support.js';

jest.setTimeout(120_000);

const flow = 'tidsbanken.Kunde-custom-webshop.Customer';

test('a paused dataflow carries nothing to nobody, the others go on, and what was held back arrives when it is resumed', async () => {
  await withSyncedHub(async (hub) => {
    const customer = await linkedIn(hub, 'Customer', [
      'tidsbanken.Kunde',
      'custom-pms.Customer',
      'custom-webshop.Customer',
    ]);
    expect(await ask(hub, 'pause')).toMatchObject({ dataflow: { pausedAt: expect.any(Date) }, userErrors: [] });
    expect(await ask(hub, 'pause')).toMatchObject({ dataflow: null, userErrors: [{ code: 'CONFLICT' }] });
    await editBothSides(hub, customer);
    await eventually(async () => expect(await held(hub, customer)).toMatchObject({ pms: 'Nytt Navn AS' }));
    await hub.sync();
    const apart = await held(hub, customer);
    expect(apart.name).not.toBe('Nytt Navn AS');
    expect(apart.telefon).not.toBe('22 33 44 55');

    expect(await ask(hub, 'resume')).toMatchObject({ dataflow: { pausedAt: null }, userErrors: [] });
    await eventually(async () =>
      expect(await held(hub, customer)).toEqual({ pms: 'Nytt Navn AS', name: 'Nytt Navn AS', telefon: '22 33 44 55' }),
    );
    await eventually(async () => expect(await open(hub)).toBe(0));
    const last = await hub.sync();
    expect(last.counters).toMatchObject({ created: 0, updated: 0, failed: 0 });
  });
});

test('nothing is made through a paused dataflow until it is resumed', async () => {
  await withHub(async (hub) => {
    await ask(hub, 'pause');
    await hub.sync();
    const without = { left: 'tidsbanken.Kunde', right: 'custom-webshop.Customer' };
    expect(await madeBy(hub)).toBe(0);
    await linkedIn(hub, 'Customer', [without.left, 'custom-pms.Customer'], [without.right]);
    await ask(hub, 'resume');
    await hub.sync();
    expect(await madeBy(hub)).toBeGreaterThan(0);
    await expect(linkedIn(hub, 'Customer', [without.left], [without.right])).rejects.toThrow(/no Customer is linked/);
  });
});

/** In Tidsbanken another name, in the webshop another phone number. */
async function editBothSides(hub: TestHub, { ids }: Linked): Promise<void> {
  const systems = systemsOf(hub.sandbox);
  await systems.editTidsbanken('Kunde', { Id: ids['tidsbanken.Kunde'], Navn: 'Nytt Navn AS' });
  await systems.editCustom('custom-webshop', `customers/${ids['custom-webshop.Customer']}`, { phone: '22 33 44 55' });
  await hub.context.store.storeHints('tidsbanken.Kunde', [String(ids['tidsbanken.Kunde'])]);
  await hub.context.store.storeHints('custom-webshop.Customer', [String(ids['custom-webshop.Customer'])]);
  await hub.jobs.followHintsSoon(['tidsbanken.Kunde', 'custom-webshop.Customer']);
}

/** The names in the PMS and in the webshop, and the phone number in Tidsbanken. */
async function held(hub: TestHub, { ids }: Linked) {
  const systems = systemsOf(hub.sandbox);
  const pms = (await systems.custom('custom-pms', 'customers')).find(({ id }) => id === ids['custom-pms.Customer']);
  const shop = (await systems.custom('custom-webshop', 'customers')).find(
    ({ id }) => id === ids['custom-webshop.Customer'],
  );
  const kunde = (await systems.tidsbanken('Kunde')).find(({ Id }) => Id === ids['tidsbanken.Kunde']);
  return { pms: pms?.['name'], name: shop?.['name'], telefon: kunde?.['Telefon'] };
}

/** How many records are still to be settled, and writes to be sent or judged. */
async function open(hub: TestHub): Promise<number> {
  const [found] = await hub.context.db.query<[{ count: number }]>(
    `select (select count(*) from canonical_record where due_at is not null and merged_into is null and retired_at is null)::int
          + (select count(*) from write where status in ('PLANNED', 'SENDING', 'IN_DOUBT'))::int as count`,
  );
  return found.count;
}

async function madeBy(hub: TestHub): Promise<number> {
  const [found] = await hub.context.db.query<[{ count: number }]>(
    `select count(*)::int as count from link where origin = 'CREATED' and rule = $1`,
    [flow],
  );
  return found.count;
}

async function ask(hub: TestHub, what: 'pause' | 'resume'): Promise<unknown> {
  const { schema } = buildHubSubgraph(hub, connectors);
  const name = `${what}Dataflow`;
  const input = what === 'pause' ? 'PauseDataflowInput' : 'ResumeDataflowInput';
  const source = `mutation ($input: ${input}!) { ${name}(input: $input) { dataflow { id pausedAt } userErrors { code } } }`;
  const variableValues = { input: { id: flow } };
  const { data, errors } = await graphql({ schema, source, variableValues, contextValue: requestContext() });
  expect(errors).toBeUndefined();
  return data?.[name];
}
