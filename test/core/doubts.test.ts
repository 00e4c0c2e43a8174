import fc from 'fast-check';
import { answeredDoubts, askLater, tellOfDoubts } from '../../shared/sync/doubt.js';
import type { Dossier, Write } from '../../shared/sync/dossier.js';
import { abandon, fail } from '../../shared/sync/fail.js';
import { answer } from '../../shared/sync/person.js';
import type { SyncPolicy, View } from '../../shared/sync/policy.js';
import { dossier, planned, policyOver, viewOf } from './support.js';

const minute = 60_000;
const policy = policyOver(['crm', 'shop']);
const away = { code: 'UNAVAILABLE', message: 'It is away.' };
const at = (now: number, chance = 0): View => ({ ...viewOf(), now, chance: () => chance });

/** A record whose update was sent at the time 0 and never answered. */
const doubtful = (more: Partial<Write> = {}): Dossier =>
  dossier({ writes: [{ ...planned, status: 'IN_DOUBT', notBefore: 1000, doubtedAt: 0, ...more }] });

const only = ({ writes: [write] }: Dossier): Write => {
  if (!write) throw new RangeError('one was expected');
  return write;
};

/** An entity type of the shop in which a request may take effect for so long. */
function inFlightFor(inFlightMs: number): SyncPolicy {
  const place = policy.places.get('shop.Customer');
  if (!place) throw new RangeError('the shop takes part');
  return { ...policy, places: new Map([[place.key, { ...place, traits: { ...place.traits, inFlightMs } }]]) };
}

describe('a write in doubt', () => {
  test('remembers since when, over all later tries', () => {
    const place = policy.places.get('shop.Customer');
    if (!place) throw new RangeError('the shop takes part');
    const lost = { ...away, ambiguous: true };
    const sent = dossier({ writes: [{ ...planned, status: 'SENDING', leaseUntil: 9000 }] });
    expect(only(fail(sent, planned, lost, place, at(7000), policy))).toMatchObject({ doubtedAt: 7000 });
    expect(only(abandon(sent, at(60_000), policy))).toMatchObject({ status: 'IN_DOUBT', doubtedAt: 9000 });
    const again = dossier({ writes: [{ ...planned, status: 'SENDING', leaseUntil: 9000, doubtedAt: 3 }] });
    expect(only(fail(again, planned, lost, place, at(7000), policy))).toMatchObject({ doubtedAt: 3 });
  });

  test('whose system cannot be asked is asked again, ever more rarely, and every five minutes in the end', () => {
    const waits = [0, 10_000, minute, 6 * minute, 60 * minute].map((now) => {
      const waiting = doubtful({ toldAt: 1 });
      return [0, 0.5, 0.999].map((chance) =>
        Math.round(((only(askLater(waiting, 'w1', away, at(now, chance), policy)).notBefore ?? 0) - now) / 1000),
      );
    });
    expect(waits).toEqual([
      [5, 5, 5],
      [5, 10, 15],
      [5, 35, 65],
      [5, 185, 300],
      [5, 300, 300],
    ]);
  });

  test('is asked after at the very time at which a person is to be told, and never before five seconds otherwise', () => {
    const law = fc.property(
      fc.integer({ min: 0, max: 20 * minute }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (now, chance) => {
        const next = only(askLater(doubtful(), 'w1', away, at(now, chance), policy)).notBefore ?? 0;
        if (now < 5 * minute && next > 5 * minute) return false;
        return next === 5 * minute || next >= now + 5000;
      },
    );
    fc.assert(law, { numRuns: 2000 });
  });

  test('is put before a person once, after five minutes, or after three times as long as a request may take', () => {
    const told = (now: number, by: SyncPolicy) =>
      tellOfDoubts(doubtful({ notBefore: now + 1 }), at(now), by).journal.reviews;
    const review = { kind: 'IN_DOUBT', canonicalId: 'c1', place: 'shop.Customer', field: null, open: true };
    expect(told(5 * minute - 1, policy)).toEqual([]);
    expect(told(5 * minute, policy)).toMatchObject([review]);
    expect(told(6 * minute - 1, inFlightFor(2 * minute))).toEqual([]);
    expect(told(6 * minute, inFlightFor(2 * minute))).toMatchObject([review]);
    const once = tellOfDoubts(doubtful({ notBefore: 6 * minute }), at(5 * minute), policy).dossier;
    expect(only(once)).toMatchObject({ status: 'IN_DOUBT', toldAt: 5 * minute });
    expect(tellOfDoubts(once, at(90 * minute), policy)).toMatchObject({ dossier: once, journal: { reviews: [] } });
  });

  test('that can be asked after now is asked first; one of a system that is switched off is not waited for', () => {
    expect(tellOfDoubts(doubtful({ notBefore: 1 }), at(90 * minute), policy).journal.reviews).toEqual([]);
    const without = policyOver(['crm']);
    expect(tellOfDoubts(doubtful({ notBefore: 1 }), at(90 * minute), without).journal.reviews).toHaveLength(1);
  });

  test('is a matter that closes by itself once its outcome is known, and not before', () => {
    const before = doubtful({ toldAt: 1 });
    const then = (more: Partial<Write>) => answeredDoubts(before, dossier({ writes: [{ ...only(before), ...more }] }));
    expect(then({ status: 'PLANNED' })).toEqual([]);
    expect(then({ notBefore: 5 })).toEqual([]);
    const matter = { kind: 'IN_DOUBT', canonicalId: 'c1', place: 'shop.Customer', field: null };
    expect(then({ status: 'SUPERSEDED' })).toEqual([matter]);
    expect(answeredDoubts(before, dossier({ writes: [] }))).toEqual([matter]);
    expect(answeredDoubts(doubtful(), dossier({ writes: [] }))).toEqual([]);
  });

  test('is asked after at once where a person wants it', () => {
    const review = { kind: 'IN_DOUBT', place: 'shop.Customer', field: null } as const;
    const waiting = doubtful({ notBefore: 90 * minute });
    expect(only(answer(waiting, review, true, at(7)))).toMatchObject({ status: 'IN_DOUBT', notBefore: 7 });
    expect(answer(waiting, review, false, at(7))).toBe(waiting);
  });

  test('since its key is taken stays so, whatever fails while it is looked for', () => {
    const taken = doubtful({ kind: 'CREATE', code: 'CONFLICT', message: 'The key is taken.' });
    const asked = only(askLater(taken, 'w1', away, at(7), policy));
    expect(asked).toMatchObject({ code: 'CONFLICT', message: 'The key is taken.' });
    expect(only(askLater(doubtful(), 'w1', away, at(7), policy))).toMatchObject(away);
  });
});
