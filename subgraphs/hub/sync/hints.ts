import type { RawRecord } from '../../../shared/connector.js';
import {
  dropHints,
  lastFullSyncAt,
  nextHints,
  referencesBeingMade,
  settledBefore,
  type StoredHint,
} from '../store/hints.js';
import { lastReadingOf } from '../store/readings.js';
import { externalRefOf } from '../store/records.js';
import { inTransaction, slotAt, type Db, type Slot, type SyncContext } from './context.js';
import { storePage } from './read.js';

const batchSize = 200;

/** Has a canonical record brought to rest, once the transaction is committed. */
export type ConvergeSoon = (tx: Db, canonicalId: string) => Promise<void>;

/**
 * Looks at the records of an entity type that its system says have changed, and has what follows from them done. A hint
 * is no more than that: the record is read anew, so hints may be late, doubled, out of order or wrong.
 *
 * What cannot be judged by one record alone is left to the next full sync: a record that is not there any more, and one
 * that is new, whose counterpart may stand unread in another system. Until a first full sync has written, hints wait.
 * @throws HubError when the system fails; the hints not followed yet stay.
 */
export async function followHints(context: SyncContext, slotKey: string, convergeSoon: ConvergeSoon): Promise<void> {
  if (!context.slots.has(slotKey)) return;
  const slot = slotAt(context, slotKey);
  const fullSyncAt = await lastFullSyncAt(context.db);
  if (fullSyncAt === null) return;
  for (let after = '0'; ;) {
    const hints = await nextHints(context.db, slot, after, batchSize);
    const last = hints.at(-1);
    if (!last) return;
    await follow(context, slot, hints, fullSyncAt, convergeSoon);
    after = last.seq;
  }
}

async function follow(
  context: SyncContext,
  slot: Slot,
  hints: readonly StoredHint[],
  fullSyncAt: Date,
  convergeSoon: ConvergeSoon,
): Promise<void> {
  const { startedAt: unchangedSince } = await lastReadingOf(context.db, slot);
  const look = { observedAt: context.now(), unchangedSince, lagMs: slot.capabilities.readLagMs };
  const found = await slot.resource.readMany(hints.map(({ externalId }) => externalId));
  const present = found.filter((record) => record !== null && record.deleted === undefined) as RawRecord[];
  await inTransaction(context.db, async (tx) => {
    const coming = await beingMade(tx, slot, present);
    const changed = await storePage(
      context,
      tx,
      slot,
      present.filter(({ id }) => !coming.has(id)),
      look,
    );
    for (const id of await settledBefore(tx, changed, fullSyncAt)) await convergeSoon(tx, id);
    await dropHints(
      tx,
      hints.filter(({ externalId }) => !coming.has(externalId)),
    );
  });
}

/**
 * The records that the hub is making right now. Whoever makes one stores and links it; seen before that, it would look
 * like one that stands alone. Its hint stays and is followed later.
 */
async function beingMade(tx: Db, slot: Slot, records: readonly RawRecord[]): Promise<Set<string>> {
  const references = new Map(records.map((record) => [record.id, externalRefOf(slot, record)]));
  const carried = [...references.values()].filter((reference) => reference !== null);
  const made = await referencesBeingMade(tx, carried);
  return new Set(records.map(({ id }) => id).filter((id) => made.has(references.get(id) ?? '')));
}
