import { jest } from '@jest/globals';
import { JobQueue, queues } from '../../subgraphs/hub/jobs/queue.js';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import { eventually } from '../support/eventually.js';
import { withHub, type TestHub } from '../support/hub.js';

jest.setTimeout(180_000);

test('in real systems no sync overwrites many values that nobody has looked at, and none by the clock writes before a person had one done', async () => {
  await withHub(
    async (hub) => {
      const refused = await hub.sync();
      expect(refused).toMatchObject({ status: 'FAILED', counters: { linked: 0, created: 0, updated: 0 } });
      expect(refused.fault).toMatch(/^Linking would overwrite \d+ of \d+ compared values: .*planSync.*applySync/);
      expect(await matched(hub)).toBe(0);

      expect(await byClock(hub)).toEqual({ mode: 'PLAN', status: 'SUCCEEDED' });
      const plan = await hub.sync('PLAN');
      const runId = await hub.jobs.startRun({ mode: 'APPLY', dataflows: null, planHash: plan.planHash });
      expect(await hub.ended(runId)).toMatchObject({ status: 'SUCCEEDED', fault: null });
      expect(await matched(hub)).toBeGreaterThan(0);

      expect(await byClock(hub)).toEqual({ mode: 'APPLY', status: 'SUCCEEDED' });
    },
    { isReal: true },
  );
});

async function matched({ context: { db } }: TestHub): Promise<number> {
  const [found] = await rows<{ count: number }>(db, `select count(*)::int as count from link where origin = 'MATCHED'`);
  return found?.count ?? 0;
}

/** Has the clock strike, and answers what came of it. */
async function byClock({ context: { db, logFault } }: TestHub): Promise<unknown> {
  const last = async (): Promise<{ seq: string; mode: string; status: string }[]> =>
    rows(db, 'select seq, mode, status from sync_run order by seq desc limit 1');
  const [before] = await last();
  const databaseUrl = (db.options as { readonly url?: string }).url ?? '';
  const { boss } = await JobQueue.open({ databaseUrl, logFault, works: false });
  await boss.send(queues.schedule);
  await boss.stop({ graceful: false });
  const ended = async (): Promise<void> => {
    const [run] = await last();
    expect(run?.seq).not.toBe(before?.seq);
    expect(['SUCCEEDED', 'FAILED']).toContain(run?.status);
  };
  await eventually(ended, 60_000);
  const [run] = await last();
  return { mode: run?.mode, status: run?.status };
}
