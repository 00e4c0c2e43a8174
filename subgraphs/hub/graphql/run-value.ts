import type { SyncRunRow } from '../store/runs.js';

const nothing = { read: 0, linked: 0, created: 0, updated: 0, conflicts: 0, review: 0, failed: 0 };

/** A run as its GraphQL type shows it. */
export function runValue({ counters, ...run }: SyncRunRow): object {
  return { ...run, ...nothing, ...counters };
}
