import { jest } from '@jest/globals';
import { dataflows } from '../../shared/dataflows/dataflows.js';
import { startHub } from '../../subgraphs/hub/start-hub.js';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import { unhurried, withSyncedHub } from '../support/hub.js';

jest.setTimeout(120_000);

/** As the job engine notes it every few seconds. */
const runUnderWay = `update jobs.queue set singletons_active = '{NULL}' where name = 'sync-run'`;

test('a hub that starts where a sync was under way moments ago begins the next one within seconds', async () => {
  await withSyncedHub(async (hub) => {
    const { db, systems } = hub.context;
    await hub.jobs.stop();
    await rows(db, runUnderWay);
    const databaseUrl = String((db.options as { url?: string }).url);
    const faults: unknown[] = [];
    const { jobs } = await startHub({
      ...{ db, databaseUrl, systems, flows: dataflows, configuration: unhurried, hashKey: 'test' },
      ...{ works: true, scheduledMode: 'PLAN', everyMinutes: 600, pollSeconds: 3600, startsFirstRun: false },
      logFault: (_message, error) => void faults.push(error),
    });
    try {
      const run = await hub.ended(await jobs.startRun({ mode: 'PLAN', dataflows: null }));
      expect(run.status).toBe('SUCCEEDED');
      expect(Number(run.startedAt) - Number(run.createdAt)).toBeLessThan(20_000);
    } finally {
      await jobs.stop();
    }
    expect(faults).toEqual([]);
  });
});
