import { jest } from '@jest/globals';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import { eventually } from '../support/eventually.js';
import { withSyncedHub, type TestHub } from '../support/hub.js';
import { linkedIn } from '../support/linked.js';
import { systemsOf } from '../support/systems.js';

jest.setTimeout(120_000);

const accounts = 'powerofficego.Customers';

test('records of a match dataflow are linked as soon as one comes to match the other, without a full sync', async () => {
  await withSyncedHub(async (hub) => {
    const { engine, store } = hub.context;
    const kunde = await linkedIn(hub, 'Customer', ['tidsbanken.Kunde', 'custom-pms.Customer'], [accounts]);
    const alone = await linkedIn(hub, 'Customer', [accounts], ['tidsbanken.Kunde']);
    const account = alone.ids[accounts]!;
    const kunder = await systemsOf(hub.sandbox).tidsbanken('Kunde');
    const own = kunder.find(({ Id }) => Id === kunde.ids['tidsbanken.Kunde']);
    const same = { EmailAddress: String(own?.['Epost']), OrganizationNumber: String(own?.['Organisasjonsnummer']) };
    await engine.slots.get(accounts)!.resource.update(account, same, { ifVersion: null });

    await store.storeHints(accounts, [account]);
    await hub.jobs.followHintsSoon([accounts]);
    await eventually(async () => expect(await holderOf(hub, account)).toBe(kunde.id));
  });
});

async function holderOf({ context: { db } }: TestHub, account: string): Promise<string | undefined> {
  const [found] = await rows<{ id: string }>(
    db,
    `select canonical_id as id from link join record on record.id = link.record_id
     where link.state = 'ACTIVE' and record.external_id = $1 and record.entity_type = 'Customers'`,
    [account],
  );
  return found?.id;
}
