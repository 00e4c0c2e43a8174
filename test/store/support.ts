import { randomUUID } from 'node:crypto';
import type { CanonicalType } from '../../shared/canonical/field.js';
import type { RawRecord } from '../../shared/connector.js';
import type { Dataflow, MatchRule } from '../../shared/dataflows/dataflow.js';
import { defineMapping, readFields, type Mapping } from '../../shared/mapping/mapping.js';
import type { Dossier, Journal, Reservation, Sighting, Write } from '../../shared/sync/dossier.js';
import { join } from '../../shared/sync/join.js';
import { seenAs } from '../../shared/sync/sight.js';
import { placeAt, type Place, type SyncPolicy, type Traits } from '../../shared/sync/policy.js';
import { usualLimits } from '../../shared/dataflows/configuration-apply.js';
import { everyRule } from '../../shared/sync/rules.js';
import { keyOf, type Store } from '../../subgraphs/hub/sync/store.js';

/** What a store under test is made with. */
export interface StoreParts {
  readonly policy: SyncPolicy;
  /** By place: the wire path of the reference that records carry. */
  readonly referencePaths: ReadonlyMap<string, string>;
  readonly now: () => number;
  readonly newId: () => string;
  readonly chance: () => number;
}

/** An empty store, with what the suite must see or do beside the port. */
export interface OpenStore {
  readonly store: Store;
  /** Notes that two records are two things. */
  exclude(recordId: string, otherRecordId: string): Promise<void>;
  /** What was noted of a canonical record, in order. */
  books(canonicalId: string): Promise<Journal>;
  close(): Promise<void>;
}

const customers = { canonicalType: 'Customer', entityType: 'Customer' } as const;
const projects = { canonicalType: 'Project', entityType: 'Project' } as const;

const mappings: readonly Mapping[] = [
  defineMapping({
    ...{ system: 'crm', ...customers },
    fields: { name: { path: 'name' }, email: { path: 'email' }, organizationNumber: { path: 'orgNo' } },
  }),
  defineMapping({
    ...{ system: 'erp', ...customers },
    fields: {
      name: { path: 'title' },
      email: { path: 'mail' },
      organizationNumber: { path: 'orgNumber', unique: true },
    },
  }),
  defineMapping({
    ...{ system: 'crm', ...projects },
    fields: { name: { path: 'name' }, customer: { path: 'customerId', reference: 'Customer' } },
  }),
  defineMapping({
    ...{ system: 'erp', ...projects },
    fields: {
      number: { path: 'id', key: true },
      name: { path: 'title' },
      customer: { path: 'customerNo', reference: 'Customer' },
    },
  }),
];

const traits: Traits = {
  ...{ readLagMs: 0, listMayLag: false, inFlightMs: 10_000, conditionalWrite: true, keys: 'server' },
  ...{ hasReference: true, canRemove: false },
};

/** The reserved keys of `erp.Project`. */
export const reservedKeys = { from: 9001, to: 9003 };

const places = mappings.map((mapping): [string, Place] => {
  const key = `${mapping.system}.${mapping.entityType}`;
  return [key, { key, mapping, traits: key === 'erp.Project' ? { ...traits, keys: reservedKeys } : traits }];
});

export const customerFlow = 'crm.Customer-erp.Customer';
export const projectFlow = 'crm.Project-erp.Project';

const flows: readonly Dataflow[] = [
  {
    ...flow('Customer', customerFlow),
    match: [{ ...rule(), by: 'externalRef' }, rule(['orgNo', 'orgNumber']), rule(['email', 'mail'])],
  },
  { ...flow('Project', projectFlow), match: [rule(['name', 'title'], ['customerId', 'customerNo'])] },
];

function flow(entityType: string, id: string): Omit<Dataflow, 'match'> {
  const [left, right] = [
    { system: 'crm', entityType },
    { system: 'erp', entityType },
  ];
  return {
    ...{ id, left, right, establish: 'CREATE', properties: [], matchInOrder: true },
    ...{ deletes: 'tombstone', reflect: false, weakMatches: 'link' },
  };
}

function rule(...pairs: readonly [left: string, right: string][]): MatchRule {
  const compared = pairs.map(([left, right]) => ({ left, right }));
  return { by: 'properties', pairs: compared, strength: 'strong', origin: 'LISTED' };
}

/** Customers and their projects in two systems. */
export const policy: SyncPolicy = {
  ...usualLimits,
  ...{ owners: {}, systemOrder: ['crm', 'erp'], rules: everyRule, flows, places: new Map(places) },
  ...{ quietMs: 0, writesAtMost: { quarter: 20, day: 100 } },
};

export const referencePaths: ReadonlyMap<string, string> = new Map([['erp.Customer', 'ref']]);

export type Wire = Readonly<Record<string, unknown>>;

/** A store with a clock to set, and the few things that tests do with it over and over. */
export class Bench {
  /** ms since 1970. */
  now = 1_700_000_000_000;
  private opened: OpenStore | null = null;

  constructor(private readonly opener: (parts: StoreParts) => Promise<OpenStore>) {}

  async open(): Promise<void> {
    const world = { now: () => this.now, newId: () => randomUUID(), chance: () => 0.5 };
    this.opened = await this.opener({ policy, referencePaths, ...world });
  }

  async close(): Promise<void> {
    await this.opened?.close();
    this.opened = null;
  }

  get all(): OpenStore {
    if (!this.opened) throw new RangeError('no store is open');
    return this.opened;
  }

  get store(): Store {
    return this.all.store;
  }

  /** A record as just answered; its references as the store knows them. */
  async sighting(place: string, externalId: string, wire: Wire, more: Partial<Sighting> = {}): Promise<Sighting> {
    const { mapping } = placeAt(policy, place);
    const observed = readFields(mapping, wire);
    for (const [field, { reference: entityType }] of Object.entries(mapping.fields)) {
      if (entityType === undefined || observed[field] === undefined || observed[field] === null) continue;
      const reference = { system: mapping.system, entityType, externalId: String(observed[field]) };
      observed[field] = (await this.store.placesOf([reference])).get(keyOf(reference));
    }
    const times = { version: null, at: this.now, unchangedSince: null };
    return { externalId, observed, wire, ...times, ...more };
  }

  /** A record the hub sees for the first time. @returns its canonical record's id. */
  async admit(place: string, externalId: string, wire: Wire): Promise<string> {
    const [id] = await this.store.admit(place, [await this.sighting(place, externalId, wire)]);
    if (id === undefined) throw new RangeError(`${place} ${externalId} was not admitted`);
    return id;
  }

  async dossier(id: string): Promise<Dossier> {
    const [found] = await this.store.read([id]);
    if (!found) throw new RangeError(`${id} is not live`);
    return found;
  }

  /** The store's id of a canonical record's only record. */
  async recordId(id: string): Promise<string> {
    return (await this.dossier(id)).links[0]?.recordId ?? '';
  }

  change(id: string, move: (dossier: Dossier) => Dossier): Promise<void> {
    return this.store.change([id], ([dossier]) => {
      if (!dossier) throw new RangeError(`${id} is not live`);
      return { dossiers: [move(dossier)], answer: undefined };
    });
  }

  /** Takes a look at a canonical record's only record in. */
  see(id: string, sighting: Sighting): Promise<void> {
    return this.change(id, (dossier) => ({
      ...dossier,
      links: dossier.links.map((link) => ({ ...link, ...seenAs(link, sighting) })),
    }));
  }

  /** Makes two canonical records one. */
  join(survivor: string, loser: string): Promise<void> {
    return this.store.change([survivor, loser], (dossiers) => {
      const [kept, gone] = [survivor, loser].map((id) => dossiers.find(({ canonical }) => canonical.id === id));
      const one = kept && gone && join(kept, gone, { rule: `${customerFlow}#1`, origin: 'MATCHED' }, policy);
      if (!one) throw new RangeError('they cannot become one');
      return { dossiers: [one], merged: new Map([[loser, survivor]]), answer: undefined };
    });
  }

  /** Reserves a place for a creation that is planned. */
  async reserve(id: string, place: string, more: Partial<Write> = {}): Promise<Write> {
    const write = plannedWrite(place, { kind: 'CREATE', externalRef: `ref-${randomUUID()}`, ...more });
    await this.change(id, (dossier) => ({
      ...dossier,
      reservations: [...dossier.reservations, reservationFor(write)],
      writes: [...dossier.writes, write],
    }));
    return write;
  }

  /** What is known of records by external id, whatever they hold. */
  async known(place: string, externalId: string, fields: Wire = {}) {
    const record: RawRecord = { id: externalId, version: null, fields };
    return (await this.store.known(place, [record])).get(externalId);
  }
}

export function plannedWrite(place: string, more: Partial<Write> = {}): Write {
  const [system = '', entityType = ''] = place.split('.');
  return {
    ...{ id: randomUUID(), linkId: randomUUID(), system, entityType, kind: 'UPDATE', status: 'PLANNED' },
    ...{ values: { name: 'Ask' }, expect: {}, causes: { name: 1 }, externalRef: null, externalId: null },
    ...{ sentVersion: null, attempts: 0, lookUps: 0, notBefore: null, firstSentAt: null, leaseUntil: null },
    ...{ code: null, message: null },
    ...more,
  };
}

export function reservationFor({ linkId, system, entityType }: Write): Reservation {
  return { linkId, system, entityType, dataflowId: `crm.${entityType}-${system}.${entityType}` };
}

/** Two valid organisation numbers. */
export const [oneNumber, otherNumber] = ['974760673', '923609016'] as const;

/** The ids of every live canonical record of a type. */
export async function everyone(store: Store, type: CanonicalType): Promise<string[]> {
  return (await store.walk(type, 0, 1000)).map(({ id }) => id);
}
