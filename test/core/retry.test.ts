import fc from 'fast-check';
import { askAgainIn, verdictOn, type Failure, type Verdict } from '../../shared/sync/retry.js';

describe('a write that failed', () => {
  test.each<[string, Failure, 'CREATE' | 'UPDATE', Verdict]>([
    [
      'and may have landed is in doubt until nothing can land any more',
      { code: 'UNAVAILABLE', ambiguous: true },
      'UPDATE',
      { status: 'IN_DOUBT', waitMs: 9000 },
    ],
    [
      'and may have landed is in doubt whatever the code',
      { code: 'REJECTED', ambiguous: true },
      'CREATE',
      { status: 'IN_DOUBT', waitMs: 9000 },
    ],
    ['since its record changed gives way to a new plan', { code: 'CONFLICT' }, 'UPDATE', { status: 'SUPERSEDED' }],
    [
      'since its key is taken may be our own record: it is looked up',
      { code: 'CONFLICT' },
      'CREATE',
      { status: 'IN_DOUBT', waitMs: 0 },
    ],
    [
      'for too many requests waits as it was told',
      { code: 'RATE_LIMITED', retryAfter: 7 },
      'UPDATE',
      { status: 'PLANNED', waitMs: 7000 },
    ],
    [
      'for too many requests waits a second where it was not told',
      { code: 'RATE_LIMITED' },
      'UPDATE',
      { status: 'PLANNED', waitMs: 1000 },
    ],
    [
      'for too many requests waits an hour at most',
      { code: 'RATE_LIMITED', retryAfter: 86_400 },
      'CREATE',
      { status: 'PLANNED', waitMs: 3_600_000 },
    ],
    [
      'for our credentials is tried again in a minute',
      { code: 'UNAUTHENTICATED' },
      'CREATE',
      { status: 'PLANNED', waitMs: 60_000 },
    ],
    ['since its system is down is tried again', { code: 'UNAVAILABLE' }, 'UPDATE', { status: 'PLANNED', waitMs: 2500 }],
    ['for a fault of ours is tried again', { code: 'INTERNAL' }, 'UPDATE', { status: 'PLANNED', waitMs: 2500 }],
    ['for its values stands refused', { code: 'REJECTED' }, 'UPDATE', { status: 'REFUSED' }],
    ['since its record is not there stands refused', { code: 'NOT_FOUND' }, 'UPDATE', { status: 'REFUSED' }],
  ])('%s', (_case, failure, kind, verdict) => {
    expect(verdictOn(failure, kind, 2, 9000, 0.5)).toEqual(verdict);
  });

  test('waits anything between a second and the whole of a doubling span, an hour at most', () => {
    const waits = [1, 3, 500].map((attempts) =>
      [0, 0.25, 0.5, 1].map((chance) => verdictOn({ code: 'UNAVAILABLE' }, 'UPDATE', attempts, 0, chance)),
    );
    expect(waits.map((each) => each.map((verdict) => 'waitMs' in verdict && verdict.waitMs / 1000))).toEqual([
      [1, 1.25, 1.5, 2],
      [1, 2.75, 4.5, 8],
      [1, 900.75, 1800.5, 3600],
    ]);
  });

  test('never waits longer than that, nor shorter', () => {
    const law = fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (attempts, chance) => {
        const verdict = verdictOn({ code: 'UNAVAILABLE' }, 'UPDATE', attempts, 0, chance);
        const span = Math.min(1000 * 2 ** attempts, 3_600_000);
        return verdict.status === 'PLANNED' && verdict.waitMs >= 1000 && verdict.waitMs <= span;
      },
    );
    fc.assert(law, { numRuns: 2000 });
  });

  test('waits whole milliseconds, as times are kept', () => {
    const failures: readonly Failure[] = [{ code: 'UNAVAILABLE' }, { code: 'RATE_LIMITED', retryAfter: 1.0005 }];
    const verdicts = failures.map((failure) => verdictOn(failure, 'UPDATE', 3, 0, 1 / 3));
    const waits = verdicts.map((verdict) => ('waitMs' in verdict ? verdict.waitMs : NaN));
    expect([...waits, askAgainIn(100, 1 / 3)]).toEqual([3333, 1001, 5033]);
  });
});
