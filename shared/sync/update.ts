import { same } from '../canonical/same.js';
import { fieldOf } from '../canonical/types.js';
import type { Observed } from '../canonical/field.js';
import { imageOf } from '../mapping/mapping.js';
import { noteGivenWay } from './carry-removal.js';
import { confirmBases, differs, resolveDoubt } from './confirm.js';
import {
  linkIn,
  nothingToNote,
  withLink,
  withWrite,
  writeIn,
  type Dossier,
  type Journal,
  type Review,
  type Sighting,
  type Write,
} from './dossier.js';
import { heldWrites } from './held.js';
import { placeAt, type SyncPolicy, type View } from './policy.js';
import { overwritten, seenAs, sight } from './sight.js';
import { foreseen } from './settle.js';
import { slotOf, type Effort, type LinkState } from './state.js';
import { inTurn } from './turns.js';

const dayMs = 86_400_000;

/** SEND: go on, the intent is stored. WAIT: not yet. NO: it gave way to what the record holds, or is none to send any more. */
export interface Begun {
  readonly dossier: Dossier;
  readonly verdict: 'SEND' | 'WAIT' | 'NO';
  /** What is to be sent: the plan as it stands now, which may not be the one that was first looked at. Null: nothing. */
  readonly write: Write | null;
  /** What goes into the books; absent: nothing. */
  readonly journal?: Journal;
}

/** When and for how long a write is sent. */
export interface Sending {
  /** ms since 1970. */
  readonly now: number;
  /** Until when its sender may still be at it. */
  readonly leaseUntil: number;
}

/**
 * Begins to send a planned update or removal: gives way if the record was seen to differ from what the plan expects of it,
 * or did not show what is to be written over, and waits where its dataflow was paused, the hub stopped, or another record is to give
 * up a value first; otherwise stores the intent. @param sighting the record as just read; null where it was not read.
 */
export function beginUpdate(
  dossier: Dossier,
  writeId: string,
  sighting: Sighting | null,
  sending: Sending,
  view: View,
  policy: SyncPolicy,
): Begun {
  const write = writeIn(dossier, writeId);
  const link = write && linkIn(dossier, write.linkId);
  if (!write || !link || write.status !== 'PLANNED' || link.state !== 'ACTIVE')
    return { dossier, verdict: 'NO', write: null };
  if (heldWrites(dossier, view, policy).has(link.id)) return { dossier, verdict: 'WAIT', write: null };
  if (
    sighting &&
    (differs(link, sighting.observed, write.expect) || hides(sighting, write) || isNewer(sighting, write))
  )
    return giveWay(dossier, write, link, sighting, policy);
  if (isOutOfTurn(dossier, write, link, view, policy))
    return { dossier: { ...dossier, due: true }, verdict: 'NO', write: null };
  const sent = withWrite(dossier, writeId, {
    ...{ status: 'SENDING', attempts: write.attempts + 1, leaseUntil: sending.leaseUntil, notBefore: null },
    ...{ firstSentAt: write.firstSentAt ?? sending.now, sentVersion: sighting?.version ?? null },
  });
  const effort = Object.fromEntries(
    Object.keys(write.values).map((field) => [field, tried(link.effort[field], sending)]),
  );
  const begun = withLink(sent, link.id, { effort: { ...link.effort, ...effort } });
  return { dossier: begun, verdict: 'SEND', write: writeIn(sent, writeId) ?? null };
}

/** Whether it was seen since the plan that another record is to give up a value first. */
function isOutOfTurn(
  dossier: Dossier,
  { kind, values }: Write,
  link: LinkState,
  view: View,
  policy: SyncPolicy,
): boolean {
  if (kind !== 'UPDATE') return false;
  const turns = inTurn(dossier, link, values, view, (other) => foreseen(other, view, policy));
  return Object.entries(values).some(([field, value]) => turns.values[field] !== value);
}

/** What a look does not show may have been edited meanwhile; it is planned anew once it is seen. */
function hides({ observed }: Sighting, { values }: Write): boolean {
  return Object.keys(values).some((field) => observed[field] === undefined);
}

/** Whether a record that is to be removed has another version than the one that was to be: also what the hub does not map counts. */
function isNewer({ version }: Sighting, { kind, sentVersion }: Write): boolean {
  return kind === 'REMOVE' && version !== null && sentVersion !== null && version !== sentVersion;
}

function tried(effort: Effort | undefined, { now }: Sending): Effort {
  const sentAt = [...(effort?.sentAt ?? []).filter((at) => at > now - dayMs), now];
  return { sentAt, ineffective: effort?.ineffective ?? 0 };
}

/** The record changed since the plan: that is taken in first. A look that may be too old decides nothing. */
function giveWay(dossier: Dossier, write: Write, link: LinkState, sighting: Sighting, policy: SyncPolicy): Begun {
  const { dossier: seen, taken } = sight(dossier, link.id, sighting, policy);
  const reviews = write.kind === 'REMOVE' ? [noteGivenWay(dossier, write, link)] : [];
  if (taken.verdict === 'LATER')
    return { dossier: withWrite(dossier, write.id, { notBefore: taken.at }), verdict: 'WAIT', write: null };
  const end = { status: 'SUPERSEDED', code: 'CHANGED', message: 'The record was changed meanwhile.' } as const;
  const journal = { ...nothingToNote, reviews };
  return { dossier: { ...withWrite(seen, write.id, end), due: true }, verdict: 'NO', write: null, journal };
}

/**
 * The answer to an update came: the bases move to what was agreed, the record is as it was answered. The answer to an
 * earlier try than the last is not taken: that write is judged as one in doubt.
 */
export function confirmUpdate(
  dossier: Dossier,
  { id, attempts }: Pick<Write, 'id' | 'attempts'>,
  answer: Sighting,
  policy: SyncPolicy,
): Dossier {
  const write = writeIn(dossier, id);
  const link = write && linkIn(dossier, write.linkId);
  const isOurs = write?.status === 'SENDING' || (write?.status === 'IN_DOUBT' && write.kind === 'REMOVE');
  if (!write || !link || !isOurs || write.attempts !== attempts) return dossier;
  const answered = { leaseUntil: null, code: null, message: null, answeredVersion: answer.version };
  const confirmed = withWrite(dossier, id, { status: 'CONFIRMED', ...answered });
  const bases = confirmBases(link, write.values, answer.observed, policy.rules);
  const effort = judgedEffort(link, write, answer.observed);
  return { ...withLink(confirmed, link.id, { ...seenAs(link, answer), bases, effort }), due: true };
}

/** Counts, by field, how often in a row the system kept its old value. */
function judgedEffort(
  link: LinkState,
  { values }: Write,
  got: Readonly<Record<string, Observed>>,
): LinkState['effort'] {
  const effort = { ...link.effort };
  for (const [field, value] of Object.entries(values)) {
    const mapped = link.mapping.fields[field];
    const now = got[field];
    if (!mapped || now === undefined) continue;
    const { type } = fieldOf(link.mapping.canonicalType, field);
    const kept = !same(type, now, imageOf(mapped, value)) && same(type, now, link.observed[field] ?? null);
    const { sentAt = [], ineffective = 0 } = effort[field] ?? {};
    effort[field] = { sentAt, ineffective: kept ? ineffective + 1 : 0 };
  }
  return effort;
}

/**
 * Judges an update whose answer never came against what it meant, by the record as read when nothing could be on its way
 * any more. Where it is neither as it was nor as meant to be, that is noted: it may have landed and been undone.
 */
export function resolveUpdate(
  dossier: Dossier,
  writeId: string,
  sighting: Sighting,
  policy: SyncPolicy,
): { readonly dossier: Dossier; readonly journal: Journal; readonly lookAgainAt: number | null } {
  const write = writeIn(dossier, writeId);
  const link = write && linkIn(dossier, write.linkId);
  if (!write || !link || write.status !== 'IN_DOUBT') return { dossier, journal: nothingToNote, lookAgainAt: null };
  const { readLagMs } = placeAt(policy, slotOf(link)).traits;
  const lookAgainAt = link.observedAt + readLagMs;
  if (policy.rules.staleGuard && sighting.at < lookAgainAt)
    return { dossier: withWrite(dossier, writeId, { notBefore: lookAgainAt }), journal: nothingToNote, lookAgainAt };
  const bases = policy.rules.resolveIntent ? resolveDoubt(link, write.values, sighting.observed) : link.bases;
  const resolved = withWrite(dossier, writeId, write.kind === 'REMOVE' ? ineffective(write) : judgedByLook);
  return {
    dossier: { ...withLink(resolved, link.id, { ...seenAs(link, sighting), bases }), due: true },
    journal: {
      ...{ edits: [], conflicts: overwritten(dossier, write, link, sighting) },
      reviews: undecidable(dossier, write, link, sighting),
    },
    lookAgainAt: null,
  };
}

const judgedByLook: Partial<Write> = {
  ...{ status: 'SUPERSEDED', leaseUntil: null, notBefore: null },
  ...{ code: 'RESOLVED', message: 'No answer came; it was judged by what the record holds.' },
};

const removalsAtMost = 3;

/** A removal after which the record is still there: it never arrived, and is sent again a few times before it is left to a person. */
function ineffective({ attempts }: Write): Partial<Write> {
  const message = 'No answer came, and the record is still there.';
  const status = attempts < removalsAtMost ? 'PLANNED' : 'REFUSED';
  return { status, leaseUntil: null, notBefore: null, code: 'RESOLVED', message };
}

/** Fields that hold their old value on a record that changed: not landed, or landed and undone; nobody can tell. */
function undecidable(dossier: Dossier, write: Write, link: LinkState, { observed, version }: Sighting): Review[] {
  if (write.sentVersion === null || version === write.sentVersion) return [];
  return Object.keys(write.values).flatMap((field): Review[] => {
    const now = observed[field];
    const before = write.expect[field];
    const { type } = fieldOf(link.mapping.canonicalType, field);
    if (now === undefined || before === undefined || !same(type, now, before)) return [];
    const about = { canonicalId: dossier.canonical.id, place: slotOf(link), field, open: false };
    return [{ ...about, kind: 'ABA_IN_DOUBT', message: 'A write without an answer may have landed and been undone.' }];
  });
}
