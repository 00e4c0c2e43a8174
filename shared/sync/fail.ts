import { endCreation } from './create.js';
import { linkIn, withLink, withWrite, writeIn, type Dossier, type Write } from './dossier.js';
import type { Place, SyncPolicy, View } from './policy.js';
import { verdictOn, type Failure, type Verdict } from './retry.js';
import type { Effort } from './state.js';

/** A failure with a sentence for people. */
export interface ToldFailure extends Failure {
  readonly message: string;
}

/**
 * Moves a write on after its system failed it: again later, in doubt, given way or refused, with the reason kept. A write
 * that was not sent yet cannot be in doubt. An answer to an earlier try than the last changes nothing.
 */
export function fail(
  dossier: Dossier,
  { id, attempts }: Pick<Write, 'id' | 'attempts'>,
  failure: ToldFailure,
  { traits }: Place,
  view: View,
  policy: SyncPolicy,
): Dossier {
  const write = writeIn(dossier, id);
  if (!write || (write.status !== 'SENDING' && write.status !== 'PLANNED') || write.attempts !== attempts)
    return dossier;
  const judged = { ...failure, ambiguous: failure.ambiguous === true && write.status === 'SENDING' };
  const kind = write.kind === 'CREATE' ? 'CREATE' : 'UPDATE';
  const verdict = verdictOn(
    judged,
    kind,
    Math.max(1, write.attempts),
    inFlight(traits.inFlightMs, policy),
    view.chance(),
  );
  const counted = write.status === 'PLANNED' ? { ...write, attempts: write.attempts + 1 } : write;
  return moved(dossier, counted, unlessRemoval(unlessBlind(verdict, kind, policy), write), failure, view);
}

function inFlight(inFlightMs: number, { rules }: SyncPolicy): number {
  return rules.waitOutFlight ? inFlightMs : 0;
}

function unlessBlind(verdict: Verdict, kind: 'CREATE' | 'UPDATE', { rules }: SyncPolicy): Verdict {
  const isBlind = verdict.status === 'IN_DOUBT' && kind === 'CREATE' && !rules.lookBeforeResend;
  return isBlind ? { status: 'PLANNED', waitMs: 0 } : verdict;
}

/** What a system says against a removal is for a person: nothing would plan it anew. */
function unlessRemoval(verdict: Verdict, { kind }: Write): Verdict {
  return kind === 'REMOVE' && verdict.status === 'SUPERSEDED' ? { status: 'REFUSED' } : verdict;
}

function moved(dossier: Dossier, write: Write, verdict: Verdict, { code, message }: ToldFailure, view: View): Dossier {
  if (verdict.status === 'REFUSED' && write.kind === 'CREATE')
    return endCreation(dossier, write, 'REFUSED', code, message);
  const notBefore = 'waitMs' in verdict ? view.now + verdict.waitMs : null;
  const doubt = verdict.status === 'IN_DOUBT' ? { doubtedAt: write.doubtedAt ?? view.now } : {};
  const charged = verdict.status === 'PLANNED' ? refunded(dossier, write) : dossier;
  const next = withWrite(charged, write.id, {
    ...{ status: verdict.status, attempts: write.attempts, code, message, notBefore, leaseUntil: null, ...doubt },
  });
  return verdict.status === 'SUPERSEDED' ? { ...next, due: true } : next;
}

/** A try that certainly did not land counts against no budget of writes. */
function refunded(dossier: Dossier, { linkId, status, values }: Write): Dossier {
  const link = linkIn(dossier, linkId);
  if (!link || status !== 'SENDING') return dossier;
  const effort = Object.entries(link.effort).map(([field, one]): [string, Effort] => [
    field,
    field in values ? { ...one, sentAt: one.sentAt.slice(0, -1) } : one,
  ]);
  return withLink(dossier, linkId, { effort: Object.fromEntries(effort) });
}

/** Writes whose sender's time ran out: they were sent, and nobody waits for the answer any more. */
export function abandon(dossier: Dossier, view: View, policy: SyncPolicy): Dossier {
  const writes = dossier.writes.map((write): Write => {
    if (write.status !== 'SENDING' || write.leaseUntil === null || write.leaseUntil > view.now) return write;
    const traits = policy.places.get(`${write.system}.${write.entityType}`)?.traits;
    const notBefore = write.leaseUntil + inFlight(traits?.inFlightMs ?? 0, policy);
    const told = { code: 'ABANDONED', message: 'The process that sent it ended.' };
    const doubtedAt = write.doubtedAt ?? write.leaseUntil;
    return { ...write, ...told, status: 'IN_DOUBT', leaseUntil: null, notBefore, doubtedAt };
  });
  return writes.every((write, index) => write === dossier.writes[index]) ? dossier : { ...dossier, writes };
}
