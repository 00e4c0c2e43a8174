import DataLoader from 'dataloader';
import type { Job } from 'pg-boss';
import { entityKey } from '../../../shared/dataflows/dataflow.js';
import { HubError } from '../../../shared/errors.js';
import { nothingToNote, type Review } from '../../../shared/sync/dossier.js';
import { inSpan } from '../../../shared/trace.js';
import { learnWords } from '../store/vocabulary.js';
import { beginRun } from '../store/runs.js';
import { converge } from '../sync/converge.js';
import { followHints } from '../sync/hints.js';
import { placed, type Slot } from '../sync/engine.js';
import { readSlot } from '../sync/read.js';
import { runSync } from '../sync/run.js';
import { auditBooks } from './audit.js';
import { queues, workContinuously, type ConvergeJob, type DataflowJob, type PlaceJob, type RunJob } from './queue.js';
import { handOverDue, isHinted, tend } from './tend.js';
import type { Workshop } from './workshop.js';

const convergeLoops = 4;
/** Many, so that in a rush they share transactions; few come at a time otherwise. */
const convergeBatch = 50;
/** Several, so that a system that is slow to answer holds up no other's hints. */
const placeLoops = 3;
const laterBatch = 500;
const hintsAgainMs = 1000;

export async function startWorkers(shop: Workshop): Promise<void> {
  const { boss } = shop.queue;
  const complete = completing(shop);
  for (let loop = 0; loop < convergeLoops; loop += 1)
    await workContinuously<ConvergeJob>(boss, queues.converge, convergeBatch, (jobs) =>
      convergeAll(shop, jobs, complete),
    );
  for (let loop = 0; loop < placeLoops; loop += 1) {
    await workContinuously<PlaceJob>(boss, queues.hints, 1, (jobs) => followAll(shop, jobs));
    await workContinuously<PlaceJob>(boss, queues.poll, 1, (jobs) => pollAll(shop, jobs));
  }
  await workContinuously<RunJob>(boss, queues.run, 1, (jobs) => doRuns(shop, jobs));
  await boss.work<Later>(queues.later, { pollingIntervalSeconds: 0.5, batchSize: laterBatch }, (jobs) =>
    handOver(shop, jobs),
  );
  await boss.work<ConvergeJob>(queues.failed, { pollingIntervalSeconds: 5, batchSize: 100 }, (jobs) =>
    tell(shop, jobs),
  );
  await boss.work(queues.tend, { pollingIntervalSeconds: 5 }, () => tend(shop));
  await boss.work(queues.audit, { pollingIntervalSeconds: 5 }, () => auditBooks(shop.context));
}

/** Something that was put off. */
type Later = Partial<ConvergeJob & PlaceJob & DataflowJob>;

type Complete = (job: Job<ConvergeJob>) => Promise<unknown>;

/** Completes jobs as soon as they are done; those that are done in the same turn go as one. */
function completing({ queue: { boss } }: Workshop): Complete {
  const completions = new DataLoader(
    async (jobs: readonly Job<ConvergeJob>[]) => {
      await boss.complete(queues.converge, [...jobs]);
      return jobs.map(() => null);
    },
    { cache: false },
  );
  return (job) => completions.load(job);
}

/** All at a time; each job is settled as soon as it is done, so that a slow record holds up no other. */
async function convergeAll(shop: Workshop, jobs: readonly Job<ConvergeJob>[], complete: Complete): Promise<void> {
  await Promise.all(
    jobs.map((job) =>
      settled(shop, job, complete, () =>
        inSpan(
          () => ({ name: 'converge', kind: 'consumer', from: [job.data.trace] }),
          () => convergeOne(shop, job.data.canonicalId),
        ),
      ),
    ),
  );
}

async function convergeOne({ context, queue }: Workshop, canonicalId: string): Promise<void> {
  const next = await converge(context.engine, canonicalId);
  if (next !== null) await queue.convergeAt(canonicalId, next);
}

/** Does one job of a batch and settles it by itself; the job engine keeps no more of a fault than that there was one. */
async function settled(
  { context, queue: { boss } }: Workshop,
  job: Job<ConvergeJob>,
  complete: Complete,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    context.logFault('A job failed; it is tried again.', error);
    await boss.fail(queues.converge, job, { message: 'Unexpected failure; the log has it.' });
    return;
  }
  await complete(job);
}

/**
 * Follows an entity type's hints. A hint that came too late for this job was told of in vain while it went on, so that is
 * looked at once it is settled.
 */
async function followAll(shop: Workshop, jobs: readonly Job<PlaceJob>[]): Promise<void> {
  if (!(await shop.hasSynced())) return;
  const { context, queue } = shop;
  for (const job of jobs) {
    const { place } = job.data;
    await followHints(context.engine, place, (canonicalIds) => queue.converge(canonicalIds));
    await queue.boss.complete(queues.hints, job);
    if (await isHinted(context, place, context.engine.now())) await queue.followHints([place]);
    else if (await isHinted(context, place, Infinity))
      await queue.followHintsAt(place, context.engine.now() + hintsAgainMs);
  }
}

/** Reads what changed in an entity type. That its system fails is kept with the reading; the next poll is soon. */
async function pollAll(shop: Workshop, jobs: readonly Job<PlaceJob>[]): Promise<void> {
  if (!(await shop.hasSynced())) return;
  const { context } = shop;
  for (const { data } of jobs) {
    const slot = context.engine.slots.get(data.place);
    if (!slot) continue;
    const facts = { name: 'poll', kind: 'consumer', attributes: placed(slot), from: [], wide: true } as const;
    await inSpan(
      () => facts,
      () => poll(shop, slot),
    );
  }
}

async function poll(shop: Workshop, slot: Slot): Promise<void> {
  try {
    await readSlot(shop.context.engine, slot, false);
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    return;
  }
  await handOverDue(shop);
  await shop.queue.followHints([slot.key]);
}

async function doRuns({ context, queue }: Workshop, jobs: readonly Job<RunJob>[]): Promise<void> {
  for (const { data } of jobs) {
    const run = await beginRun(context.db, data.runId);
    if (!run) continue;
    const attributes = { 'samband.run.mode': run.mode };
    await inSpan(
      () => ({ name: 'sync run', kind: 'consumer', attributes, from: [], wide: true }),
      () => runSync(context, run, (canonicalId, at) => queue.convergeAt(canonicalId, at)),
    );
  }
  await learnWords(context.db);
  await queue.followHints(context.slots.keys());
}

/** What was put off until now. */
async function handOver(shop: Workshop, jobs: readonly Job<Later>[]): Promise<void> {
  const { queue, context } = shop;
  const resumed = new Set(jobs.flatMap(({ data: { dataflowId } }) => dataflowId ?? []));
  const traces = new Map(jobs.map(({ data: { canonicalId = '', trace = null } }) => [canonicalId, trace]));
  await queue.converge(
    jobs.flatMap(({ data: { canonicalId } }) => canonicalId ?? []),
    { traces },
  );
  await queue.followHints(new Set(jobs.flatMap(({ data: { place } }) => place ?? [])));
  if (resumed.size === 0) return;
  const flows = context.policy.flows.filter(({ id }) => resumed.has(id));
  await context.store.markDueIn(flows.flatMap(({ left, right }) => [entityKey(left), entityKey(right)]));
  await handOverDue(shop);
}

/** A record that could not be brought to rest however often it was tried is shown to people. */
async function tell({ context }: Workshop, jobs: readonly Job<ConvergeJob>[]): Promise<void> {
  for (const { data } of jobs)
    await context.store.change([data.canonicalId], (dossiers) => ({
      dossiers: [],
      journal: { ...nothingToNote, reviews: dossiers.map(({ canonical }) => stuck(canonical.id)) },
      answer: null,
    }));
}

function stuck(canonicalId: string): Review {
  return {
    ...{ kind: 'STUCK', canonicalId, place: '', field: null, open: true },
    message: 'A fault of the hub keeps this record from being brought to rest; its log tells more.',
  };
}
