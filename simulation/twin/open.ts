import type { OpenStore } from '../run/history-store.js';
import { createMemoryStore } from '../store/memory.js';
import { openDatabase } from './database.js';
import { createTwinStore } from './twin.js';

/** Opens the stores of histories that are lived one after another. */
export interface Stores {
  readonly open: OpenStore;
  close(): Promise<void>;
}

/** @param database url of a migrated database; null: stores are in memory alone. */
export async function storesOver(database: string | null): Promise<Stores> {
  if (database === null) return { open: createMemoryStore, close: () => Promise.resolve() };
  const db = await openDatabase(database);
  return { open: (options) => createTwinStore(db, options), close: () => db.destroy() };
}
