import type { CanonicalType } from '../../../shared/canonical/field.js';
import { inLane } from '../../../shared/http/lane.js';
import { HubError } from '../../../shared/errors.js';
import { doubtfulWrites, sendableWrites, type Write } from '../store/writes.js';
import { inTransaction, rows, type SyncContext } from './context.js';
import { resolveCreate, sendCreate } from './send-create.js';
import { resolveUpdate, sendUpdate } from './send-update.js';
import { linkWithin } from './link.js';
import { settle } from './settle.js';

/** Rounds of settling and sending after which a record is left for the next sync: a bound, not a target. */
const roundsAtMost = 20;
const askAgainMs = 5000;

/**
 * Brings one canonical record to rest: resolves what is in doubt and due, links what matches by now, settles, sends, and
 * again until nothing is left to do now. A record that goes into another on the way is left to that one.
 * @param creates false: nothing is made yet. @returns when to look again; null: not before something changes.
 */
export function converge(context: SyncContext, canonicalId: string, creates = true): Promise<Date | null> {
  return inLane('edits', () => bringToRest(context, canonicalId, creates));
}

async function bringToRest(context: SyncContext, canonicalId: string, creates: boolean): Promise<Date | null> {
  let id = canonicalId;
  for (let round = 0; round < roundsAtMost; round += 1) {
    const resolved = await resolveDoubtful(context, id);
    const settled = await settleIfDue(context, id, creates);
    id = settled ?? id;
    const writes = await sendableWrites(context.db, id);
    await Promise.all(writes.map((write) => send(context, write)));
    if (!resolved && settled === null && writes.length === 0) break;
  }
  return nextLook(context, id);
}

/** Sends one planned write, whatever its kind. */
async function send(context: SyncContext, write: Write): Promise<void> {
  if (!context.systems.has(write.system)) return;
  await (write.kind === 'CREATE' ? sendCreate(context, write) : sendUpdate(context, write));
}

/** The id under which the record was settled; null when it was not due. */
async function settleIfDue(context: SyncContext, canonicalId: string, creates: boolean): Promise<string | null> {
  return inTransaction(context.db, async (tx) => {
    const [due] = await rows<{ type: CanonicalType }>(
      tx,
      'select type from canonical_record where id = $1 and due_at is not null and merged_into is null for update',
      [canonicalId],
    );
    if (!due) return null;
    const { merged } = await linkWithin(context, tx, { type: due.type, only: null, near: [canonicalId] });
    const survivor = merged.get(canonicalId) ?? canonicalId;
    await settle(context, tx, [...new Set([survivor, ...merged.values()])], { creates });
    return survivor;
  });
}

async function resolveDoubtful(context: SyncContext, canonicalId: string): Promise<boolean> {
  const doubtful = await doubtfulWrites(context.db, canonicalId, context.now());
  for (const write of doubtful) {
    if (context.systems.has(write.system)) await resolve(context, write);
  }
  return doubtful.length > 0;
}

/** A system that cannot be asked now is asked again a little later; the write stays in doubt until then. */
async function resolve(context: SyncContext, write: Write): Promise<void> {
  try {
    await (write.kind === 'CREATE' ? resolveCreate(context, write) : resolveUpdate(context, write));
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    const notBefore = new Date(context.now().getTime() + askAgainMs);
    await context.db.query('update write set not_before = $2, code = $3, message = $4 where id = $1', [
      write.id,
      notBefore,
      error.code,
      error.message,
    ]);
  }
}

async function nextLook(context: SyncContext, canonicalId: string): Promise<Date | null> {
  const [found] = await rows<{ at: Date | null }>(
    context.db,
    `select min(not_before) as at from write
     where canonical_id = $1 and status in ('PLANNED', 'IN_DOUBT') and not_before is not null`,
    [canonicalId],
  );
  return found?.at ?? null;
}

/** Puts writes in doubt whose sender is gone: they were sent, and nobody waits for the answer any more. */
export async function recoverAbandonedWrites(context: SyncContext, sentBefore: Date): Promise<string[]> {
  const found = await rows<{ canonicalId: string }>(
    context.db,
    `with abandoned as (
       update write set status = 'IN_DOUBT', not_before = $2, code = 'ABANDONED', message = 'The process that sent it ended.'
       where status = 'SENDING' and sent_at < $1
       returning link_id
     )
     update link set in_doubt = true from abandoned where link.id = abandoned.link_id
     returning link.canonical_id as "canonicalId"`,
    [sentBefore, context.now()],
  );
  return found.map(({ canonicalId }) => canonicalId);
}
