import { erase, lift } from '../store/erasure/erase.js';
import {
  bearersOfSame,
  holdingsOf,
  isBeingWritten,
  lockSubject,
  standingRecords,
  type Holdings,
} from '../store/erasure/subject.js';
import { inTransaction } from '../store/postgres/sql.js';
import type { ExternalRef } from '../sync/store.js';
import { done, refused, type Hub, type Outcome, type UserFault } from './hub.js';
import { underWay } from './link.js';
import { isUuid } from './patch.js';

/** What was erased of a canonical record, or would be, and what an erasure does not reach. */
export interface Erasure {
  readonly erased: Holdings;
  /** Records that are there in their systems. */
  readonly standing: readonly ExternalRef[];
  /** Other canonical records with one of the same identifying numbers. */
  readonly alike: readonly string[];
}

/**
 * Erases all that the hub keeps of a canonical record, in one transaction: what stays is ids, and what tells that it must not
 * come back. Also one that was removed, or erased before: then what came to it since. @param dryRun answers the same and
 * changes nothing.
 */
export async function eraseCanonical(hub: Hub, id: string, dryRun: boolean): Promise<Outcome<Erasure>> {
  const { db, store, slots, now } = hub.context;
  if (!isUuid(id)) return refused(noSuch);
  const liveId = (await store.survivors([id])).get(id) ?? id;
  const outcome = await inTransaction(db, async (tx): Promise<Outcome<Erasure> | 'GONE'> => {
    const subject = await lockSubject(tx, liveId);
    if (!subject) return 'GONE';
    if (!dryRun && (await isBeingWritten(tx, subject, [...slots.keys()]))) return refused(underWay(['id']));
    const erased = await holdingsOf(tx, subject);
    const standing = await standingRecords(tx, subject);
    const alike = await bearersOfSame(tx, subject);
    if (!dryRun) await erase(tx, subject, now().getTime());
    return done({ erased, standing, alike });
  });
  if (outcome !== 'GONE') return outcome;
  // It went into another while its turn was waited for, or there never was one.
  const hasMoved = (await store.survivors([liveId])).has(liveId);
  return hasMoved ? eraseCanonical(hub, id, dryRun) : refused(noSuch);
}

const noSuch: UserFault = { field: ['id'], code: 'NOT_FOUND', message: 'There is nothing with this id.' };

/** Lets the records of what was erased, and others with their numbers, be taken in again, as records never seen. */
export async function liftErasure(
  { context: { db, store } }: Hub,
  id: string,
): Promise<Outcome<readonly ExternalRef[]>> {
  if (!isUuid(id)) return refused(noSuch);
  const erasedId = (await store.survivors([id])).get(id) ?? id;
  const lifted = await inTransaction(db, (tx) => lift(tx, erasedId));
  return lifted ? done(lifted) : refused(neverErased);
}

const neverErased: UserFault = { field: ['id'], code: 'NOT_FOUND', message: 'Nothing with this id was erased.' };
