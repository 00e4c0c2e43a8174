import { jest } from '@jest/globals';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import { withHub, type TestHub } from '../support/hub.js';

jest.setTimeout(180_000);

test('in real systems no sync overwrites many values that nobody has looked at', async () => {
  await withHub(
    async (hub) => {
      const refused = await hub.sync();
      expect(refused).toMatchObject({ status: 'FAILED', counters: { linked: 0, created: 0, updated: 0 } });
      expect(refused.fault).toMatch(/^Linking would overwrite \d+ of \d+ compared values: .*planSync.*applySync/);
      expect(await matched(hub)).toBe(0);

      const plan = await hub.sync('PLAN');
      const runId = await hub.jobs.startRun({ mode: 'APPLY', dataflows: null, planHash: plan.planHash });
      expect(await hub.ended(runId)).toMatchObject({ status: 'SUCCEEDED', fault: null });
      expect(await matched(hub)).toBeGreaterThan(0);

      expect(await hub.sync()).toMatchObject({ status: 'SUCCEEDED', fault: null });
    },
    { isReal: true },
  );
});

async function matched({ context: { db } }: TestHub): Promise<number> {
  const [found] = await rows<{ count: number }>(db, `select count(*)::int as count from link where origin = 'MATCHED'`);
  return found?.count ?? 0;
}
