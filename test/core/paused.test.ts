import type { Dataflow } from '../../shared/dataflows/dataflow.js';
import { beginCreate } from '../../shared/sync/create.js';
import type { Write } from '../../shared/sync/dossier.js';
import { placeAt } from '../../shared/sync/policy.js';
import { remove } from '../../shared/sync/remove.js';
import { beginUpdate } from '../../shared/sync/update.js';
import { dossier, link, planned, policyOver, sending, viewOf } from './support.js';

const flow = (deletes: Dataflow['deletes']): Dataflow => ({
  ...{ id: 'crm-shop', establish: 'CREATE', match: [], properties: [], matchInOrder: false },
  left: { system: 'crm', entityType: 'Customer' },
  right: { system: 'shop', entityType: 'Customer' },
  ...{ deletes, reflect: false, weakMatches: 'link' },
});

function policyWith(deletes: Dataflow['deletes']) {
  const policy = { ...policyOver(['crm', 'shop']), flows: [flow(deletes)] };
  const places = [...policy.places].map(
    ([key, place]) => [key, { ...place, traits: { ...place.traits, canRemove: true } }] as const,
  );
  return { ...policy, places: new Map(places) };
}

describe('a dataflow paused after a write was planned', () => {
  test.each([
    ['it runs', [], 'SEND'],
    ['it was paused meanwhile', ['crm-shop'], 'WAIT'],
  ] as const)('an update is sent, or waits as it is: %s', (_when, paused, verdict) => {
    const begun = beginUpdate(dossier(), 'w1', null, sending, viewOf(...paused), policyWith('tombstone'));
    expect(begun.verdict).toBe(verdict);
    expect(begun.dossier.writes[0]?.status).toBe(verdict === 'SEND' ? 'SENDING' : 'PLANNED');
  });

  test.each([
    ['it runs', [], 'SEND'],
    ['it was paused meanwhile', ['crm-shop'], 'WAIT'],
  ] as const)('a creation is sent, or waits as it is: %s', (_when, paused, verdict) => {
    const policy = policyWith('tombstone');
    const reservation = { linkId: 'new-link', system: 'shop', entityType: 'Customer', dataflowId: 'crm-shop' };
    const creation: Write = { ...planned, linkId: 'new-link', kind: 'CREATE', externalRef: 'crm.Customer:1' };
    const reserved = dossier({ links: [link('crm', {})], reservations: [reservation], writes: [creation] });
    const place = placeAt(policy, 'shop.Customer');
    const begun = beginCreate(reserved, 'w1', null, sending, place, viewOf(...paused), policy);
    expect([begun.verdict, begun.write === null]).toEqual([verdict, verdict === 'WAIT']);
  });
});

describe('a removal at one end of a paused dataflow', () => {
  const askedOf = (...paused: readonly string[]) =>
    remove(dossier({ writes: [] }), 'crm-link', viewOf(...paused), policyWith('propagate')).journal.reviews;

  test('asks nobody whether to remove the other end, where it would while the dataflow runs', () => {
    expect(askedOf().map(({ kind, place }) => [kind, place])).toEqual([
      ['GONE', 'crm.Customer'],
      ['REMOVAL', 'shop.Customer'],
    ]);
    expect(askedOf('crm-shop').map(({ kind }) => kind)).toEqual(['GONE']);
  });

  test('archives nothing, where it would while the dataflow runs', () => {
    const archive = (...paused: readonly string[]) =>
      remove(dossier(), 'crm-link', viewOf(...paused), policyWith('archive')).archive;
    expect([archive(), archive('crm-shop')]).toEqual([{ isActive: false }, null]);
  });
});
