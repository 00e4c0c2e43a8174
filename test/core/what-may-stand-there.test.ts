import type { Dataflow } from '../../shared/dataflows/dataflow.js';
import { reserve } from '../../shared/sync/demand.js';
import type { View } from '../../shared/sync/policy.js';
import { canonical, dossier, link, policyOver, viewOf } from './support.js';

const flow: Dataflow = {
  ...{ id: 'crm-pms', establish: 'CREATE', match: [], properties: [], matchInOrder: false },
  left: { system: 'crm', entityType: 'Customer' },
  right: { system: 'pms', entityType: 'Customer' },
  ...{ deletes: 'tombstone', reflect: false, weakMatches: 'link' },
};
const policy = { ...policyOver(['crm', 'pms']), flows: [flow] };
const demander = dossier({
  canonical: canonical({ name: 'Fjord' }),
  links: [link('crm', { name: 'Fjord' })],
  writes: [],
});

/** How many creations are reserved and how many put off. */
function outcome(more: Partial<View>): readonly [creates: number, awaited: number] {
  const { creates, awaited, dossier: after } = reserve(demander, { ...viewOf(), ...more }, policy);
  expect(after.reservations).toHaveLength(creates);
  return [creates, awaited];
}

const expectedIn = (place: string): View['expected'] => new Map([[demander.canonical.id, new Set([place])]]);

test('what is demanded is made', () => {
  expect(outcome({})).toEqual([1, 0]);
});

test('nothing is made of a type that was never read whole, or never compared', () => {
  expect(outcome({ unseen: new Set(['Customer']) })).toEqual([0, 0]);
  expect(outcome({ ungathered: new Set(['Customer']) })).toEqual([0, 0]);
  expect(outcome({ ungathered: new Set(['Project']) })).toEqual([1, 0]);
});

test('what a record that is being written there may turn out to be is waited for', () => {
  expect(outcome({ expected: expectedIn('pms.Customer') })).toEqual([0, 1]);
  expect(outcome({ expected: expectedIn('shop.Customer') })).toEqual([1, 0]);
  expect(outcome({ expected: new Map([['another', new Set(['pms.Customer'])]]) })).toEqual([1, 0]);
});
