import type { SyncContext } from '../sync/context.js';
import type { JobQueue } from './queue.js';

/** What jobs are done with. */
export interface Workshop {
  readonly context: SyncContext;
  readonly queue: JobQueue;
  /** Whether a full sync that writes has come to its end: before that nothing is made, and no system is followed. */
  readonly hasSynced: () => Promise<boolean>;
}
