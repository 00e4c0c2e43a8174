import type { Observed } from '../../../shared/canonical/field.js';
import type { RawRecord } from '../../../shared/connector.js';
import { entityKey } from '../../../shared/dataflows/dataflow.js';
import { confirmBases, differs, mayBeStale, resolveDoubt, type LastWrite } from '../../../shared/sync/confirm.js';
import type { Bases, LinkState } from '../../../shared/sync/state.js';
import { loadForUpdate } from '../store/load.js';
import { moveWrite, type Write } from '../store/writes.js';
import { inTransaction, rows, slotAt, type Db, type Slot, type SyncContext } from './context.js';
import { noteFailure } from './failure.js';
import { direct, observe } from './observe.js';
import { observedIn, wireValues } from './wire.js';

/**
 * Sends one planned update: reads the record just before, gives way if it changed since the plan, stores the intent,
 * sends only the planned fields, and settles the outcome. Never throws for what a system does; the write's state tells.
 */
export async function sendUpdate(context: SyncContext, write: Write): Promise<void> {
  const slot = slotAt(context, entityKey(write));
  const link = await linkOf(context, context.db, write);
  if (!link || write.recordExternalId === null) return cancel(context, write, 'The record is no longer linked.');
  try {
    const readAt = context.now();
    const [current] = await slot.resource.readMany([write.recordExternalId]);
    if (!current) return await cancel(context, write, 'The record is not there any more.');
    const got = await observedIn(context.db, slot, current, link.origin === 'CREATED');
    if (await givesWay(context, slot, write, link, current, got, readAt)) return;
    if (!(await moveWrite(context.db, write.id, 'PLANNED', 'SENDING'))) return;
    const wire = await wireValues(context.db, slot, write.values);
    const ifVersion = slot.capabilities.conditionalWrite ? current.version : null;
    const answer = await slot.resource.update(write.recordExternalId, wire, { ifVersion });
    await settleUpdate(context, slot, write, answer, 'SENDING', confirmBases);
  } catch (error) {
    await noteFailure(context, slot, write, error);
  }
}

/** Looks at a record whose update was never answered, and judges the write against what it meant. */
export async function resolveUpdate(context: SyncContext, write: Write): Promise<void> {
  const slot = slotAt(context, entityKey(write));
  const [current] = write.recordExternalId === null ? [] : await slot.resource.readMany([write.recordExternalId]);
  if (!current) {
    await clearDoubt(context.db, write.linkId);
    await moveWrite(context.db, write.id, 'IN_DOUBT', 'CANCELLED', {
      code: 'NOT_FOUND',
      message: 'The record is not there any more.',
    });
    return;
  }
  await settleUpdate(context, slot, write, current, 'IN_DOUBT', resolveDoubt);
}

async function settleUpdate(
  context: SyncContext,
  slot: Slot,
  write: Write,
  answer: RawRecord,
  from: 'SENDING' | 'IN_DOUBT',
  judge: (link: LinkState, values: Write['values'], got: Record<string, Observed>) => Bases,
): Promise<void> {
  await inTransaction(context.db, async (tx) => {
    const link = await linkOf(context, tx, write);
    if (!link) return;
    const got = await observedIn(tx, slot, answer, link.origin === 'CREATED');
    const observedAt = context.now();
    await observe(context, tx, slot, [answer], direct(observedAt));
    const last: LastWrite = { values: write.values, before: write.expect, at: observedAt.getTime() };
    await tx.query('update link set bases = $2::jsonb, last_write = $3::jsonb, in_doubt = false where id = $1', [
      write.linkId,
      JSON.stringify(judge(link, write.values, got)),
      JSON.stringify(last),
    ]);
    await tx.query('update canonical_record set due_at = now() where id = $1', [write.canonicalId]);
    await moveWrite(tx, write.id, from, from === 'SENDING' ? 'CONFIRMED' : 'SUPERSEDED');
  });
}

/** Whether the write must not go out now: the record changed since the plan, or the read may be older than our last write. */
async function givesWay(
  context: SyncContext,
  slot: Slot,
  write: Write,
  link: LinkState,
  current: RawRecord,
  got: Record<string, Observed>,
  readAt: Date,
): Promise<boolean> {
  if (!differs(link, got, write.expect)) return false;
  const lagMs = slot.capabilities.readLagMs;
  const last = await lastWriteOf(context.db, write.linkId);
  if (last && mayBeStale(link, last, got, readAt.getTime(), lagMs)) {
    const notBefore = new Date(last.at + lagMs);
    await context.db.query('update write set not_before = $2 where id = $1', [write.id, notBefore]);
    return true;
  }
  await inTransaction(context.db, async (tx) => {
    await observe(context, tx, slot, [current], direct(readAt));
    await tx.query('update canonical_record set due_at = now() where id = $1', [write.canonicalId]);
    await moveWrite(tx, write.id, 'PLANNED', 'SUPERSEDED', {
      code: 'CHANGED',
      message: 'The record was changed meanwhile.',
    });
  });
  return true;
}

async function linkOf(context: SyncContext, db: Db, write: Write): Promise<LinkState | undefined> {
  const [loaded] = await loadForUpdate(context, db, [write.canonicalId]);
  return loaded?.links.find((link) => link.id === write.linkId);
}

async function lastWriteOf(db: Db, linkId: string): Promise<LastWrite | null> {
  const [found] = await rows<{ last: LastWrite | null }>(db, 'select last_write as last from link where id = $1', [
    linkId,
  ]);
  return found?.last ?? null;
}

async function clearDoubt(db: Db, linkId: string): Promise<void> {
  await db.query('update link set in_doubt = false where id = $1', [linkId]);
}

async function cancel(context: SyncContext, write: Write, message: string): Promise<void> {
  await moveWrite(context.db, write.id, 'PLANNED', 'CANCELLED', { code: 'NOT_FOUND', message });
}
