import { compared, differs, fine, inSheet, note, unknown, type Judge, type Judged, type Subject } from './finding.js';
import { inclusiveAs } from './judge-since.js';
import { patienceMs } from './patience.js';
import type { Change } from './trial-values.js';
import type { WritingMeasured } from './writing.js';

/** What is held against an examination by writing, in the order in which it is told. */
export const writingJudges: readonly Judge<WritingMeasured>[] = [
  judgeCreation,
  judgeAnswer,
  judgeReadLag,
  judgeListLag,
  judgeOpaqueCursor,
  judgeVersion,
  judgeStaleWrite,
  judgeLost,
  judgeChanges,
  judgeInFlight,
];

function judgeCreation(subject: Subject, { isReused, again, bearers }: WritingMeasured): Judged[] {
  const { externalRef, idempotencyKey, keys } = subject.entityType.capabilities;
  const claim = keys !== 'server' ? 'keys' : idempotencyKey ? 'idempotencyKey' : 'externalRef.unique';
  if (isReused) return [unknown(claim, 'not tried: the record was left by an earlier examination')];
  if (again === null) return [unknown(claim, 'not tried: the sheet promises nothing of a repeated creation')];
  const found = `a second creation with the same reference answered: ${again}`;
  if (again === 'second record' || (bearers ?? 1) > 1) return [differs(claim, found, inSheet(subject, claim, false))];
  if (idempotencyKey && again === 'refused') return [differs(claim, found, inSheet(subject, claim, false))];
  if (bearers === 0 && (externalRef !== null || keys !== 'server'))
    return [
      differs('externalRef.path', 'a new record is not found by its reference', inSheet(subject, 'externalRef', null)),
    ];
  return [fine(claim, found)];
}

function judgeAnswer(subject: Subject, { answersBody }: WritingMeasured): Judged[] {
  const claim = 'writeReturnsBody';
  if (answersBody === null) return [unknown(claim, 'no write was seen on the wire')];
  const found = answersBody ? 'a write answers the record' : 'a write does not answer the record, which is read again';
  return [compared(subject, claim, answersBody, found)];
}

function judgeReadLag(subject: Subject, { newLagMs, readLagMs }: WritingMeasured): Judged[] {
  const claim = 'readLagMs';
  const { readLagMs: claimed } = subject.entityType.capabilities;
  if (newLagMs === null || readLagMs === null)
    return [differs(claim, tooLong('a write'), inSheet(subject, claim, patienceMs))];
  const longest = Math.max(newLagMs, readLagMs);
  const found = longest === 0 ? 'a read shows a write at once' : `a read shows a write after ${longest} ms`;
  return [longest <= claimed ? fine(claim, found) : differs(claim, found, inSheet(subject, claim, 2 * longest))];
}

function judgeListLag(subject: Subject, { listLagMs }: WritingMeasured): Judged[] {
  const claim = 'listMayLag';
  const { listMayLag, since, readLagMs } = subject.entityType.capabilities;
  if (listLagMs === undefined) return [unknown(claim, 'not tried: it would read the whole of a long list')];
  if (listLagMs === null)
    return [differs(claim, tooLong('a list'), inSheet(subject, since ? 'since' : claim, 'what holds'))];
  const found = listLagMs === 0 ? 'a list shows a write at once' : `a list shows a write after ${listLagMs} ms`;
  const isAsClaimed = listLagMs === 0 || (listMayLag && listLagMs <= Math.max(readLagMs, since?.overlapMs ?? 0));
  return [isAsClaimed ? fine(claim, found) : differs(claim, found, inSheet(subject, claim, true))];
}

function judgeOpaqueCursor(subject: Subject, { repeats }: WritingMeasured): Judged[] {
  const { since } = subject.entityType.capabilities;
  if (since === null || repeats === null) return [];
  return [inclusiveAs(subject, since, repeats, 'changed just before the cursor was given')];
}

function judgeVersion(subject: Subject, { hasVersion, stampMoves }: WritingMeasured): Judged[] {
  const measured = hasVersion ? 'etag' : stampMoves === true ? 'lastModified' : null;
  const found = { etag: 'a record bears a version', lastModified: 'its stamp moves with a change' };
  const nothing = 'nothing but its values tells one state of a record from another';
  return [compared(subject, 'version', measured, measured === null ? nothing : found[measured])];
}

function judgeStaleWrite(subject: Subject, { staleWrite }: WritingMeasured): Judged[] {
  const found = `a write on a version that is no longer current is ${staleWrite}`;
  return [compared(subject, 'conditionalWrite', staleWrite === 'refused', found)];
}

function judgeLost(subject: Subject, { lost }: WritingMeasured): Judged[] {
  if (lost.length === 0) return [compared(subject, 'write', 'patch', 'fields that are not sent stay')];
  return [compared(subject, 'write', 'put', `fields that were not sent were emptied: ${lost.join(', ')}`)];
}

function judgeChanges({ connector }: Subject, { changes }: WritingMeasured): Judged[] {
  const told = changes.map((change) => judgeChange(connector.system, change));
  return changes.length === 0 ? [fine('normalisers', 'what is written comes back as it was sent')] : told;
}

function judgeChange(system: string, { path, how, isForetold, meansTheSame }: Change): Judged {
  const claim = 'normalisers';
  const found = `${path} comes back changed in ${how}`;
  if (isForetold) return note(claim, `${found}, as its codec foretells`);
  if (meansTheSame) return note(claim, `${found}, which means the same`);
  return differs(claim, found, `give ${path} a codec with that image in subgraphs/${system}/mappings.ts`);
}

function judgeInFlight(subject: Subject, { writeMs }: WritingMeasured): Judged[] {
  const claim = 'inFlightMs';
  const found = `a write took ${Math.round(writeMs)} ms`;
  const isWithin = writeMs < subject.entityType.capabilities.inFlightMs;
  return [isWithin ? fine(claim, found) : differs(claim, found, inSheet(subject, claim, Math.ceil(2 * writeMs)))];
}

const tooLong = (what: string): string => `${what} does not show it within ${patienceMs / 1000} seconds`;
