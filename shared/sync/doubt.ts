import {
  isOpen,
  nothingToNote,
  withWrite,
  writeIn,
  type Dossier,
  type Moved,
  type Review,
  type Write,
} from './dossier.js';
import type { ToldFailure } from './fail.js';
import type { Matter } from './person.js';
import type { SyncPolicy, View } from './policy.js';
import { askAgainIn } from './retry.js';
import { slotOf } from './state.js';

/** So many times as long as a request may take effect is too long for a write to be in doubt, */
const flights = 3;
/** but no shorter time than this: a system that restarts is back by then. */
export const tooLongMs = 300_000;

/**
 * Puts a write whose system cannot be asked after it now off for a while, longer the longer it is in doubt, but not past
 * the time at which a person is to be told. That its key is taken stays known: what is found under it may be somebody else's.
 */
export function askLater(
  dossier: Dossier,
  id: string,
  { code, message }: ToldFailure,
  { now, chance }: Pick<View, 'now' | 'chance'>,
  policy: SyncPolicy,
): Dossier {
  const write = writeIn(dossier, id);
  if (write?.status !== 'IN_DOUBT') return dossier;
  const since = write.doubtedAt ?? now;
  const next = now + askAgainIn(now - since, chance());
  const tellAt = since + tooLong(write, policy);
  const told = write.code === 'CONFLICT' ? {} : { code, message };
  return withWrite(dossier, id, { ...told, doubtedAt: since, notBefore: now < tellAt ? Math.min(next, tellAt) : next });
}

/**
 * Puts writes before a person that have been in doubt for too long, each once. One that can be asked after now is asked
 * first; one whose system is switched off is asked by nobody.
 */
export function tellOfDoubts(dossier: Dossier, { now }: Pick<View, 'now'>, policy: SyncPolicy): Moved {
  const isTooLong = (write: Write): boolean => {
    if (write.status !== 'IN_DOUBT' || write.toldAt != null) return false;
    const waits = (write.notBefore ?? 0) > now || !policy.places.has(slotOf(write));
    return waits && now >= (write.doubtedAt ?? now) + tooLong(write, policy);
  };
  const reviews = dossier.writes.filter(isTooLong).map((write) => ({ ...matterOf(dossier, write), ...question }));
  if (reviews.length === 0) return { dossier, journal: nothingToNote };
  const writes = dossier.writes.map((write) => (isTooLong(write) ? { ...write, toldAt: now } : write));
  return { dossier: { ...dossier, writes }, journal: { ...nothingToNote, reviews } };
}

const question = {
  open: true,
  message: 'A write was sent, and what became of it cannot be found out: its system is still asked now and then.',
};

/** What a person need not look into any more: writes that were in doubt for too long, and are over. */
export function answeredDoubts(before: Dossier, after: Dossier): Matter[] {
  return before.writes.flatMap((write) => {
    if (write.toldAt == null || !isOpen(write)) return [];
    const now = writeIn(after, write.id);
    return now && isOpen(now) ? [] : [matterOf(before, write)];
  });
}

function matterOf(
  dossier: Dossier,
  write: Write,
): Pick<Review, 'canonicalId' | 'place' | 'field'> & { kind: 'IN_DOUBT' } {
  return { kind: 'IN_DOUBT', canonicalId: dossier.canonical.id, place: slotOf(write), field: null };
}

function tooLong(write: Write, { places }: SyncPolicy): number {
  return Math.max(flights * (places.get(slotOf(write))?.traits.inFlightMs ?? 0), tooLongMs);
}
