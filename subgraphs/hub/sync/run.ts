import type { CanonicalType } from '../../../shared/canonical/field.js';
import { canonicalTypes } from '../../../shared/canonical/types.js';
import { HubError } from '../../../shared/errors.js';
import { countsSince, finishRun, type Counters, type SyncRunRow } from '../store/runs.js';
import { inTransaction, rows, type Db, type SyncContext } from './context.js';
import { converge } from './converge.js';
import { linkMatches } from './link.js';
import { readSlot } from './read.js';
import { settle, type SettleCounts } from './settle.js';

const batchSize = 200;
const convergingAtOnce = 16;
const retryMs = 5000;
const reportEvery = 25;
const evidenceRoundsAtMost = 5;

/** Has a canonical record looked at again at a later time. */
export type Wake = (canonicalId: string, at: Date) => Promise<void>;

/** Ends the transaction of a run that only plans: nothing of what it did may stay. */
class PlanOnly extends Error {}

/**
 * A whole sync: reads every entity type, then, for each canonical type in the order in which they refer to each other,
 * links what matches, settles what is due and sends what follows. A system that fails is left out and counted; the
 * others go on. In mode PLAN everything happens in one transaction that is undone at the end, and nothing is sent.
 */
export async function runSync(context: SyncContext, run: SyncRunRow, wake: Wake): Promise<void> {
  const progress = new Progress(context, run);
  try {
    if (run.mode === 'PLAN') await planOnly(context, run, progress);
    else await work(context, context.db, run, progress, wake);
    await finishRun(context.db, run.id, 'SUCCEEDED', progress.counters, progress.faults.join(' ') || null);
  } catch (error) {
    const reason = error instanceof HubError ? error.message : 'Unexpected failure; the log has it.';
    await finishRun(context.db, run.id, 'FAILED', progress.counters, reason);
    context.logFault('A sync run failed.', error);
  }
}

async function planOnly(context: SyncContext, run: SyncRunRow, progress: Progress): Promise<void> {
  try {
    await context.db.transaction(async (tx) => {
      await work(context, tx, run, progress, null);
      throw new PlanOnly();
    });
  } catch (error) {
    if (!(error instanceof PlanOnly)) throw error;
  }
}

async function work(
  context: SyncContext,
  db: Db,
  run: SyncRunRow,
  progress: Progress,
  wake: Wake | null,
): Promise<void> {
  await readAll(context, db, progress);
  for (const type of Object.keys(canonicalTypes) as CanonicalType[]) {
    await progress.enter(`Linking ${type}s`);
    await gatherEvidence(context, db, run, type, progress, wake);
    await progress.enter(`Creating ${type}s`);
    const counts = await settleAll(context, db, type, { creates: true });
    if (wake) await convergeAll(context, type, true, progress, wake);
    else await progress.foresee(db, { created: counts.creates, updated: counts.updates });
  }
}

/**
 * Links and settles until no more links come of it, and makes nothing yet: what one link brings to a record (an
 * organisation number, say) may show that another one is its counterpart.
 */
async function gatherEvidence(
  context: SyncContext,
  db: Db,
  run: SyncRunRow,
  type: CanonicalType,
  progress: Progress,
  wake: Wake | null,
): Promise<void> {
  for (let round = 0; round < evidenceRoundsAtMost; round += 1) {
    const linked = await linkMatches(context, db, type, run.dataflows);
    if (round > 0 && linked === 0) return;
    const counts = await settleAll(context, db, type, { creates: false });
    progress.add({ conflicts: counts.conflicts });
    if (!wake) return;
    await convergeAll(context, type, false, progress, wake);
  }
}

async function readAll(context: SyncContext, db: Db, progress: Progress): Promise<void> {
  for (const slot of context.slots.values()) {
    await progress.enter(`Reading ${slot.key}`);
    try {
      progress.add({ read: await readSlot(context, db, slot, true) });
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      progress.faults.push(`${slot.key}: ${error.message}`);
      progress.set({ failed: progress.faults.length });
    }
  }
}

/** Level-triggered: every record of the type is settled, whether or not something was seen to change. */
async function settleAll(
  context: SyncContext,
  db: Db,
  type: CanonicalType,
  options: { creates: boolean },
): Promise<SettleCounts> {
  let total: SettleCounts = { conflicts: 0, updates: 0, creates: 0 };
  for (let after = '0'; ;) {
    const batch = await rows<{ id: string; seq: string }>(
      db,
      `select id, seq from canonical_record
       where type = $1 and seq > $2 and merged_into is null and retired_at is null
       order by seq limit ${batchSize}`,
      [type, after],
    );
    const last = batch.at(-1);
    if (!last) return total;
    const ids = batch.map(({ id }) => id);
    const { conflicts, updates, creates } = await inTransaction(db, (tx) => settle(context, tx, ids, options));
    total = {
      conflicts: total.conflicts + conflicts,
      updates: total.updates + updates,
      creates: total.creates + creates,
    };
    after = last.seq;
  }
}

/** Sends what is planned for the type's records, several at a time. */
async function convergeAll(
  context: SyncContext,
  type: CanonicalType,
  creates: boolean,
  progress: Progress,
  wake: Wake,
): Promise<void> {
  const open = await rows<{ id: string }>(
    context.db,
    `select distinct canonical_record.id from canonical_record join write on write.canonical_id = canonical_record.id
     where canonical_record.type = $1 and write.status in ('PLANNED', 'IN_DOUBT')`,
    [type],
  );
  const queue = open.map(({ id }) => id);
  const take = async (): Promise<void> => {
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      if (queue.length % reportEvery === 0) await progress.report(1 - queue.length / open.length);
      try {
        const next = await converge(context, id, creates);
        if (next) await wake(id, next);
      } catch (error) {
        context.logFault('A canonical record could not be brought to rest; it is tried again.', error);
        await wake(id, new Date(context.now().getTime() + retryMs));
      }
    }
  };
  await Promise.all(Array.from({ length: convergingAtOnce }, take));
  await progress.report(1);
}

/** Where a run stands, told to the database at every step. */
class Progress {
  readonly faults: string[] = [];
  counters: Counters = { read: 0, linked: 0, created: 0, updated: 0, conflicts: 0, review: 0, failed: 0 };
  private step = 0;
  private phase = '';
  private readonly steps: number;

  constructor(
    private readonly context: SyncContext,
    private readonly run: SyncRunRow,
  ) {
    this.steps = context.slots.size + Object.keys(canonicalTypes).length * 2;
  }

  add(counts: Partial<Counters>): void {
    for (const [name, count] of Object.entries(counts))
      this.counters = { ...this.counters, [name]: (this.counters[name as keyof Counters] ?? 0) + count };
  }

  /** Takes over counts that are known better. */
  set(counts: Partial<Counters>): void {
    this.counters = { ...this.counters, ...counts };
  }

  /** The next of the run's steps begins. */
  async enter(phase: string): Promise<void> {
    this.phase = phase;
    this.step += 1;
    await this.store(0);
  }

  /** Tells how much of the present step is done, from 0 to 1, and what came of the run so far. */
  async report(done: number): Promise<void> {
    const { refused, ...since } = await countsSince(this.context.db, this.run);
    this.set({ ...since, failed: this.faults.length + refused });
    await this.store(done);
  }

  /** Takes over what a run that only plans would have done; `db` is the transaction that knows its links. */
  async foresee(db: Db, planned: { created: number; updated: number }): Promise<void> {
    const { linked, review } = await countsSince(db, this.run);
    this.add(planned);
    this.set({ linked, review });
  }

  private async store(done: number): Promise<void> {
    const progress = (this.step - 1 + done) / this.steps;
    await this.context.db.query('update sync_run set phase = $2, progress = $3, counters = $4::jsonb where id = $1', [
      this.run.id,
      this.phase,
      progress,
      JSON.stringify(this.counters),
    ]);
  }
}
