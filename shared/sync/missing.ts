import { linkIn, nothingToNote, withLink, type Dossier } from './dossier.js';
import { placeAt, type SyncPolicy, type View } from './policy.js';
import { isTooMany, missingAtOnce, togetherMs } from './removals.js';
import { remove, type Removed } from './sight.js';
import { slotOf } from './state.js';

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
  if (!isTooMany(ended + missed, known, policy.missingAtMost))
    return { ...remove(dossier, linkId, view, policy), lookAgainAt: null, withheld: null };
  const lookAgainAt = isTooMany(missed, known, policy.missingAtMost) ? null : view.now + togetherMs;
  return { ...standing(suspect(dossier, linkId, view), lookAgainAt), withheld: missingAtOnce(missed, known) };
}

/** A record that may have been removed: nothing is written to it before it is seen again. */
export function suspect(dossier: Dossier, linkId: string, { now }: Pick<View, 'now'>): Dossier {
  const missedAt = linkIn(dossier, linkId)?.missedAt ?? now;
  return { ...withLink(dossier, linkId, { missedAt }), due: true };
}

function standing(dossier: Dossier, lookAgainAt: number | null): Missed {
  return { dossier, journal: nothingToNote, archive: null, lookAgainAt, withheld: null };
}
