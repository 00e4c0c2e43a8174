import type { Dataflow } from '../../shared/dataflows/dataflow.js';
import { makeAgain } from '../../shared/sync/again.js';
import { approveRemoval, endedRemovals, withdrawnRemovals } from '../../shared/sync/carry-removal.js';
import type { Dossier, Sighting } from '../../shared/sync/dossier.js';
import { fail } from '../../shared/sync/fail.js';
import { tryAgain } from '../../shared/sync/person.js';
import { placeAt, type SyncPolicy } from '../../shared/sync/policy.js';
import { remove } from '../../shared/sync/remove.js';
import { beginUpdate, resolveUpdate } from '../../shared/sync/update.js';
import { canonical, dossier, link, made, policyOver, sending, viewOf } from './support.js';

const flow: Dataflow = {
  ...{ id: 'crm-shop', establish: 'CREATE', match: [], properties: [], matchInOrder: false },
  left: { system: 'crm', entityType: 'Customer' },
  right: { system: 'shop', entityType: 'Customer' },
  ...{ deletes: 'propagate', reflect: false, weakMatches: 'link' },
};
const bare = policyOver(['crm', 'shop']);
const policy: SyncPolicy = {
  ...{ ...bare, flows: [flow] },
  places: new Map(
    [...bare.places].map(([key, place]) => [key, { ...place, traits: { ...place.traits, canRemove: true } }]),
  ),
};
const [crm, shop] = ['crm.Customer', 'shop.Customer'];
const agreed = { name: 'Fjord' };
const view = { ...viewOf(), now: 9000 };
const shownAt = 8000;

const together = (more: Parameters<typeof dossier>[0] = {}): Dossier =>
  dossier({
    links: [link('crm', agreed, { agreed }), link('shop', agreed, { agreed, more: { version: '"7"' } })],
    ...{ writes: [], ...more },
  });
const alone = (more: Parameters<typeof dossier>[0] = {}): Dossier => ({
  ...remove(together(more), 'crm-link', view, policy).dossier,
  due: false,
});
const approve = (of: Dossier, at = shownAt) => approveRemoval(of, shop, at, view, policy);
const approved = (): Dossier => approve(alone()).dossier;
const seen = (more: Partial<Sighting> = {}): Sighting => ({
  ...{ externalId: '1', version: '"7"', observed: agreed, wire: {}, at: 9500, unchangedSince: null },
  ...more,
});
const begin = (of: Dossier, sighting: Sighting) =>
  beginUpdate(of, of.writes[0]?.id ?? '', sighting, sending, view, policy);

describe('a record removed in one system, where its dataflow carries removals on', () => {
  test('has a person asked about the other, and removes nothing meanwhile', () => {
    const { dossier: after, journal } = remove(together(), 'crm-link', view, policy);
    expect(after.writes).toEqual([]);
    expect(journal.reviews.map(({ kind, place, open }) => [kind, place, open])).toEqual([
      ['GONE', crm, true],
      ['REMOVAL', shop, true],
    ]);
  });

  test('says so where the other was edited since both agreed', () => {
    const messageOf = (name: string): string | undefined => {
      const edited = [link('crm', agreed, { agreed }), link('shop', { name }, { agreed })];
      return remove(together({ links: edited }), 'crm-link', view, policy).journal.reviews[1]?.message;
    };
    expect(messageOf('Fjord')).not.toMatch('was edited since');
    expect(messageOf('Vidde')).toMatch('was edited since');
    expect(messageOf('Vidde')).not.toMatch('Vidde');
  });

  test('has the other removed once a person approves, for the reason that the books have', () => {
    expect(approve(alone())).toMatchObject({
      withheld: null,
      dossier: {
        writes: [{ kind: 'REMOVE', status: 'PLANNED', linkId: 'shop-link', expect: agreed, causes: { [crm]: 1 } }],
      },
    });
  });

  test.each([
    ['an edit in a system', { ...made('shop', 8000, 8500), edited: true }],
    ['an edit at the hub', made(null, 8500, 8500)],
  ] as const)('is put before the person again after %s, and approved then', (_what, provenance) => {
    const edited = alone({ canonical: canonical(agreed, { provenance: { name: provenance } }) });
    const first = approve(edited);
    expect([first.dossier.writes, first.journal.reviews.map(({ kind, open }) => [kind, open])]).toEqual([
      [],
      [['REMOVAL', true]],
    ]);
    expect(first.journal.reviews[0]?.message).toMatch('was edited since');
    expect(approve(edited, 9000).withheld).toBeNull();
  });

  test('is not carried on once the dataflow is paused or the record made again, while a write is under way, or twice', () => {
    const paused = { ...view, paused: new Set(['crm-shop']) };
    const under = { ...alone().writes[0], ...approved().writes[0]!, kind: 'UPDATE', status: 'SENDING' } as const;
    expect([
      approveRemoval(alone(), shop, shownAt, paused, policy).withheld,
      approve({ ...alone(), tombstones: [] }).withheld,
      approve({ ...alone(), writes: [under] }).withheld,
      approve(approved()).withheld,
    ]).toEqual([
      'No dataflow that runs carries such a removal on any more.',
      'No dataflow that runs carries such a removal on any more.',
      'A write of this record is under way: answer once it is settled.',
      'A write of this record is under way: answer once it is settled.',
    ]);
  });

  test('is a question no more when the other record is gone as well, or the removed one is made again', () => {
    const matter = { kind: 'REMOVAL', canonicalId: 'c1', place: shop, field: null };
    expect(endedRemovals(alone(), remove(alone(), 'shop-link', view, policy).dossier)).toEqual([matter]);
    expect(withdrawnRemovals({ ...alone(), tombstones: [] }, crm, view, policy)).toEqual([matter]);
    const also = [...policy.flows, { ...flow, id: 'pms-shop', left: { system: 'pms', entityType: 'Customer' } }];
    const other = { ...alone(), tombstones: ['pms.Customer'] };
    expect(withdrawnRemovals(other, crm, view, { ...policy, flows: also })).toEqual([]);
  });
});

describe('an approved removal', () => {
  test.each([
    ['its fields', seen({ observed: { name: 'Vidde' } })],
    ['its version alone', seen({ version: '"8"' })],
  ])('gives way to a record that changed since, by %s, and is put before a person again', (_by, changed) => {
    const { verdict, dossier: after, journal } = begin(approved(), changed);
    expect([verdict, after.writes[0]?.status]).toEqual(['NO', 'SUPERSEDED']);
    expect(journal?.reviews).toMatchObject([{ kind: 'REMOVAL', place: shop, open: true }]);
  });

  test('is sent to the record as it was', () => {
    expect(begin(approved(), seen()).verdict).toBe('SEND');
  });

  test('that the system refuses is left to a person, who may have it tried again', () => {
    const { dossier: sent, write } = begin(approved(), seen());
    const failure = { code: 'CONFLICT', message: 'Rows refer to it.' };
    const refused = fail(sent, write!, failure, placeAt(policy, shop), view, policy);
    expect(refused.writes[0]).toMatchObject({ status: 'REFUSED', code: 'CONFLICT' });
    expect(tryAgain(refused, write!.id, view).writes[0]).toMatchObject({ status: 'PLANNED', kind: 'REMOVE' });
  });

  test('after which the record is still there is sent again, thrice at the most', () => {
    const inDoubt = (attempts: number): Dossier => {
      const of = approved();
      return { ...of, writes: of.writes.map((write) => ({ ...write, status: 'IN_DOUBT' as const, attempts })) };
    };
    const statusAfter = (attempts: number) =>
      resolveUpdate(inDoubt(attempts), 'new', seen(), policy).dossier.writes[0]?.status;
    expect([1, 2, 3].map(statusAfter)).toEqual(['PLANNED', 'PLANNED', 'REFUSED']);
  });

  test('leaves a note that needs no answer, also where it took the last record', () => {
    const { dossier: sent } = begin(approved(), seen());
    const { dossier: after, journal } = remove(sent, 'shop-link', view, policy);
    expect(after).toMatchObject({ retired: true, tombstones: [crm, shop] });
    expect(journal.reviews).toMatchObject([{ kind: 'GONE', place: shop, open: false }]);
  });
});

describe('a record that a person wants again', () => {
  const retired = (): Dossier => remove(begin(approved(), seen()).dossier, 'shop-link', view, policy).dossier;
  const again = (of: Dossier, place: string, more: Partial<typeof view> = {}) =>
    makeAgain(of, place, true, { ...view, ...more }, policy);

  test('is made with what is known of it, though it was the last one', () => {
    const made = again(retired(), shop);
    expect(made).toMatchObject({
      ...{ retired: false, tombstones: [crm] },
      reservations: [{ system: 'shop', dataflowId: null }],
    });
    expect(made.writes.at(-1)).toMatchObject({ kind: 'CREATE', values: agreed, externalRef: 'hub:c1#2' });
  });

  test('is left to the dataflow that demands it, or is linked where it stands again', () => {
    const barred = { ...together({ links: [link('crm', agreed, { agreed })] }), tombstones: [shop] };
    expect(again(barred, shop)).toMatchObject({ tombstones: [], reservations: [], due: true });
    const side = { recordId: 'r', canonicalId: 'c2', slot: crm };
    const pair = {
      ...{ dataflowId: 'crm-shop', rule: 0, inOrder: false, leftCount: 1, rightCount: 1 },
      ...{ left: side, right: { ...side, canonicalId: 'c1', slot: shop } },
    };
    const evidence = { pairs: [pair], identities: new Map(), isExcluded: () => false };
    expect(again(alone(), crm)).toMatchObject({ reservations: [{ system: 'crm' }] });
    expect(again(alone(), crm, { evidence } as never)).toMatchObject({ tombstones: [], reservations: [] });
  });

  test('is made where the only dataflow that would demand it may not, as its source was made by the hub and the system is represented', () => {
    const made = link('crm', agreed, { agreed, more: { origin: 'CREATED' } });
    const of = { ...together({ links: [made] }), tombstones: [shop], former: ['shop.Order'] };
    expect(again(of, shop)).toMatchObject({ tombstones: [], reservations: [{ system: 'shop', dataflowId: null }] });
  });

  test('is not made in a place that is not empty for a removal, or whose system makes none', () => {
    expect(again(together(), shop).reservations).toEqual([]);
    expect(makeAgain(retired(), shop, false, view, policy).reservations).toEqual([]);
  });
});
