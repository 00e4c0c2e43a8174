/** How a canonical record stands towards its systems. */
export type Standing = 'FROZEN' | 'CONFLICT' | 'REVIEW' | 'PENDING' | 'IN_SYNC';

const isFrozen = `cardinality(canonical.frozen) > 0`;
const hasConflict = `exists (select from conflict where conflict.canonical_id = canonical.id and conflict.status = 'OPEN')`;
const besides = (mine: string): string => `exists (
  select from link mine join match_candidate candidate on candidate.${mine} = mine.record_id and candidate.status = 'OPEN'
  where mine.canonical_id = canonical.id and mine.state in ('ACTIVE', 'PAUSED'))`;
const isReviewed = `(${besides('left_record_id')} or ${besides('right_record_id')})`;
const isPending = `(canonical.due_at is not null or exists (
  select from write where write.canonical_id = canonical.id and write.status in ('PLANNED', 'SENDING', 'IN_DOUBT')))`;

/** SQL for each standing of a `canonical` record, the first that applies in this order. */
const inOrder: readonly (readonly [Standing, string])[] = [
  ['FROZEN', isFrozen],
  ['CONFLICT', hasConflict],
  ['REVIEW', isReviewed],
  ['PENDING', isPending],
  ['IN_SYNC', 'true'],
];

/** SQL for the standing of a `canonical` record. */
export const standingSql = `case ${inOrder.map(([name, sql]) => `when ${sql} then '${name}'`).join(' ')} end`;

/** SQL for whether a `canonical` record stands so. */
export const standings = Object.fromEntries(
  inOrder.map(([name, sql], index) => [
    name,
    [sql, ...inOrder.slice(0, index).map(([, earlier]) => `not ${earlier}`)].join(' and '),
  ]),
) as Readonly<Record<Standing, string>>;
