import { jest } from '@jest/globals';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import { followHints } from '../../subgraphs/hub/sync/hints.js';
import { eventually } from '../support/eventually.js';
import { withSyncedHub, type TestHub } from '../support/hub.js';
import { linkedIn } from '../support/linked.js';
import { systemsOf } from '../support/systems.js';

jest.setTimeout(120_000);

const [erp, pms] = ['customerp.Customer', 'custom-pms.Customer'] as const;

test('a project that is to refer to a customer removed in its system keeps what it has, and a person is asked until it refers to another', () =>
  withSyncedHub(async (hub) => {
    const { id, ids } = await linkedIn(hub, 'Project', ['customerp.Project', 'custom-pms.Project']);
    const systems = systemsOf(hub.sandbox);
    const customerInPms = async (): Promise<unknown> =>
      (await systems.custom('custom-pms', 'projects')).find((one) => one['id'] === ids['custom-pms.Project'])?.[
        'customerId'
      ];
    const refer = async (customerId: string | undefined): Promise<void> => {
      await systems.editCustom('customerp', `projects/${ids['customerp.Project']}`, { customerId });
      await hub.sync();
    };
    const before = await customerInPms();
    const [gone, other] = await customersOfBoth(hub, String(before));
    await removeInPms(hub, gone?.[pms] ?? '');

    await refer(gone?.[erp]);
    expect(await customerInPms()).toBe(before);
    expect(await asked(hub, id)).toEqual(['custom-pms.Project customer OPEN']);

    await refer(other?.[erp]);
    expect(await customerInPms()).toBe(other?.[pms]);
    expect(await asked(hub, id)).toEqual(['custom-pms.Project customer CLOSED']);
  }));

/** Ids of customers that Customerp and the PMS have both, none of them the project's and none with a project. */
async function customersOfBoth(hub: TestHub, its: string): Promise<Record<string, string>[]> {
  const found = await rows<{ ids: Record<string, string> }>(
    hub.context.db,
    `select jsonb_object_agg(link.system || '.' || link.entity_type, record.external_id) as ids
     from link join record on record.id = link.record_id where link.state = 'ACTIVE'
     group by link.canonical_id having array_agg(link.system || '.' || link.entity_type) @> $1::text[]
     order by min(record.external_id)`,
    [[erp, pms]],
  );
  const busy = new Set((await systemsOf(hub.sandbox).custom('custom-pms', 'projects')).map((one) => one['customerId']));
  return found.map(({ ids }) => ids).filter((ids) => ids[pms] !== its && !busy.has(ids[pms]));
}

/** Somebody removes a customer in the PMS, and the hub has looked often enough to believe it. */
async function removeInPms(hub: TestHub, externalId: string): Promise<void> {
  await systemsOf(hub.sandbox).removeCustom('custom-pms', `customers/${externalId}`);
  await eventually(async () => {
    await hub.context.store.storeHints(pms, [externalId]);
    await followHints(hub.context.engine, pms);
    const links = await rows(
      hub.context.db,
      `select 1 from link join record on record.id = link.record_id
       where link.state = 'ACTIVE' and link.system || '.' || link.entity_type = $1 and record.external_id = $2`,
      [pms, externalId],
    );
    expect(links).toEqual([]);
  });
}

async function asked({ context: { db } }: TestHub, id: string): Promise<string[]> {
  const found = await rows<{ told: string }>(
    db,
    `select concat_ws(' ', place, field, status) as told from review where canonical_id = $1 and kind = 'REFERENCE_GONE' order by id`,
    [id],
  );
  return found.map(({ told }) => told);
}
