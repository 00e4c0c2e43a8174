import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { openDataSource } from '../../shared/db/data-source.js';
import { migrations } from '../../migrations/index.js';
import { saveFeed, type Told as Row } from '../../subgraphs/hub/store/postgres/change-feed.js';
import type { Told } from './judge.js';

const writers = 8;
const rowsAtMost = 12;
const longestMs = 250;

/**
 * Writes so many changes as the store does, in transactions that overlap and end in another order than they began. Each writer has
 * records of its own, whose versions grow.
 * @returns what was written.
 */
export async function writeChanges(url: string, count: number): Promise<Told[]> {
  const db = await openDataSource({ url, entities: [], migrations, poolSize: writers });
  const written: Told[] = [];
  let left = count;
  const write = async (): Promise<void> => {
    const ids = Array.from({ length: 20 }, () => randomUUID());
    for (let version = 1; left > 0; version += 1) {
      const size = Math.min(left, 1 + Math.floor(Math.random() * rowsAtMost));
      left -= size;
      const rows = ids.slice(0, size).map((canonicalId): Row => {
        const change = { type: 'Customer', kind: 'UPDATED', fields: ['name'], mergedInto: null } as const;
        return { ...change, canonicalId, version };
      });
      await db.transaction(async (tx) => {
        await saveFeed(tx, rows, Date.now());
        await pause(Math.random() * longestMs);
      });
      written.push(...rows.map((row) => ({ recordId: row.canonicalId, version })));
    }
  };
  try {
    await Promise.all(Array.from({ length: writers }, write));
    return written;
  } finally {
    await db.destroy();
  }
}
