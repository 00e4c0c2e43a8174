import type { BookedWrite, Evidence } from './evidence.js';

type Sign = (booked: BookedWrite) => boolean;

const went = ({ went: steps }: BookedWrite, status: string): boolean => steps.some((step) => step.status === status);
const ended = ({ write }: BookedWrite, status: string, code: string | null): boolean =>
  write.status === status && write.code === code;

const signs: Readonly<Record<string, Sign>> = {
  'creations in doubt that were adopted': (one) =>
    one.write.kind === 'CREATE' && went(one, 'IN_DOUBT') && one.write.status === 'CONFIRMED',
  'creations in doubt that were sent again': (one) =>
    one.write.kind === 'CREATE' && went(one, 'IN_DOUBT') && one.write.attempts > 1,
  'creations that ended because what demanded them was gone': (one) =>
    one.write.kind === 'CREATE' && ended(one, 'CANCELLED', 'NOT_FOUND'),
  'creations given to a person': (one) => one.write.kind === 'CREATE' && ended(one, 'REFUSED', 'AMBIGUOUS'),
  'updates that gave way to what was read just before': (one) => ended(one, 'SUPERSEDED', 'CHANGED'),
  'removals that gave way to what was read just before': (one) =>
    one.write.kind === 'REMOVE' && ended(one, 'SUPERSEDED', 'CHANGED'),
  'updates in doubt that were judged by a look': (one) => ended(one, 'SUPERSEDED', 'RESOLVED'),
  'writes whose process had ended': (one) => one.went.some((step, index) => isAbandoned(one, step, index)),
};

/** In doubt without an answer that failed: the lease ran out. */
function isAbandoned({ went: steps }: BookedWrite, step: BookedWrite['went'][number], index: number): boolean {
  return (
    step.status === 'IN_DOUBT' &&
    steps[index - 1]?.status === 'SENDING' &&
    step.at > (steps[index - 1]?.at ?? 0) + 29_000
  );
}

/** The creation of a second life of its place. */
function isMadeAgain({ write }: BookedWrite): boolean {
  return write.kind === 'CREATE' && write.status === 'CONFIRMED' && (write.externalRef?.includes('#') ?? false);
}

/** How often it came to what is rare and must still be right, as the books tell it. */
export function rareIn({ writes, reviews, merged, conflicts, edits }: Evidence): Map<string, number> {
  const counts = new Map<string, number>();
  const count = (what: string, times = 1): void => void counts.set(what, (counts.get(what) ?? 0) + times);
  for (const [what, sign] of Object.entries(signs)) count(what, writes.filter(sign).length);
  for (const { kind } of reviews) count(`reviews ${kind}`);
  count('canonical records that became one', merged.size);
  count('records made again', writes.filter(isMadeAgain).length);
  count('edits made at the hub', edits.filter(({ linkId }) => linkId === null).length);
  count('conflicts put before a person', conflicts.filter(({ review }) => review).length);
  count('values that lost and were kept', conflicts.length);
  count('edits taken in', edits.length);
  return counts;
}
