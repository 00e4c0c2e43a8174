import { jest } from '@jest/globals';
import { dataflows } from '../../shared/dataflows/dataflows.js';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import { borneTwice } from '../support/borne-twice.js';
import { withHub, type TestHub } from '../support/hub.js';
import { systemsOf } from '../support/systems.js';

jest.setTimeout(120_000);

const whole = { scale: 0.5 };

describe('a full sync of six systems', () => {
  test('links and creates until everything is at rest, so that a second one writes nothing', async () => {
    await withHub(async (hub) => {
      const systems = systemsOf(hub.sandbox);
      const before = await systems.counts();
      const first = await hub.sync();
      expect(first).toMatchObject({ status: 'SUCCEEDED', progress: 1, fault: null, counters: { failed: 0 } });
      const after = await systems.counts();

      await expectOnlyDemandedCreations(hub, before, after);
      expect(await borneTwice(hub)).toEqual([]);
      await expectEveryLinkEqual(hub);
      await expectReferencesTranslated(hub);

      const second = await hub.sync();
      expect(second.counters).toMatchObject({ created: 0, updated: 0, linked: 0, conflicts: 0, failed: 0 });
      expect(await rows(hub.context.db, `select * from write where created_at >= $1`, [second.startedAt])).toEqual([]);
      expect(await systems.counts()).toEqual(after);
    }, whole);
  });

  test('a plan says what would happen, and nothing of it happens', async () => {
    await withHub(async (hub) => {
      const systems = systemsOf(hub.sandbox);
      const before = await systems.counts();
      const plan = await hub.sync('PLAN');
      expect(plan).toMatchObject({ status: 'SUCCEEDED', mode: 'PLAN' });
      expect(plan.counters.linked).toBeGreaterThan(100);
      expect(plan.counters.created).toBeGreaterThan(100);
      expect(await systems.counts()).toEqual(before);
      expect(
        await rows(hub.context.db, `select id from link where origin <> 'FIRST' union all select id from write`),
      ).toEqual([]);
    }, whole);
  });
});

/** What is new in each entity type is what the create dataflows asked for, and no match dataflow made anything. */
async function expectOnlyDemandedCreations(
  hub: TestHub,
  before: Record<string, number>,
  after: Record<string, number>,
): Promise<void> {
  const made = await rows<{ slot: string; count: number }>(
    hub.context.db,
    `select system || '.' || entity_type as slot, count(*)::int as count from link where origin = 'CREATED' and state = 'ACTIVE' group by 1`,
  );
  const madeIn = new Map(made.map(({ slot, count }) => [slot, count]));
  for (const [slot, count] of Object.entries(after)) {
    expect([slot, count - (before[slot] ?? 0)]).toEqual([slot, madeIn.get(slot) ?? 0]);
  }
  const mayCreate = new Set(
    dataflows.filter((flow) => flow.establish === 'CREATE').map(({ right }) => `${right.system}.${right.entityType}`),
  );
  expect([...madeIn.keys()].filter((slot) => !mayCreate.has(slot))).toEqual([]);
}

/** Every field of every link is agreed on; a reference may wait where nothing makes its target in that system. */
async function expectEveryLinkEqual(hub: TestHub): Promise<void> {
  const pending = await rows(
    hub.context.db,
    `select link.system, link.entity_type, field.key, field.value
     from link join canonical_record on canonical_record.id = link.canonical_id, jsonb_each(link.bases) field
     where link.state = 'ACTIVE' and (field.value ->> 'pending')::boolean
       and field.key <> all (canonical_record.frozen)
       and field.key not in ('customer', 'manager')`,
  );
  expect(pending).toEqual([]);
}

/** A project's manager is, in each system, that system's own record of the same employee. */
async function expectReferencesTranslated(hub: TestHub): Promise<void> {
  const systems = systemsOf(hub.sandbox);
  const pairs = async (left: string, right: string): Promise<[string, string][]> => {
    const found = await rows<{ l: string; r: string }>(
      hub.context.db,
      `select l.external_id as l, r.external_id as r
       from link a join record l on l.id = a.record_id
       join link b on b.canonical_id = a.canonical_id and b.state = 'ACTIVE' join record r on r.id = b.record_id
       where a.state = 'ACTIVE' and a.system || '.' || a.entity_type = $1 and b.system || '.' || b.entity_type = $2`,
      [left, right],
    );
    return found.map(({ l, r }) => [l, r]);
  };
  const contactOf = new Map(await pairs('tidsbanken.Ansatt', 'crmoffice.Contacts'));
  const responsible = new Map(
    (await systems.tidsbanken('Prosjekt')).map(({ Id, AnsvarligId }) => [Id, String(AnsvarligId)]),
  );
  const owners = new Map((await systems.activities()).map(({ id, ownerId }) => [id, ownerId]));
  const linked = await pairs('tidsbanken.Prosjekt', 'crmoffice.Activities');
  const expected = linked.filter(([prosjekt]) => contactOf.has(responsible.get(prosjekt) ?? ''));
  expect(expected.length).toBeGreaterThan(20);
  for (const [prosjekt, activity] of expected) {
    expect([prosjekt, owners.get(activity)]).toEqual([prosjekt, contactOf.get(responsible.get(prosjekt) ?? '')]);
  }
}
