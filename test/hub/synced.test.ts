import { jest } from '@jest/globals';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import { withSyncedHub, type TestHub } from '../support/hub.js';

jest.setTimeout(120_000);

test('a hub that starts where a first sync ended finds the systems as that left them', async () => {
  await withSyncedHub(async (hub) => {
    const before = await editsOf(hub);
    expect(before).toBeGreaterThan(0);
    const { counters } = await hub.sync();
    expect(counters).toMatchObject({ linked: 0, created: 0, updated: 0, conflicts: 0, failed: 0 });
    expect(await editsOf(hub)).toBe(before);
  });
});

async function editsOf({ context: { db } }: TestHub): Promise<number> {
  const [found] = await rows<{ count: number }>(db, 'select count(*)::int as count from edit');
  return found?.count ?? 0;
}
