import { entityKey } from '../../../shared/dataflows/dataflow.js';
import type { RawRecord } from '../../../shared/connector.js';
import { basesOfCreated, differs } from '../../../shared/sync/confirm.js';
import { takeKey } from '../store/bars.js';
import { adoptedRecordId, demanderOf, endCreation, isCreateInDoubt, knownBefore } from '../store/creations.js';
import { moveWrite, type Write } from '../store/writes.js';
import { inTransaction, slotAt, type Slot, type SyncContext } from './context.js';
import { noteFailure } from './failure.js';
import { oneAtATime } from './turns.js';
import { observedIn, wireValues } from './wire.js';

const lookUpPauseMs = 1000;
const lookUpsBeforeResend = 2;
const conflictsBeforeReview = 3;

/**
 * Makes one planned record, exactly once: asks whether who demands it is still there, looks for a record that already
 * carries the reference, stores the intent, sends. Where the system offers nothing to recognise a record by, creations
 * go one at a time. Never throws for what a system does; the write's state tells.
 */
export async function sendCreate(context: SyncContext, write: Write): Promise<void> {
  const slot = slotAt(context, entityKey(write));
  const send = (): Promise<void> => attempt(context, slot, write);
  await (isTraceable(slot) ? send() : oneAtATime(slot.key, send));
}

async function attempt(context: SyncContext, slot: Slot, write: Write): Promise<void> {
  try {
    if (!slot.resource.create) throw new RangeError(`${slot.key} cannot create`);
    if (!isTraceable(slot) && (await isCreateInDoubt(context.db, slot, write.id)))
      return await postpone(context, write);
    if (await demanderIsGone(context, write))
      return await endCreation(context.db, write, 'CANCELLED', 'What demanded it is gone.');
    const [found, more] = await lookUp(slot, write);
    if (more)
      return await endCreation(context.db, write, 'REFUSED', 'Several records carry its reference.', 'AMBIGUOUS');
    if (found) return await adopt(context, slot, write, found, 'PLANNED');
    if (!(await moveWrite(context.db, write.id, 'PLANNED', 'SENDING'))) return;
    const wire = await wireValues(context.db, slot, write.values);
    const key = write.externalId === null ? {} : { id: write.externalId };
    const made = await slot.resource.create(wire, { externalRef: write.externalRef ?? write.id, ...key });
    await adopt(context, slot, write, made, 'SENDING');
  } catch (error) {
    await noteFailure(context, slot, write, error);
  }
}

/** Looks for a record whose creation was never answered: adopts the one, sends again after two looks found none. */
export async function resolveCreate(context: SyncContext, write: Write): Promise<void> {
  const slot = slotAt(context, entityKey(write));
  const hits = isTraceable(slot) ? await lookUp(slot, write) : await likenesses(context, slot, write);
  const [found] = hits;
  if (hits.length > 1)
    return endCreation(context.db, write, 'REFUSED', 'Several records may be the one made.', 'AMBIGUOUS');
  if (found && (await isOurs(context, slot, write, found))) return adopt(context, slot, write, found, 'IN_DOUBT');
  if (found) return takeAnotherKey(context, slot, write);
  if (write.attempts >= conflictsBeforeReview) {
    return endCreation(
      context.db,
      write,
      'REFUSED',
      'Its key or reference is taken by a record that cannot be seen.',
      'CONFLICT',
    );
  }
  const again = write.lookUps + 1 >= lookUpsBeforeResend;
  const notBefore = new Date(context.now().getTime() + Math.max(lookUpPauseMs, slot.capabilities.readLagMs));
  await context.db.query('update write set look_ups = look_ups + 1, not_before = $2 where id = $1', [
    write.id,
    notBefore,
  ]);
  if (again) await moveWrite(context.db, write.id, 'IN_DOUBT', 'PLANNED', { notBefore: context.now() });
}

/** Whether a record can be recognised as the one a creation made: by external reference or by a key of our choice. */
function isTraceable(slot: Slot): boolean {
  return (
    slot.resource.find !== undefined && (slot.capabilities.externalRef !== null || slot.capabilities.keys !== 'server')
  );
}

async function lookUp(slot: Slot, write: Write): Promise<readonly RawRecord[]> {
  if (!slot.resource.find) return [];
  if (write.externalId !== null) return slot.resource.find({ id: write.externalId });
  return slot.capabilities.externalRef && write.externalRef
    ? slot.resource.find({ externalRef: write.externalRef })
    : [];
}

/** Records not known before the first send that equal what was sent in every field. */
async function likenesses(context: SyncContext, slot: Slot, write: Write): Promise<RawRecord[]> {
  const hits: RawRecord[] = [];
  for await (const page of slot.resource.readChanges(null)) {
    const known = await knownBefore(
      context.db,
      slot,
      write.id,
      page.records.map(({ id }) => id),
    );
    for (const record of page.records)
      if (!known.has(record.id) && (await isOurs(context, slot, write, record))) hits.push(record);
  }
  return hits;
}

async function isOurs(context: SyncContext, slot: Slot, write: Write, record: RawRecord): Promise<boolean> {
  if (slot.capabilities.externalRef && write.externalId === null) return true;
  return !differs({ mapping: slot.mapping }, await observedIn(context.db, slot, record, true), write.values);
}

async function takeAnotherKey(context: SyncContext, slot: Slot, write: Write): Promise<void> {
  await inTransaction(context.db, async (tx) => {
    await tx.query('update write set external_id = $2 where id = $1', [write.id, await takeKey(tx, slot)]);
    await tx.query('update link set in_doubt = false where id = $1', [write.linkId]);
    await moveWrite(tx, write.id, 'IN_DOUBT', 'PLANNED');
  });
}

async function adopt(
  context: SyncContext,
  slot: Slot,
  write: Write,
  record: RawRecord,
  from: 'PLANNED' | 'SENDING' | 'IN_DOUBT',
): Promise<void> {
  await inTransaction(context.db, async (tx) => {
    await tx.query('select from canonical_record where id = $1 for update', [write.canonicalId]);
    const recordId = await adoptedRecordId(context, tx, slot, record);
    const bases = basesOfCreated(slot.mapping, write.values, await observedIn(tx, slot, record, true));
    await tx.query(
      `update link set record_id = $2, state = 'ACTIVE', bases = $3::jsonb, in_doubt = false where id = $1`,
      [write.linkId, recordId, JSON.stringify(bases)],
    );
    await tx.query('update canonical_record set due_at = now() where id = $1', [write.canonicalId]);
    await moveWrite(tx, write.id, from, 'CONFIRMED');
  });
}

async function demanderIsGone(context: SyncContext, write: Write): Promise<boolean> {
  const demander = await demanderOf(context.db, write.linkId);
  if (!demander) return false;
  const [record] = await slotAt(context, demander.slot).resource.readMany([demander.externalId]);
  return record === null;
}

async function postpone(context: SyncContext, write: Write): Promise<void> {
  const notBefore = new Date(context.now().getTime() + lookUpPauseMs);
  await context.db.query('update write set not_before = $2 where id = $1', [write.id, notBefore]);
}
