import { HubError } from '../../../shared/errors.js';
import { verdictOn, type Verdict } from '../../../shared/sync/retry.js';
import { moveWrite, type Write } from '../store/writes.js';
import { inTransaction, rows, type Slot, type SyncContext } from './context.js';
import { direct, observe } from './observe.js';

/**
 * Moves a write on after its system failed it: again later, in doubt, given way or refused, with the reason kept.
 * @throws what is not a `HubError`, after the write is in doubt: a fault of ours, for the job to fail on.
 */
export async function noteFailure(context: SyncContext, slot: Slot, write: Write, error: unknown): Promise<void> {
  const [state] = await rows<{ status: Write['status']; attempts: number }>(
    context.db,
    'select status, attempts from write where id = $1',
    [write.id],
  );
  if (!state || (state.status !== 'PLANNED' && state.status !== 'SENDING')) return;
  const sent = state.status === 'SENDING';
  if (!(error instanceof HubError)) {
    if (sent)
      await apply(
        context,
        write,
        'SENDING',
        { status: 'IN_DOUBT', waitMs: slot.capabilities.inFlightMs },
        'INTERNAL',
        'Unexpected failure.',
      );
    throw error;
  }
  const ambiguous = sent && error.details.ambiguous === true;
  const failure = { code: error.code, retryAfter: error.details.retryAfter, ambiguous };
  const verdict = verdictOn(
    failure,
    write.kind,
    Math.max(1, state.attempts),
    slot.capabilities.inFlightMs,
    Math.random(),
  );
  if (verdict.status === 'SUPERSEDED') await lookAgain(context, slot, write);
  await apply(context, write, state.status, verdict, error.code, error.message);
}

async function apply(
  context: SyncContext,
  write: Write,
  from: 'PLANNED' | 'SENDING',
  verdict: Verdict,
  code: string,
  message: string,
): Promise<void> {
  const wait = 'waitMs' in verdict ? { notBefore: new Date(context.now().getTime() + verdict.waitMs) } : {};
  await inTransaction(context.db, async (tx) => {
    await moveWrite(tx, write.id, from, verdict.status, { code, message, ...wait });
    if (verdict.status === 'IN_DOUBT') await tx.query('update link set in_doubt = true where id = $1', [write.linkId]);
    if (verdict.status === 'REFUSED' && write.kind === 'CREATE') {
      await tx.query(`update link set state = 'UNLINKED', ended_at = now() where id = $1 and state = 'CREATING'`, [
        write.linkId,
      ]);
    }
  });
}

/** After a refused version: takes the record as it is now, so that the next merge sees the other edit. */
async function lookAgain(context: SyncContext, slot: Slot, write: Write): Promise<void> {
  const observedAt = context.now();
  const [current] = write.recordExternalId === null ? [] : await slot.resource.readMany([write.recordExternalId]);
  if (!current) return;
  await observe(context, context.db, slot, [current], direct(observedAt));
  await context.db.query('update canonical_record set due_at = now() where id = $1', [write.canonicalId]);
}
