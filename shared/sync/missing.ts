import { says } from './carry-removal.js';
import { linkIn, nothingToNote, withLink, type Dossier } from './dossier.js';
import { placeAt, type SyncPolicy, type View } from './policy.js';
import { isTooMany, missingAtOnce, togetherMs } from './removals.js';
import { remove, type Removed } from './remove.js';
import { slotOf, type LinkState } from './state.js';

/** How long to wait for the next reading of a place, in ms, where it must come before anything follows from a removal. */
const readAgainMs = 60_000;

/** How far apart two misses must be to count as two, in ms, where reads do not lag more. */
const missesApartMs = 1000;

export interface Missed extends Removed {
  /** When to look once more; null: the record counts as removed, or waits for the next whole reading. */
  readonly lookAgainAt: number | null;
  /** What people are told where it does not count as removed because too many went missing; null: nothing. */
  readonly withheld: string | null;
}

/** A direct read found no such record. Once may be a slip; twice, some time apart, and it counts as removed. */
export function miss(dossier: Dossier, linkId: string, view: View, policy: SyncPolicy): Missed {
  const link = linkIn(dossier, linkId);
  if (!link) return standing(dossier, null);
  const apart = Math.max(placeAt(policy, slotOf(link)).traits.readLagMs, missesApartMs);
  if (!policy.rules.twoMisses || (link.missedAt !== null && view.now >= link.missedAt + apart))
    return hearOfRemoval(dossier, linkId, view, policy);
  return standing(suspect(dossier, linkId, view), (link.missedAt ?? view.now) + apart);
}

/**
 * There is evidence that a record was removed. It counts as removed, unless with it too many of its entity type do: then it
 * stands, and nothing is written to it. Where only those removed before make it too many, its time comes when they are
 * long enough ago; otherwise it waits for the next whole reading.
 */
export function hearOfRemoval(dossier: Dossier, linkId: string, view: View, policy: SyncPolicy): Missed {
  const link = linkIn(dossier, linkId);
  if (!link) return standing(dossier, null);
  const { known, ended, missed: others } = view.removals;
  const missed = link.missedAt === null ? others + 1 : others;
  const isBelieved = !isTooMany(ended + missed, known, policy.missingAtMost);
  if (isBelieved && isUnread(dossier, link, view, policy))
    return standing(suspect(dossier, linkId, view), view.now + readAgainMs);
  if (isBelieved) return { ...remove(dossier, linkId, view, policy), lookAgainAt: null, withheld: null };
  const lookAgainAt = isTooMany(missed, known, policy.missingAtMost) ? null : view.now + togetherMs;
  return { ...standing(suspect(dossier, linkId, view), lookAgainAt), withheld: missingAtOnce(missed, known) };
}

/**
 * Whether others are to be put out of use for the record's sake, and its place was not read since it was first missed: only
 * then does it show if the record became another one. Where others are to be removed, a person is asked in any case.
 */
function isUnread(dossier: Dossier, link: LinkState, view: View, policy: SyncPolicy): boolean {
  const place = slotOf(link);
  const isCarriedOn = dossier.links.some(
    (other) => other !== link && says('archive', [place, slotOf(other)], view, policy),
  );
  const { now, lastReadAt } = view;
  return isCarriedOn && (lastReadAt === null || lastReadAt <= (link.missedAt ?? now));
}

/** A record that may have been removed: nothing is written to it before it is seen again. */
export function suspect(dossier: Dossier, linkId: string, { now }: Pick<View, 'now'>): Dossier {
  const missedAt = linkIn(dossier, linkId)?.missedAt ?? now;
  return { ...withLink(dossier, linkId, { missedAt }), due: true };
}

function standing(dossier: Dossier, lookAgainAt: number | null): Missed {
  return { dossier, journal: nothingToNote, archive: null, lookAgainAt, withheld: null };
}
