import type { MemoryOptions, MemoryStore } from '../store/memory.js';

/** Where a history keeps what the hub knows. */
export interface HistoryStore extends MemoryStore {
  /** What the store is at beside the history; null: nothing. */
  underWay?(): Promise<void> | null;
  /** What it did not have as the store in memory has it; null: nothing. */
  differs?(): Promise<string | null>;
}

export type OpenStore = (options: MemoryOptions) => HistoryStore;
