import type { Load } from '../../bench/sync/first-load.js';
import { linesOf, missed, type Measured } from '../../bench/sync/goals.js';
import type { Steady } from '../../bench/sync/steady.js';

const load: Load = {
  customers: 1000,
  ms: 3000,
  linked: 1000,
  edits: 9,
  conflicts: 0,
  writes: 10,
  auditMs: 300,
  peakMb: 300,
};
const paced: Steady['paced'] = { askedPerSecond: 220, seconds: 60, perSecond: 219, p99: 48 };
const steady: Steady = { p50: 28, p99: 53, perSecond: 582, paced, edits: 100, writes: 100 };
const rest: Measured['rest'] = {
  ...{ writes: 0, directReads: 0, pages: 20 },
  changed: { edits: 200, writes: 200, directReads: 200 },
};
const measured: Measured = { loads: [load], hand: { customers: 1000, ms: 1000 }, steady, rest };

const slow = { loads: [{ ...load, ms: 3010 }] };
const late = { steady: { ...steady, p99: 500 } };
const few = { steady: { ...steady, perSecond: 199 } };
const lateAtPace = { steady: { ...steady, paced: { ...paced, p99: 501 } } };

const misses: [string, Partial<Measured>, string][] = [
  ['three times as long as by hand', slow, 'first load against it: 3.01 ×, not at most 3 ×'],
  ['the 99th percentile', late, 'the same, p99: 500 ms, not under 500 ms'],
  ['edits that all wait at once', few, 'edits a second, all waiting at once: 199, not at least 200'],
  ['the 99th percentile at a steady pace', lateAtPace, 'an edit at that pace, p99: 501 ms, not under 500 ms'],
];

test.each<[string, Partial<Measured>, string]>([
  ...misses,
  [
    'memory',
    { loads: [load, { ...load, customers: 2000, peakMb: 512 }] },
    'the most memory the process held: 512 MB, not under 512 MB',
  ],
  [
    'the median',
    { steady: { ...steady, p50: 100 } },
    'an edit told by webhook, seen to confirmed, p50: 100 ms, not under 100 ms',
  ],
  [
    'a pace that was not held',
    { steady: { ...steady, paced: { ...paced, perSecond: 199 } } },
    'edits a second confirmed for 60 s, where 220 are made: 199, not at least 200',
  ],
  [
    'a second write for an edit',
    { steady: { ...steady, writes: 101 } },
    'writes for each edit and linked record: 1.010, not 1.000 or fewer',
  ],
  [
    'a write with nothing changed',
    { rest: { ...rest, writes: 1 } },
    'full sync with nothing changed: writes: 1, not 0',
  ],
  ['a read with nothing changed', { rest: { ...rest, directReads: 1 } }, 'direct reads: 1, not 0'],
  [
    'a change that was not written',
    { rest: { ...rest, changed: { ...rest.changed, writes: 199 } } },
    'full sync with 200 records changed: writes: 199, not 200',
  ],
  ['what could not be measured', { steady: { ...steady, p99: NaN } }, 'the same, p99: NaN ms, not under 500 ms'],
])('a goal that is missed is named: %s', (_what, other, line) => {
  expect(missed(linesOf({ ...measured, ...other }, false))).toEqual([line]);
});

test('nothing is missed where every goal is met', () => {
  expect(missed(linesOf(measured, false))).toEqual([]);
});

test.each(misses)('a quick run does not judge, and says so: %s', (_what, other) => {
  const lines = linesOf({ ...measured, ...other }, true);
  expect(missed(lines)).toEqual([]);
  const notJudged = lines.filter(({ goal, isMet }) => isMet === null && goal.includes('not judged by a quick run'));
  expect(notJudged).toHaveLength(misses.length);
});
