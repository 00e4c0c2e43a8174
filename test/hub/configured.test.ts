import { jest } from '@jest/globals';
import { completed } from '../../shared/dataflows/configuration.js';
import { applyConfiguration, configured, drawConsequences } from '../../subgraphs/hub/operations/configure.js';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import { configurationHash, storedConfiguration, takeIn } from '../../subgraphs/hub/store/configurations.js';
import { withHub, type TestHub } from '../support/hub.js';
import { linkedIn } from '../support/linked.js';
import { systemsOf } from '../support/systems.js';
import { withGraph } from './graphql-support.js';

jest.setTimeout(180_000);

const toShop = 'tidsbanken.Kunde-custom-webshop.Customer';
const toPms = 'tidsbanken.Kunde-custom-pms.Customer';

test('the sync runs by what a company sets', async () => {
  const configuration = completed({
    dataflows: { [toShop]: { enabled: false }, [toPms]: { weakMatches: 'review' } },
    owners: { 'Customer.phone': ['custom-pms.Customer'] },
    quietPeriodSeconds: 0,
  });
  await withHub(
    async (hub) => {
      await hub.sync();
      expect(await linksBy(hub, toShop)).toBe(0);
      expect(await weakLinksBy(hub, toPms)).toBe(0);
      expect(await rows(hub.context.db, `select 1 from match_candidate where reason = 'WEAK' limit 1`)).toHaveLength(1);
      await keysAreTheSameMadeAnew(hub);
      await anOwnerDecidesAConflict(hub);
    },
    { configuration, scale: 0.5 },
  );
});

async function linksBy({ context: { db } }: TestHub, dataflow: string): Promise<number> {
  const found = await rows(db, `select 1 from link where rule = $1 or rule like $1 || '#%'`, [dataflow]);
  return found.length;
}

/** Links by e-mail: the last rule of the dataflow. */
async function weakLinksBy({ context: { db, flows } }: TestHub, dataflow: string): Promise<number> {
  const weak = flows
    .find(({ id }) => id === dataflow)
    ?.match.flatMap(({ strength }, index) => (strength === 'weak' ? [`${dataflow}#${index}`] : []));
  expect(weak?.length).toBeGreaterThan(0);
  return (await rows(db, 'select 1 from link where rule = any($1::text[])', [weak])).length;
}

async function anOwnerDecidesAConflict(hub: TestHub): Promise<void> {
  const systems = systemsOf(hub.sandbox);
  const { ids } = await linkedIn(hub, 'Customer', ['tidsbanken.Kunde', 'custom-pms.Customer']);
  await systems.editCustom('custom-pms', `customers/${ids['custom-pms.Customer']}`, { phone: '22 11 11 11' });
  await systems.editTidsbanken('Kunde', { Id: ids['tidsbanken.Kunde'], Telefon: '22 99 99 99' });
  await hub.sync();
  const kunde = (await systems.tidsbanken('Kunde')).find(({ Id }) => Id === ids['tidsbanken.Kunde']);
  expect(String(kunde?.['Telefon']).replaceAll(' ', '')).toBe('22111111');
}

test('a changed configuration waits until exactly it is applied, and is then carried out once', () =>
  withGraph(async ({ hub }) => {
    const { db } = hub.context;
    const [first, second] = [completed({}), completed({ quietPeriodSeconds: 5 })];
    expect(await configured(hub)).toBeNull();
    await takeIn(db, first);
    expect(await configured(hub)).toMatchObject({ pendingHash: null, differences: [] });
    const waiting = await takeIn(db, second);
    expect(waiting).toMatchObject({ applied: first, pending: second });
    expect(await configured(hub)).toMatchObject({
      differences: ['A record just edited is left alone for 5 s where its system has no conditional writes.'],
    });
    expect(await applyConfiguration(hub, configurationHash(first))).toMatchObject({
      ok: false,
      faults: [{ field: ['hash'], code: 'CONFLICT' }],
    });
    expect(await applyConfiguration(hub, waiting.pendingHash ?? '')).toEqual({ ok: true, value: null });
    const applied = await storedConfiguration(db);
    expect(applied).toMatchObject({ applied: second, appliedHash: configurationHash(second), pending: null });
    if (!applied) return;
    await drawConsequences(hub.context, applied);
    expect((await storedConfiguration(db))?.carriedOutHash).toBe(configurationHash(second));
    await takeIn(db, first);
    expect(await takeIn(db, second)).toMatchObject({ pending: null, pendingHash: null });
  }));

/** Making every match key anew changes none where nothing has changed, and keeps those of secret values. */
async function keysAreTheSameMadeAnew({ context }: TestHub): Promise<void> {
  const keys = (): Promise<unknown[]> =>
    rows(context.db, 'select record_id, name, side, digest from match_key order by record_id, name, side');
  const before = await keys();
  await context.store.renewAllKeys();
  expect(await keys()).toEqual(before);
  expect(await rows(context.db, `select 1 from match_key where name = '=nationalIdentityNumber' limit 1`)).toHaveLength(
    1,
  );
}
