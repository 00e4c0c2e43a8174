import { jest } from '@jest/globals';
import { JobQueue, queues } from '../../subgraphs/hub/jobs/queue.js';
import { withMigratedDatabase } from '../support/database.js';
import { migrateTemplate } from '../support/hub.js';

jest.setTimeout(60_000);

const [one, other] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];

/** A queue that nobody works on. */
function withQueue(use: (queue: JobQueue, taken: () => Promise<string[]>) => Promise<void>): Promise<void> {
  return withMigratedDatabase(migrateTemplate, async (databaseUrl) => {
    const logFault = (message: string, error: unknown): void =>
      void Promise.reject(new Error(message, { cause: error }));
    const queue = await JobQueue.open({ databaseUrl, logFault, works: false });
    const taken = async (): Promise<string[]> => {
      const jobs = await queue.boss.fetch<{ canonicalId: string }>(queues.converge, { batchSize: 50 });
      return jobs.map(({ data }) => data.canonicalId).sort();
    };
    try {
      await use(queue, taken);
    } finally {
      await queue.boss.stop({ graceful: false });
    }
  });
}

test('a record waits once however often it is asked for; while it is being worked on it is asked for anew, and holds up no other', () =>
  withQueue(async (queue, taken) => {
    await queue.converge([one, one]);
    await queue.converge([one]);
    expect(await taken()).toEqual([one]);
    await queue.converge([one, other]);
    await queue.converge([one]);
    expect(await taken()).toEqual([one, other]);
    expect(await taken()).toEqual([]);
  }));

test('a record that changes each time while it fails is tried again as often as any, and not given up for it', () =>
  withQueue(async (queue) => {
    const { boss } = queue;
    for (let failure = 1; failure <= 2; failure += 1) {
      await queue.converge([one]);
      const [job] = await boss.fetch(queues.converge);
      if (!job) throw new RangeError('a job was expected');
      await boss.fail(queues.converge, job);
    }
    expect(await boss.fetch(queues.failed)).toEqual([]);
  }));
