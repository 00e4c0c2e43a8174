import type { Observed, Value } from '../../shared/canonical/field.js';
import { date, lowerCaseText, type Codec } from '../../shared/mapping/codec.js';
import { defineMapping, type Mapping } from '../../shared/mapping/mapping.js';
import { usualLimits } from '../../shared/dataflows/configuration-apply.js';
import { noSuspicion, type Dossier, type Write } from '../../shared/sync/dossier.js';
import { noRemovals } from '../../shared/sync/removals.js';
import type { SyncPolicy, View } from '../../shared/sync/policy.js';
import { nobodyHolds } from '../../shared/sync/turns.js';
import { everyRule } from '../../shared/sync/rules.js';
import type { Base, CanonicalState, ConflictPolicy, LinkState, Provenance } from '../../shared/sync/state.js';

export type Values = Readonly<Record<string, Value | null>>;

/** A system that keeps twelve letters of a name. */
const cut: Codec = {
  name: 'cut',
  wireType: 'string',
  read: (member) => (typeof member === 'string' ? member : null),
  write: (value) => (value === null ? null : String(value)),
  image: (value) => String(value).slice(0, 12).trim(),
};

const plain = { name: { path: 'name' }, email: { path: 'email' }, phone: { path: 'phone' }, website: { path: 'web' } };
const number = { organizationNumber: { path: 'orgNo' } };

/** Customers in four systems: the shop lower-cases e-mail, the pms cuts names, the ledger lets nobody write a website. */
export const mappings = {
  crm: defineMapping({
    system: 'crm',
    entityType: 'Customer',
    canonicalType: 'Customer',
    fields: { ...plain, ...number },
  }),
  shop: defineMapping({
    ...{ system: 'shop', entityType: 'Customer', canonicalType: 'Customer' },
    fields: { ...plain, email: { path: 'email', codec: lowerCaseText } },
  }),
  pms: defineMapping({
    ...{ system: 'pms', entityType: 'Customer', canonicalType: 'Customer' },
    fields: { name: { path: 'name', codec: cut }, ...number },
  }),
  ledger: defineMapping({
    ...{ system: 'ledger', entityType: 'Customer', canonicalType: 'Customer' },
    fields: { ...plain, ...number, website: { path: 'web', readOnly: true } },
  }),
  works: defineMapping({
    ...{ system: 'works', entityType: 'Project', canonicalType: 'Project' },
    fields: {
      number: { path: 'id', key: true },
      name: { path: 'name' },
      startDate: { path: 'start', codec: date },
      manager: { path: 'lead', reference: 'Employee' },
    },
  }),
} satisfies Record<string, Mapping>;

export type System = keyof typeof mappings;

export const policy: ConflictPolicy = { owners: {}, systemOrder: ['crm', 'shop', 'pms', 'ledger'] };

const traits = { readLagMs: 0, listMayLag: false, inFlightMs: 1000, conditionalWrite: true, keys: 'server' } as const;

/** The product's rules over systems that refuse a write by version, with the usual limits and no dataflows. */
export function policyOver(systems: readonly System[]): SyncPolicy {
  return {
    ...{ ...usualLimits, owners: {}, systemOrder: systems, rules: everyRule, flows: [], quietMs: 0 },
    places: new Map(
      systems.map((system) => {
        const key = `${system}.Customer`;
        return [key, { key, mapping: mappings[system], traits: { ...traits, hasReference: false, canRemove: false } }];
      }),
    ),
  };
}

/** A canonical customer (or, given a project's values, a project). */
export function canonical(fields: Values, more: Partial<CanonicalState> = {}): CanonicalState {
  const base = { id: 'c1', type: 'Customer', kind: null, version: 1, provenance: {}, frozen: [] } as const;
  return { ...base, fields, ...more };
}

export interface LinkOptions {
  /** What record and canonical record agreed on, where the record's half looks the same. */
  readonly agreed?: Values;
  /** What the record held when it was linked, never agreed on since. */
  readonly atLink?: Values;
  readonly bases?: Readonly<Record<string, Base>>;
  /** The looks between which the observed values appeared. */
  readonly between?: readonly [after: number, until: number];
  readonly more?: Partial<LinkState>;
}

/** A link of a system's only record, now seen to hold some values. */
export function link(
  system: System,
  observed: Readonly<Record<string, Observed>>,
  options: LinkOptions = {},
): LinkState {
  const agreed = Object.entries(options.agreed ?? {}).map(([field, value]) => [field, { c: value, m: value }]);
  const atLink = Object.entries(options.atLink ?? {}).map(([field, value]) => [field, { m: value }]);
  const [after, until] = options.between ?? [100, 200];
  return {
    ...{ id: `${system}-link`, system, entityType: mappings[system].entityType, mapping: mappings[system] },
    ...{ recordId: system, state: 'ACTIVE', rule: null, version: null, missedAt: null, effort: {} },
    ...{ externalId: '1', origin: 'MATCHED', rank: Object.keys(mappings).indexOf(system), inDoubt: false },
    ...{ recordId: `${system}-record`, state: 'ACTIVE', rule: null, version: null, missedAt: null, effort: {} },
    ...{ observed, previouslyObservedAt: after, observedAt: until },
    bases: { ...Object.fromEntries([...agreed, ...atLink]), ...options.bases },
    ...options.more,
  };
}

/** Where a canonical value came from. */
export function made(system: System | null, after: number, until: number): Provenance {
  return { linkId: system && `${system}-link`, slot: system && `${system}.Customer`, after, until };
}

/** The links with other bases. */
export function withBases(links: readonly LinkState[], bases: ReadonlyMap<string, LinkState['bases']>): LinkState[] {
  return links.map((one) => ({ ...one, bases: bases.get(one.id) ?? {} }));
}

/** A moment at which everything is known, with these dataflows paused. */
export const viewOf = (...paused: readonly string[]): View => ({
  ...{
    now: 5000,
    newId: () => 'new',
    chance: () => 0,
    evidence: null,
    creationsUnderWay: [],
    succeeded: new Set(),
    lastReadAt: null,
  },
  ...{ unseen: new Set(), ungathered: new Set(), expected: new Map(), removals: noRemovals },
  ...{ reference: () => 'there', holders: nobodyHolds, paused: new Set(paused), stopped: false },
});

/** An update of the shop that is planned. */
export const planned: Write = {
  ...{ id: 'w1', linkId: 'shop-link', system: 'shop', entityType: 'Customer', kind: 'UPDATE', status: 'PLANNED' },
  ...{ values: { name: 'Fjord' }, expect: { name: 'Fj' }, causes: {}, externalRef: null, externalId: null },
  ...{ sentVersion: null, attempts: 0, lookUps: 0, notBefore: null, firstSentAt: null, leaseUntil: null },
  ...{ code: null, message: null },
};
export const sending = { now: 5000, leaseUntil: 6000 };

/** A customer of the crm and the shop whose new name the shop is to get. */
export function dossier(more: Partial<Dossier> = {}): Dossier {
  return {
    ...{
      canonical: canonical({ name: 'Fjord', isActive: true }),
      seq: 1,
      due: false,
      retired: false,
      reservations: [],
    },
    ...{ links: [link('crm', { name: 'Fjord' }), link('shop', { name: 'Fj' })], former: [], tombstones: [] },
    ...{ ...noSuspicion, reviewed: [], writes: [planned], ...more },
  };
}
