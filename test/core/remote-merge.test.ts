import { approveRemoval } from '../../shared/sync/carry-removal.js';
import type { Dataflow } from '../../shared/dataflows/dataflow.js';
import { demanded } from '../../shared/sync/demand.js';
import type { Dossier, Write } from '../../shared/sync/dossier.js';
import { join } from '../../shared/sync/join.js';
import { leftOf } from '../../shared/sync/left.js';
import { hearOfRemoval } from '../../shared/sync/missing.js';
import { recreate } from '../../shared/sync/person.js';
import type { SyncPolicy, View } from '../../shared/sync/policy.js';
import { confirmRemoval, remove, type Removed } from '../../shared/sync/remove.js';
import { settle } from '../../shared/sync/settle.js';
import { answeredSuspicions, reunited, suspectedIn } from '../../shared/sync/successors.js';
import { beginUpdate } from '../../shared/sync/update.js';
import { canonical, dossier, link, planned, policyOver, sending, viewOf } from './support.js';

const place = 'crm.Customer';
const successors = [{ place, canonicalId: 'c2' }];

function policyWith(deletes: Dataflow['deletes']): SyncPolicy {
  const policy = policyOver(['crm', 'shop']);
  const ends = {
    left: { system: 'crm', entityType: 'Customer' },
    right: { system: 'shop', entityType: 'Customer' },
  };
  const flow: Dataflow = {
    ...{ id: 'crm-shop', ...ends, establish: 'CREATE', match: [], properties: [], matchInOrder: false },
    ...{ deletes, reflect: false, weakMatches: 'link' },
  };
  const places = [...policy.places].map(
    ([key, one]) => [key, { ...one, traits: { ...one.traits, canRemove: true } }] as const,
  );
  return { ...policy, flows: [flow], places: new Map(places) };
}

const succeeded: View = { ...viewOf(), succeeded: new Set(['crm-link']) };
const kindsOf = ({ journal }: Pick<Removed, 'journal'>): string[] => journal.reviews.map(({ kind }) => kind);
const removal: Write = { ...planned, kind: 'REMOVE', values: {}, causes: { [place]: 1 } };

/** Its record was removed, while another one bears its number. */
const suspected = (deletes: Dataflow['deletes']): Dossier => ({
  ...remove(dossier({ writes: [] }), 'crm-link', succeeded, policyWith(deletes)).dossier,
  successors,
});

describe('a record removed while another one of its place bears its number', () => {
  test.each(['archive', 'propagate'] as const)('is put before a person, and nothing follows from it: %s', (deletes) => {
    const ended = remove(dossier({ writes: [] }), 'crm-link', succeeded, policyWith(deletes));
    expect(kindsOf(ended)).toEqual(['REMOTE_MERGE']);
    expect(ended.dossier).toMatchObject({ tombstones: [place], withheld: [place], writes: [] });
    expect(ended.archive).toBeNull();
  });

  test('is removed as ever where it was the last, where no other bears its number, and where the hub removed it', () => {
    const policy = policyWith('tombstone');
    const alone = dossier({ links: [link('crm', {})], writes: [] });
    expect(kindsOf(remove(alone, 'crm-link', succeeded, policy))).toEqual(['GONE']);
    expect(kindsOf(remove(dossier({ writes: [] }), 'crm-link', viewOf(), policy))).toEqual(['GONE']);
    const sent: Write = { ...removal, status: 'CONFIRMED', linkId: 'crm-link' };
    const own = remove(dossier({ writes: [sent] }), 'crm-link', succeeded, policy);
    expect([kindsOf(own), own.dossier.certain]).toEqual([['GONE'], [place]]);
    expect(suspectedIn({ ...own.dossier, successors })).toEqual([]);
  });

  test.each([
    ['archive', { isActive: false }, ['GONE']],
    ['propagate', null, ['GONE', 'REMOVAL']],
  ] as const)('was removed, says a person: then its dataflow carries that on: %s', (deletes, archive, kinds) => {
    const said = confirmRemoval(suspected(deletes), place, viewOf(), policyWith(deletes));
    expect(kindsOf(said)).toEqual(kinds);
    expect(said.archive).toEqual(archive);
    expect(said.dossier).toMatchObject({ tombstones: [place], withheld: [], certain: [place] });
    expect(suspectedIn({ ...said.dossier, successors })).toEqual([]);
    const again = confirmRemoval(said.dossier, place, viewOf(), policyWith(deletes));
    expect([kindsOf(again), again.archive]).toEqual([[], null]);
  });

  test('waits for one more reading where others are put out of use for it, and for none where a person is asked', () => {
    const heardOf = (deletes: Dataflow['deletes'], lastReadAt: number | null): string[] => {
      const missed = dossier({ links: [link('crm', {}, { more: { missedAt: 500 } }), link('shop', {})], writes: [] });
      return kindsOf(hearOfRemoval(missed, 'crm-link', { ...viewOf(), lastReadAt }, policyWith(deletes)));
    };
    expect(heardOf('archive', null)).toEqual([]);
    expect(heardOf('archive', 500)).toEqual([]);
    expect(heardOf('archive', 501)).toEqual(['GONE']);
    expect(heardOf('propagate', null)).toEqual(['GONE', 'REMOVAL']);
    expect(heardOf('tombstone', null)).toEqual(['GONE']);
  });

  test('is asked about at every settling, as long as nobody has said what became of it', () => {
    const told = (one: Dossier): string[] => kindsOf(settle(one, viewOf(), policyWith('tombstone')));
    expect(told(suspected('tombstone'))).toEqual(['REMOTE_MERGE']);
    expect(told({ ...suspected('tombstone'), successors: [] })).toEqual(['REMOTE_MERGE']);
    expect(told({ ...suspected('tombstone'), withheld: [] })).toEqual(['REMOTE_MERGE']);
    expect(told({ ...suspected('tombstone'), withheld: [], certain: [place] })).toEqual([]);
  });
});

describe('a removal that a person is to approve, or has approved, when another record is seen to bear the number', () => {
  const late = dossier({ links: [link('shop', {})], tombstones: [place], writes: [removal], successors });
  const policy = policyWith('propagate');

  test('is approved only once somebody has said what became of the removed record', () => {
    const unplanned = { ...late, writes: [] };
    const approved = (one: Dossier) => approveRemoval(one, 'shop.Customer', 0, viewOf(), policy);
    expect(approved(unplanned)).toMatchObject({ withheld: expect.stringContaining('became another one') });
    expect(approved(unplanned).dossier.writes).toEqual([]);
    const { dossier: sure } = confirmRemoval(unplanned, place, viewOf(), policy);
    expect(approved(sure)).toMatchObject({ withheld: null, dossier: { writes: [{ kind: 'REMOVE' }] } });
  });

  test('is not sent while a person is asked', () => {
    expect(leftOf({ ...late, successors: [] }, viewOf(), policy).sendable).toHaveLength(1);
    expect(leftOf(late, viewOf(), policy).sendable).toEqual([]);
    expect(beginUpdate(late, 'w1', null, sending, viewOf(), policy).verdict).toBe('WAIT');
  });

  test('is called off where it had become the other one, and is sent where it was truly removed', () => {
    expect(reunited(late, place).writes).toMatchObject([{ status: 'CANCELLED', code: 'REUNITED' }]);
    const { dossier: sure } = confirmRemoval(late, place, viewOf(), policy);
    expect(beginUpdate(sure, 'w1', null, sending, viewOf(), policy).verdict).toBe('SEND');
  });
});

describe('a record that a removed one may have become', () => {
  const policy = policyWith('tombstone');
  const heir = dossier({ links: [link('crm', { name: 'Fjord' })], writes: [] });

  test('demands nothing, and nothing that was planned for it is made', () => {
    expect(demanded(heir, viewOf(), policy)).toHaveLength(1);
    expect(demanded({ ...heir, claimed: true }, viewOf(), policy)).toEqual([]);
    const reservations = [{ linkId: 'new', system: 'shop', entityType: 'Customer', dataflowId: 'crm-shop' }];
    const writes: Write[] = [{ ...planned, linkId: 'new', kind: 'CREATE', externalRef: 'crm.Customer:1' }];
    expect(leftOf({ ...heir, reservations, writes }, viewOf(), policy).sendable).toHaveLength(1);
    expect(leftOf({ ...heir, reservations, writes, claimed: true }, viewOf(), policy).sendable).toEqual([]);
  });

  test('takes its place as at a first contact, and nobody need say more', () => {
    const before = suspected('tombstone');
    const other: Dossier = {
      ...heir,
      canonical: canonical({ name: 'Fjord AS' }, { id: 'c2' }),
      links: [
        link('crm', { name: 'Fjord AS' }, { agreed: { name: 'Fjord AS' }, more: { id: 'heir', externalId: '2' } }),
      ],
    };
    const one = join(reunited(before, place), other, { rule: 'manual', origin: 'MANUAL' }, policy);
    expect(one).toMatchObject({ tombstones: [], withheld: [], certain: [], successors: [] });
    expect(one?.links.find(({ id }) => id === 'heir')?.bases).toEqual({ name: { m: 'Fjord AS' } });
    const answered = { kind: 'REMOTE_MERGE', canonicalId: 'c1', place, field: null };
    expect(one && answeredSuspicions(before, one)).toEqual([answered]);
    expect(answeredSuspicions(before, null)).toEqual([answered]);
    expect(answeredSuspicions(before, { ...before, links: [], retired: true })).toEqual([answered]);
    expect(answeredSuspicions(before, before)).toEqual([]);
  });

  test('is free again once the removed one is made again', () => {
    expect(recreate(suspected('tombstone'), place)).toMatchObject({ tombstones: [], withheld: [], successors: [] });
  });
});
