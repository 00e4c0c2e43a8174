import { basesOfCreated } from './confirm.js';
import {
  isOpen,
  isUnderWay,
  nothingToNote,
  withWrite,
  writeIn,
  type Dossier,
  type Journal,
  type Reservation,
  type Review,
  type Sighting,
  type Write,
} from './dossier.js';
import { heldWrites } from './held.js';
import { isTraceable, type Place, type SyncPolicy, type View } from './policy.js';
import { withoutKey } from './sight.js';
import type { Begun, Sending } from './update.js';
import { slotOf, type LinkState } from './state.js';

const pauseMs = 1000;
const triesAtMost = 3;

/**
 * Begins to send a planned creation: stores the intent with the key it is made under. Where the system offers nothing to
 * recognise a record by, creations go one at a time; where its dataflow was paused, or the hub stopped, since it was planned, it waits. @param key the key chosen for it; null where the system assigns one.
 */
export function beginCreate(
  dossier: Dossier,
  writeId: string,
  key: string | null,
  sending: Sending,
  place: Place,
  view: View,
  policy: SyncPolicy,
): Begun {
  const write = writeIn(dossier, writeId);
  if (write?.status !== 'PLANNED' || !reservationOf(dossier, write)) return { dossier, verdict: 'NO', write: null };
  if (heldWrites(dossier, view, policy).has(write.linkId)) return { dossier, verdict: 'WAIT', write: null };
  const others = view.creationsUnderWay.filter((id) => id !== writeId);
  if (policy.rules.oneCreationAtATime && !isTraceable(place.traits) && others.length > 0)
    return { dossier: withWrite(dossier, writeId, { notBefore: sending.now + pauseMs }), verdict: 'WAIT', write: null };
  const sent = withWrite(dossier, writeId, {
    ...{ status: 'SENDING', attempts: write.attempts + 1, lookUps: 0, leaseUntil: sending.leaseUntil, notBefore: null },
    ...{ firstSentAt: write.firstSentAt ?? sending.now, externalId: key },
  });
  return { dossier: sent, verdict: 'SEND', write: writeIn(sent, writeId) ?? null };
}

export function reservationOf(dossier: Dossier, { linkId }: Pick<Write, 'linkId'>): Reservation | undefined {
  return dossier.reservations.find((reservation) => reservation.linkId === linkId);
}

/**
 * Whether what was found out about a creation no longer bears on it: it was sent by somebody else since, or sent again, or
 * is over.
 */
export function isLate(dossier: Dossier, { id, attempts }: Pick<Write, 'id' | 'attempts'>): boolean {
  const write = writeIn(dossier, id);
  return !write || !isOpen(write) || write.attempts !== attempts;
}

export interface Adopted {
  /** Both dossiers as they are to be; the second only where there was one. */
  readonly dossiers: readonly Dossier[];
  readonly journal: Journal;
}

/**
 * Takes a record as the one a creation made. If a reading found it first, it stands as a canonical record of its own; that
 * one is retired, since the record was never anything but ours. If it is linked with others by now, a person decides.
 * @param standing the dossier that the record is in; null: none.
 */
export function adopt(
  dossier: Dossier,
  standing: Dossier | null,
  write: Write,
  answer: Sighting,
  place: Place,
): Adopted {
  const reservation = reservationOf(dossier, write);
  const current = writeIn(dossier, write.id);
  const known = standing ? [standing] : [];
  if (!reservation || !current || !isOpen(current)) return { dossiers: [dossier, ...known], journal: nothingToNote };
  if (standing && !standsAlone(standing, answer.externalId)) {
    const refused = ambiguous(dossier, write, 'The record it made is linked to others.');
    return { ...refused, dossiers: [...refused.dossiers, ...known] };
  }
  const answered = { leaseUntil: null, code: null, message: null, answeredVersion: versionMade(current, answer) };
  const confirmed = withWrite(dossier, write.id, { status: 'CONFIRMED', ...answered });
  const links = [...confirmed.links, linkOf(reservation, current, answer, place, confirmed.links.length)];
  const reservations = confirmed.reservations.filter(({ linkId }) => linkId !== write.linkId);
  const adopted: Dossier = { ...confirmed, links, reservations, due: true };
  return { dossiers: [adopted, ...known.map(retired)], journal: nothingToNote };
}

/** Whoever found the record by looking for it may have found what somebody has edited since. */
function versionMade({ status }: Write, { version }: Sighting): string | null {
  return status === 'SENDING' ? version : null;
}

function linkOf(
  { linkId, system, entityType, dataflowId }: Reservation,
  { values, attempts }: Write,
  { externalId, observed, version, wire, at }: Sighting,
  { mapping }: Place,
  rank: number,
): LinkState {
  // A record that was there before the first try holds nothing of what this creation was to give it.
  const sent = attempts > 0 ? values : {};
  return {
    ...{ id: linkId, recordId: '', state: 'ACTIVE', system, entityType, mapping, externalId },
    ...{ origin: 'CREATED', rule: dataflowId, rank, observed: withoutKey(mapping, observed), version, wire },
    ...{ previouslyObservedAt: at, observedAt: at },
    ...{ bases: basesOfCreated(mapping, sent, observed), missedAt: null, effort: {}, inDoubt: false },
  };
}

/** Whether the record has nothing but itself in its canonical record, and nothing was sent for it. */
function standsAlone({ links, writes }: Dossier, externalId: string): boolean {
  const [only, ...more] = links;
  const isFirst = only?.externalId === externalId && only.origin === 'FIRST' && more.length === 0;
  return isFirst && !writes.some(isUnderWay);
}

function retired(dossier: Dossier): Dossier {
  const writes = dossier.writes.map((write): Write => (isOpen(write) ? { ...write, ...notNeeded } : write));
  const former = [...dossier.former, ...dossier.links.map(slotOf)];
  return { ...dossier, links: [], reservations: [], writes, former, due: false, retired: true };
}

const notNeeded = { status: 'CANCELLED', code: 'ADOPTED', message: 'The record is the child of a creation.' } as const;

/** Ends a creation that will not happen: the write tells why, and its place is free again. One that is over stays as it is. */
export function endCreation(
  dossier: Dossier,
  write: Write,
  status: 'CANCELLED' | 'REFUSED',
  code: string,
  message: string,
): Dossier {
  const current = writeIn(dossier, write.id);
  if (!current || !isOpen(current)) return dossier;
  const ended = withWrite(dossier, write.id, { status, code, message, leaseUntil: null });
  const reservations = ended.reservations.filter(({ linkId }) => linkId !== write.linkId);
  return { ...ended, reservations, due: true };
}

/** A creation nobody can judge but a person: its place stays reserved, so that nothing is made there meanwhile. */
export function ambiguous(dossier: Dossier, write: Write, message: string): Adopted {
  const refused = withWrite(dossier, write.id, { status: 'REFUSED', code: 'AMBIGUOUS', message, leaseUntil: null });
  const place = slotOf(write);
  const about = { canonicalId: dossier.canonical.id, place, field: null, open: true };
  const review: Review = { ...about, kind: 'CREATE_AMBIGUOUS', message };
  return { dossiers: [refused], journal: { ...nothingToNote, reviews: [review] } };
}

/**
 * A creation in doubt was looked for and not found. After a second look it is sent again, under the same reference; when
 * its key or reference was refused three times, it is taken by a record that cannot be seen, and a person decides.
 */
export function foundNothing(dossier: Dossier, write: Write, place: Place, view: View, policy: SyncPolicy): Adopted {
  const current = writeIn(dossier, write.id);
  if (current?.status !== 'IN_DOUBT') return { dossiers: [dossier], journal: nothingToNote };
  if (current.code === 'CONFLICT' && current.attempts >= triesAtMost)
    return ambiguous(dossier, current, 'Its key or reference is taken by a record that cannot be seen.');
  const looks = current.lookUps + 1;
  if (looks >= (policy.rules.secondLook ? 2 : 1)) {
    const again = { status: 'PLANNED', lookUps: looks, notBefore: view.now } as const;
    return { dossiers: [withWrite(dossier, write.id, again)], journal: nothingToNote };
  }
  const notBefore = view.now + Math.max(pauseMs, place.traits.readLagMs);
  return { dossiers: [withWrite(dossier, write.id, { lookUps: looks, notBefore })], journal: nothingToNote };
}

/** A creation whose key turned out to be another record's: it is sent under another one. */
export function withAnotherKey(dossier: Dossier, write: Write, view: View): Dossier {
  return withWrite(dossier, write.id, { status: 'PLANNED', externalId: null, notBefore: view.now });
}
