import { jest } from '@jest/globals';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import type { RunRequest, SyncRunRow } from '../../subgraphs/hub/store/runs.js';
import { withHub, type TestHub } from '../support/hub.js';

jest.setTimeout(180_000);

test('a plan is carried out exactly, or not at all', async () => {
  await withHub(async (hub) => {
    const plan = await hub.sync('PLAN');
    expect(plan).toMatchObject({ status: 'SUCCEEDED', planHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const count = async (kind: string): Promise<unknown> =>
      (
        await rows<{ count: number }>(
          hub.context.db,
          'select count(*)::int as count from planned where run_id = $1 and kind = $2',
          [plan.id, kind],
        )
      )[0]?.count;
    const { linked = 0, created = 0, updated = 0 } = plan.counters;
    expect([await count('LINK'), await count('CREATE'), await count('UPDATE')]).toEqual([linked, created, updated]);
    expect(Math.min(linked, created, updated)).toBeGreaterThan(0);
    expect(await landed(hub)).toBe(0);

    const another = await run(hub, { mode: 'APPLY', dataflows: null, planHash: '0'.repeat(64) });
    expect(another).toMatchObject({ status: 'FAILED', fault: expect.stringContaining('plan again') });
    expect(await landed(hub)).toBe(0);
    expect(await linksBeyondFirst(hub)).toBe(0);

    const applied = await run(hub, { mode: 'APPLY', dataflows: null, planHash: plan.planHash });
    expect(applied).toMatchObject({ status: 'SUCCEEDED' });
    expect(await linksBeyondFirst(hub)).toBeGreaterThanOrEqual(linked);
    expect(await landed(hub)).toBeGreaterThan(0);
    expect(applied.counters.created).toBeGreaterThanOrEqual(created);

    const late = await run(hub, { mode: 'APPLY', dataflows: null, planHash: plan.planHash });
    expect(late).toMatchObject({ status: 'FAILED' });
  });
});

async function run(hub: TestHub, request: RunRequest): Promise<SyncRunRow> {
  const id = await hub.jobs.startRun(request);
  return hub.ended(id);
}

async function landed(hub: TestHub): Promise<number> {
  const [found] = await rows<{ count: number }>(
    hub.context.db,
    `select count(*)::int as count from write where status not in ('PLANNED', 'CANCELLED')`,
  );
  return found?.count ?? 0;
}

async function linksBeyondFirst(hub: TestHub): Promise<number> {
  const [found] = await rows<{ count: number }>(
    hub.context.db,
    `select count(*)::int as count from link where state = 'ACTIVE' and origin <> 'FIRST'`,
  );
  return found?.count ?? 0;
}
