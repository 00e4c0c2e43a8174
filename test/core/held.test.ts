import type { Dataflow } from '../../shared/dataflows/dataflow.js';
import { noSuspicion, type Dossier } from '../../shared/sync/dossier.js';
import { heldLinks, heldWrites } from '../../shared/sync/held.js';
import { canonical, link, policyOver } from './support.js';

const flow = (left: string, right: string): Dataflow => ({
  ...{ id: `${left}-${right}`, establish: 'CREATE', match: [], properties: [], matchInOrder: false },
  left: { system: left, entityType: 'Customer' },
  right: { system: right, entityType: 'Customer' },
  ...{ deletes: 'tombstone', reflect: false, weakMatches: 'link' },
});
const [toShop, toPms] = [flow('crm', 'shop'), flow('crm', 'pms')];
const over = { ...policyOver(['crm', 'shop', 'pms', 'ledger']), flows: [toShop, toPms] };

const dossierOf = (...systems: readonly ('crm' | 'shop' | 'pms' | 'ledger')[]): Dossier => ({
  ...{ canonical: canonical({}), seq: 1, due: false, retired: false, reservations: [], former: [] },
  ...{ links: systems.map((system) => link(system, {})), tombstones: [], ...noSuspicion, reviewed: [], writes: [] },
});
const held = (dossier: Dossier, paused: readonly string[], policy = over): string[] =>
  [...heldLinks(dossier, { paused: new Set(paused) }, policy)].sort();

test('nothing is held while every dataflow runs', () => {
  expect(held(dossierOf('crm', 'shop', 'pms'), [])).toEqual([]);
});

test('a record that only a paused dataflow leads to is held; the others go on', () => {
  expect(held(dossierOf('crm', 'shop', 'pms'), [toShop.id])).toEqual(['shop-link']);
});

test('where the paused dataflow is the only one between them, both records are held', () => {
  expect(held(dossierOf('crm', 'shop'), [toShop.id])).toEqual(['crm-link', 'shop-link']);
});

test('a dataflow that the configuration switches off holds as a paused one does', () => {
  const policy = { ...over, flows: [toPms], off: [toShop] };
  expect(held(dossierOf('crm', 'shop', 'pms'), [], policy)).toEqual(['shop-link']);
});

test('a record that no dataflow leads to, linked by hand, is never held', () => {
  expect(held(dossierOf('crm', 'shop', 'ledger'), [toShop.id, toPms.id])).toEqual(['crm-link', 'shop-link']);
});

test('a record that stands alone is not held', () => {
  expect(held(dossierOf('shop'), [toShop.id])).toEqual([]);
});

test('while the hub is stopped every write waits, also to a record that no dataflow leads to, and one that is to be made', () => {
  const reserved = { linkId: 'pms-link', system: 'pms', entityType: 'Customer', dataflowId: null };
  const dossier = { ...dossierOf('crm', 'ledger'), reservations: [reserved] };
  const waiting = (stopped: boolean) => [...heldWrites(dossier, { paused: new Set(), stopped }, over)];
  expect(waiting(true)).toEqual(['crm-link', 'ledger-link', 'pms-link']);
  expect(waiting(false)).toEqual([]);
});
