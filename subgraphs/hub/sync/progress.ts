import { HubError } from '../../../shared/errors.js';
import { countsSince, storeProgress, type Counters, type SyncRunRow } from '../store/runs.js';
import type { SyncContext } from './context.js';
import { stepsOf, type Watcher } from './full-sync.js';

/** Somebody called the run off. */
export class RunCancelled extends Error {}

const leastBetweenCountsMs = 1000;
const partCounting = 20;

/** Where a run stands, told to the database at every step; a run that was called off ends at the next. */
export class Progress implements Watcher {
  readonly faults: string[] = [];
  counters: Counters = { read: 0, linked: 0, created: 0, updated: 0, conflicts: 0, review: 0, failed: 0 };
  private step = 0;
  /** When it is worth counting again, in ms since 1970. */
  private countAt = 0;
  private phase = '';
  private readonly steps: number;

  constructor(
    private readonly context: SyncContext,
    private readonly run: SyncRunRow,
    readonly wake: Watcher['wake'],
  ) {
    this.steps = stepsOf(context.engine);
  }

  async enter(phase: string): Promise<void> {
    this.phase = phase;
    this.step += 1;
    await this.store(0);
  }

  /** Tells how much of the present step is done, and what came of the run so far. A run that only plans did nothing. */
  async report(done: number): Promise<void> {
    const now = Date.now();
    if (this.run.mode === 'APPLY' && (done === 1 || now >= this.countAt)) await this.count(now);
    await this.store(done);
  }

  /** To count takes the longer the more there is; it must not become what the run does most. */
  private async count(now: number): Promise<void> {
    const { refused, ...since } = await countsSince(this.context.db, this.run);
    this.set({ ...since, failed: this.faults.length + refused });
    this.countAt = Date.now() + Math.max(leastBetweenCountsMs, partCounting * (Date.now() - now));
  }

  read(records: number): void {
    this.set({ read: this.counters.read + records });
  }

  left(place: string, error: HubError): void {
    this.faults.push(`${place}: ${error.message}`);
    this.set({ failed: this.faults.length });
  }

  conflicts(count: number): void {
    this.set({ conflicts: this.counters.conflicts + count });
  }

  set(counts: Partial<Counters>): void {
    this.counters = { ...this.counters, ...counts };
  }

  private async store(done: number): Promise<void> {
    const progress = Math.min(1, (this.step - 1 + done) / this.steps);
    const { phase, counters } = this;
    if (!(await storeProgress(this.context.db, this.run.id, { phase, progress, counters })))
      throw new RunCancelled('the run was called off');
  }
}
