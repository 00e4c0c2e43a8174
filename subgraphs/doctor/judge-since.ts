import type { Since } from '../../shared/connector.js';
import { differs, fine, inSheet, unknown, type Judged, type Subject } from './finding.js';
import type { SinceMeasured } from './since.js';

/** Fewer stamps may share a grain by chance. */
const enoughStamps = 20;

/** Holds what the sheet says of the filter for changes against what readings from one stamp on showed. */
export function judgeSince(subject: Subject, since: Since, measured: SinceMeasured): readonly Judged[] {
  return [
    judgeInclusive(subject, since, measured),
    ...judgeFilter(subject, measured),
    judgeGrain(subject, since, measured),
  ];
}

function judgeInclusive(subject: Subject, since: Since, { filter }: SinceMeasured): Judged {
  const claim = 'since.inclusive';
  if (filter === null) return unknown(claim, 'no record with a stamp stayed as it was while it was looked at');
  return inclusiveAs(subject, since, filter.includesEqual, 'bears exactly the stamp asked for');
}

/** `which` says which record was looked for. */
export function inclusiveAs(subject: Subject, since: Since, isInclusive: boolean, which: string): Judged {
  const claim = 'since.inclusive';
  const found = `a record that ${which} is ${isInclusive ? '' : 'not '}among the changes`;
  return isInclusive === since.inclusive
    ? fine(claim, found)
    : differs(claim, found, inSheet(subject, claim, isInclusive));
}

function judgeFilter(subject: Subject, { filter }: SinceMeasured): Judged[] {
  if (filter === null) return [];
  const claim = 'since.overlapMs';
  const remedy = inSheet(subject, claim, 'at least as much as the filter is off');
  if (!filter.includesLater) return [differs(claim, 'a record is not among the changes since just before it', remedy)];
  if (filter.earlier > 0) return [differs(claim, `${filter.earlier} records with an earlier stamp come along`, remedy)];
  return [fine('since.stamp', 'the filter sees the stamps that records show')];
}

function judgeGrain(subject: Subject, since: Since, { grainMs, stamps }: SinceMeasured): Judged {
  const claim = 'since.granularityMs';
  const found = `${stamps} different stamps are whole multiples of ${grainMs} ms`;
  if (grainMs <= since.granularityMs) return fine(claim, found);
  return stamps < enoughStamps
    ? unknown(claim, `${found}, too few to tell`)
    : differs(claim, found, inSheet(subject, claim, grainMs));
}

/** Whether a reading reaches back far enough for what the same sheet says of stamps and lag. */
export function judgeOverlap(subject: Subject, since: Since): Judged {
  const claim = 'since.overlapMs';
  const least = since.stamp === null ? 0 : since.granularityMs + subject.entityType.capabilities.readLagMs;
  if (since.overlapMs >= least) return fine(claim, `${since.overlapMs} ms cover granularity and read lag, ${least} ms`);
  return differs(
    claim,
    `${since.overlapMs} ms do not cover granularity and read lag, ${least} ms`,
    inSheet(subject, claim, least),
  );
}
