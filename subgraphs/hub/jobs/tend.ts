import { tooLongMs } from '../../../shared/sync/doubt.js';
import { forgetOldDeliveries } from '../store/deliveries.js';
import { learnWords } from '../store/vocabulary.js';
import { stopRunaway } from '../store/writing.js';
import type { SyncContext } from '../sync/context.js';
import type { Workshop } from './workshop.js';

const handedOverAtMost = 1000;

/** Takes up what nobody is working on: what is due, writes whose sender is gone or whose time has come, hints that were kept; learns new words; stops a hub that runs away. */
export async function tend(shop: Workshop): Promise<void> {
  const { context, queue } = shop;
  await handOverDue(shop);
  await queue.converge(await context.store.unasked(context.engine.now() - tooLongMs, handedOverAtMost));
  await forgetOldDeliveries(context.db);
  await learnWords(context.db);
  const now = context.engine.now();
  const places = [...context.slots.keys()];
  const hinted = await Promise.all(places.map((place) => isHinted(context, place, now)));
  await queue.followHints(places.filter((_, index) => hinted[index]));
  await watchPace(context);
}

/** Stops the hub where it writes far more than anybody edits, and tells the operator. */
async function watchPace({ db, logFault }: SyncContext): Promise<void> {
  const pace = await stopRunaway(db);
  if (!pace) return;
  const reason = new RangeError(`${pace.writes} updates in an hour for ${pace.edits} edits`);
  logFault('The hub writes far more than anybody edits, and has stopped until a person resumes it.', reason);
}

/** Has everything brought to rest that is due by now. */
export async function handOverDue({ context, queue }: Pick<Workshop, 'context' | 'queue'>): Promise<void> {
  const due = await context.store.due(context.engine.now(), handedOverAtMost);
  await queue.converge(due.flatMap(({ canonicalId, at }) => (at === null ? [canonicalId] : [])));
}

/** Whether an entity type has hints that may be followed at a time, in ms since 1970. */
export async function isHinted({ store }: SyncContext, place: string, at: number): Promise<boolean> {
  return (await store.nextHints(place, '0', at, 1)).length > 0;
}
