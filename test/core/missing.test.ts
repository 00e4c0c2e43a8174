import { hearOfRemoval, miss, type Missed } from '../../shared/sync/missing.js';
import type { SyncPolicy } from '../../shared/sync/policy.js';
import { togetherMs, type Removals } from '../../shared/sync/removals.js';
import { dossier, policyOver, viewOf } from './support.js';

const policy: SyncPolicy = { ...policyOver(['crm', 'shop']), missingAtMost: { records: 2, part: 0.1 } };
const view = (removals: Removals) => ({ ...viewOf(), removals });
const heard = (removals: Removals): Missed => hearOfRemoval(dossier(), 'crm-link', view(removals), policy);
const standing = ({ dossier: { links } }: Missed): boolean => links.some(({ id }) => id === 'crm-link');

describe('a record of which there is evidence that it was removed', () => {
  test.each([
    [{ known: 5, ended: 0, missed: 1 }, false],
    [{ known: 5, ended: 0, missed: 2 }, true],
    [{ known: 5, ended: 2, missed: 0 }, true],
    [{ known: 40, ended: 2, missed: 1 }, false],
    [{ known: 40, ended: 2, missed: 2 }, true],
  ])('stands where with it more went missing at once than is believed: %p', (removals, stands) => {
    expect(standing(heard(removals))).toBe(stands);
  });

  test('waits for a person where too many are missing, and its turn where too many were removed before', () => {
    expect(heard({ known: 5, ended: 0, missed: 2 })).toMatchObject({
      lookAgainAt: null,
      withheld: '3 of 5 known records went missing at once: nothing was concluded from it.',
    });
    expect(heard({ known: 5, ended: 2, missed: 0 })).toMatchObject({ lookAgainAt: viewOf().now + togetherMs });
  });

  test('that stands is suspect, and nothing else came of it', () => {
    const { dossier: after, journal, archive } = heard({ known: 5, ended: 0, missed: 2 });
    expect(after).toMatchObject({ tombstones: [], former: [], due: true });
    expect(after.links.find(({ id }) => id === 'crm-link')?.missedAt).toBe(viewOf().now);
    expect({ reviews: journal.reviews, archive }).toEqual({ reviews: [], archive: null });
  });

  test('counts once, though the look before missed it already', () => {
    const missed = miss(dossier(), 'crm-link', view({ known: 5, ended: 0, missed: 0 }), policy);
    expect([standing(missed), missed.withheld]).toEqual([true, null]);
    const later = { ...view({ known: 5, ended: 1, missed: 1 }), now: missed.lookAgainAt ?? 0 };
    expect(standing(miss(missed.dossier, 'crm-link', later, policy))).toBe(false);
  });
});
