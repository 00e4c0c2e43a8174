import { noSuspicion, type Dossier, type Write } from '../../shared/sync/dossier.js';
import { answer, giveUp, recreate, thaw, tryAgain } from '../../shared/sync/person.js';
import { inSync } from '../../shared/sync/plan.js';
import { restoring } from '../../shared/sync/restore.js';
import type { LinkState } from '../../shared/sync/state.js';
import { canonical, link } from './support.js';

const view = { now: 5000 };
const values = { name: 'Fjord' };

const refused: Write = {
  ...{ id: 'w1', linkId: 'shop-link', system: 'shop', entityType: 'Customer', kind: 'UPDATE', status: 'REFUSED' },
  ...{ values, expect: {}, causes: {}, externalRef: null, externalId: null, sentVersion: null, attempts: 1 },
  ...{ lookUps: 0, notBefore: null, firstSentAt: 1, leaseUntil: null, code: 'VALIDATION', message: 'Too long.' },
};
const creation: Write = { ...refused, kind: 'CREATE', linkId: 'new', externalRef: 'crm.Customer:1', code: 'AMBIGUOUS' };

function dossier(more: Partial<Dossier> = {}): Dossier {
  const effort = { name: { sentAt: [1, 2, 3, 4], ineffective: 3 }, email: { sentAt: [1], ineffective: 0 } };
  const links = [link('crm', values, { agreed: values }), link('shop', { name: 'Fj' }, { more: { effort } })];
  return {
    ...{ canonical: canonical(values, { frozen: ['name', 'email'] }), seq: 1, due: false, retired: false, links },
    ...{ reservations: [], former: [], tombstones: [], ...noSuspicion, reviewed: [], writes: [], ...more },
  };
}

const shop = ({ links }: Dossier): LinkState | undefined => links.find(({ system }) => system === 'shop');

describe('a person', () => {
  test('lets a field be written again, with its count of writes begun anew', () => {
    const thawed = thaw(dossier(), 'name');
    expect(thawed.canonical.frozen).toEqual(['email']);
    expect(Object.keys(shop(thawed)?.effort ?? {})).toEqual(['email']);
    expect(thawed.due).toBe(true);
  });

  test('has a refused update planned anew', () => {
    const again = tryAgain(dossier({ writes: [refused] }), 'w1', view);
    expect(again).toMatchObject({ due: true, writes: [{ status: 'CANCELLED', code: 'RETRIED' }] });
  });

  test('has a creation nobody could judge go on under the same reference', () => {
    const reservation = { linkId: 'new', system: 'shop', entityType: 'Customer', dataflowId: null };
    const again = tryAgain(dossier({ writes: [creation], reservations: [reservation] }), 'w1', view);
    expect(again.writes).toMatchObject([{ status: 'PLANNED', externalRef: 'crm.Customer:1', firstSentAt: 1 }]);
    expect(again.reservations).toEqual([reservation]);
  });

  test('changes nothing about a write that was not refused', () => {
    const before = dossier({ writes: [{ ...refused, status: 'SENDING' }] });
    expect(tryAgain(before, 'w1', view)).toBe(before);
    expect(giveUp(before, 'w1')).toBe(before);
    expect(giveUp(before, 'another')).toBe(before);
  });

  test('gives an update up: record and canonical record are at rest, different as they are', () => {
    const left = giveUp(dossier({ writes: [refused] }), 'w1');
    expect(left.writes).toMatchObject([{ status: 'CANCELLED', code: 'DISCARDED' }]);
    const given = shop(left);
    expect(given && inSync(left.canonical, given, 'name')).toBe(true);
    expect(given?.bases['name']).toEqual({ c: 'Fjord', m: 'Fj', apart: true });
  });

  test('gives a creation up: nothing is made there until someone wants it', () => {
    const reservation = { linkId: 'new', system: 'shop', entityType: 'Customer', dataflowId: null };
    const left = giveUp(dossier({ writes: [creation], reservations: [reservation] }), 'w1');
    expect(left).toMatchObject({ reservations: [], tombstones: ['shop.Customer'] });
    expect(recreate(left, 'shop.Customer')).toMatchObject({ tombstones: [], due: true });
  });

  test.each([
    ['OSCILLATION', 'name', true, { canonical: { frozen: ['email'] } }],
    ['OSCILLATION', 'name', false, { canonical: { frozen: ['name', 'email'] } }],
    ['GONE', null, false, { tombstones: ['shop.Customer'] }],
    ['CREATE_AMBIGUOUS', null, true, { writes: [{ status: 'CANCELLED', code: 'RETRIED' }] }],
    ['CREATE_AMBIGUOUS', null, false, { writes: [{ status: 'CANCELLED', code: 'DISCARDED' }] }],
    ['DUPLICATE', null, true, { tombstones: ['shop.Customer'], due: true }],
  ] as const)('answers %s about %s with %s', (kind, field, again, after) => {
    const before = dossier({ tombstones: ['shop.Customer'], writes: [creation] });
    expect(answer(before, { kind, place: 'shop.Customer', field }, again, view)).toMatchObject(after);
  });
});

describe('taking a link apart again', () => {
  const joined = canonical({ name: 'B', email: 'a@a.no', phone: '2', website: 'w' });
  const record = link(
    'crm',
    { name: 'B', email: 'a@a.no', phone: '2', website: 'w' },
    { agreed: joined.fields as never },
  );
  const before = { name: 'A', email: 'a@a.no', phone: '1', website: 'w' };

  test('gives the record what was written over, and takes from the others what came from it', () => {
    const since = [
      { field: 'name', version: 2, before: 'A', after: 'B', linkId: 'shop-link' },
      { field: 'email', version: 2, before: 'old@a.no', after: 'a@a.no', linkId: 'crm-link' },
    ];
    expect(restoring(joined, record, { name: 'A', email: 'a@a.no' }, since)).toEqual({
      separated: { name: 'A' },
      remaining: { email: 'old@a.no' },
    });
  });

  test('leaves what someone typed into the record since, and what others changed later', () => {
    const typed = [{ field: 'phone', version: 3, before: '1', after: '2', linkId: 'crm-link' }];
    const later = [...typed, { field: 'phone', version: 4, before: '2', after: '3', linkId: null }];
    expect(restoring(joined, record, { ...before, name: 'B' }, typed)).toEqual({
      separated: {},
      remaining: { phone: '1' },
    });
    const moved = canonical({ ...joined.fields, phone: '3' } as never);
    expect(restoring(moved, record, { ...before, name: 'B' }, later).remaining).toEqual({});
  });

  test('leaves a field of the record that was edited and not yet taken in', () => {
    const edited = link('crm', { name: 'C' }, { agreed: { name: 'B' } });
    expect(restoring(joined, edited, before, []).separated).toEqual({});
  });
});
