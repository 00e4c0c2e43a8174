import type { Dossier, Sighting, Write } from '../../shared/sync/dossier.js';
import { remove } from '../../shared/sync/remove.js';
import { putOutOfUse, retirement, takeBack } from '../../shared/sync/take-back.js';
import { beginUpdate } from '../../shared/sync/update.js';
import { dossier, link, mappings, planned, policyOver, sending, viewOf } from './support.js';

const policy = policyOver(['crm', 'shop']);
const view = { ...viewOf(), now: 9000 };
const values = { name: 'Fjord', email: 'Post@Fjord.example' };
const held = { name: 'Fjord', email: 'post@fjord.example' };
const seen = (more: Partial<Sighting> = {}): Sighting => ({
  ...{ externalId: '1', version: '"7"', observed: held, wire: {}, at: 9000, unchangedSince: null },
  ...more,
});
const sent = { values, version: '"7"' };
const created = (more: Partial<Dossier> = {}): Dossier =>
  dossier({
    links: [link('crm', held), link('shop', held, { more: { origin: 'CREATED', version: '"7"' } })],
    ...{ writes: [], ...more },
  });
const take = (of: Dossier, look = seen(), how: Partial<Parameters<typeof takeBack>[2]> = {}) =>
  takeBack(of, 'shop-link', { seen: look, sent, values: {}, ...how }, view);
const taken = (how: Partial<Parameters<typeof takeBack>[2]> = {}) => take(created(), seen(), how);

describe('a record that the hub made, to be taken back', () => {
  test('is removed for its own reason, as it was seen, if it holds what was sent to it', () => {
    expect(taken()).toMatchObject({
      fault: null,
      write: { kind: 'REMOVE', values: {}, expect: held, sentVersion: '"7"', causes: { 'shop.Customer': 1 } },
    });
  });

  test.each([
    ['another value', seen({ observed: { ...held, name: 'Vidde' } }), 'CHANGED_SINCE'],
    ['a value that is not shown', seen({ observed: { email: held.email } }), 'CHANGED_SINCE'],
    ['the values under another version', seen({ version: '"8"' }), 'CHANGED_SINCE'],
    ['the values, and no version', seen({ version: null }), null],
  ] as const)('with %s is judged by that', (_what, look, fault) => {
    expect(take(created(), look).fault).toBe(fault);
  });

  test('waits where a write of it is under way, and what was only planned for it is not needed', () => {
    const under: Write = { ...planned, status: 'IN_DOUBT' };
    expect(take(created({ writes: [under] })).fault).toBe('UNDER_WAY');
    expect(take(created({ writes: [planned] })).dossier.writes.map(({ status }) => status)).toEqual([
      'CANCELLED',
      'PLANNED',
    ]);
    expect(take(taken().dossier).fault).toBe('UNDER_WAY');
  });

  test('stays where it is changed before it is written, and that is noted', () => {
    const changed = seen({ version: '"8"' });
    const { verdict, journal } = beginUpdate(taken().dossier, 'new', changed, sending, view, policy);
    expect([verdict, journal?.reviews.map(({ kind, open }) => [kind, open])]).toEqual([
      'NO',
      [['CHANGED_SINCE', false]],
    ]);
  });

  test('takes no other with it, whatever the dataflows say of removals', () => {
    const ends = {
      left: { system: 'crm', entityType: 'Customer' },
      right: { system: 'shop', entityType: 'Customer' },
    };
    const flow = {
      id: 'crm-shop',
      establish: 'CREATE',
      match: [],
      properties: [],
      matchInOrder: false,
      ...ends,
    } as const;
    const carrying = (deletes: 'propagate' | 'archive') => ({
      ...policy,
      flows: [{ ...flow, deletes, reflect: false, weakMatches: 'link' as const }],
      places: new Map(
        [...policy.places].map(([key, one]) => [key, { ...one, traits: { ...one.traits, canRemove: true } }]),
      ),
    });
    for (const deletes of ['propagate', 'archive'] as const) {
      const { dossier: begun } = beginUpdate(taken().dossier, 'new', seen(), sending, view, policy);
      const { journal, archive, dossier: after } = remove(begun, 'shop-link', view, carrying(deletes));
      expect([journal.reviews.map(({ kind }) => kind), archive]).toEqual([['GONE'], null]);
      expect(after).toMatchObject({ tombstones: ['shop.Customer'], retired: false });
    }
  });
});

describe('a record that its system does not remove', () => {
  test('is put out of use by what may be written of it, if anything', () => {
    const { crm } = mappings;
    expect(retirement(crm)).toBeNull();
    const active = { ...crm, fields: { ...crm.fields, isActive: { path: 'active' } } };
    expect(retirement(active)).toEqual({ isActive: false });
    expect(retirement({ ...active, fields: { isActive: { path: 'active', readOnly: true } } })).toBeNull();
  });

  test('stands alone once it is out of use, and its place stays empty on either side', () => {
    const retired = taken({ values: { isActive: false } });
    const { dossier: begun, write } = beginUpdate(
      { ...retired.dossier },
      'new',
      seen({ observed: { ...held, isActive: true } }),
      ...([sending, view, policy] as const),
    );
    const { dossiers, journal, exclusions } = putOutOfUse(begun, write!, seen({ version: '"8"' }), view, policy);
    expect(dossiers.map(({ links, tombstones }) => [links.map(({ system }) => system), tombstones])).toEqual([
      [['crm'], ['shop.Customer']],
      [['shop'], ['crm.Customer']],
    ]);
    expect(journal.reviews).toMatchObject([{ kind: 'GONE', open: false }]);
    expect(exclusions).toEqual([['crm-record', 'shop-record']]);
  });
});
