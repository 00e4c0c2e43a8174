import type { Env } from './config.js';
import type { Outage } from './http/breaker.js';
import type { Budgets, Quota } from './http/budget.js';
import type { Json } from './mapping/codec.js';
import type { Mapping } from './mapping/mapping.js';
import type { Vault } from './vault.js';
import type { Webhook } from './webhook.js';

export type { Json, Outage, Quota };

/** One entity of one system, as that system shows it. */
export interface RawRecord {
  /** The system's key as text, whatever its type on the wire. */
  readonly id: string;
  /** What a conditional write compares (an ETag, say); null where the system has none. */
  readonly version: string | null;
  /** The wire object with the wire's own names. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Set where the system says that it was removed. */
  readonly deleted?: true;
}

/** Field values by wire path, a dot between levels (`MailAddress.City`); null clears. */
export type FieldValues = Readonly<Record<string, Json>>;

/** A window of a system's list in its stable order. */
export interface ListPage {
  readonly records: readonly RawRecord[];
  /** One opaque cursor per record: `after` it the next window starts. */
  readonly cursors: readonly string[];
  readonly hasNextPage: boolean;
  /** Null where the system does not say. */
  readonly total: number | null;
}

/** Part of a reading of changes; `cursor` is where the next reading starts and is given on the last page only. */
export interface ChangePage {
  readonly records: readonly RawRecord[];
  readonly cursor: string | null;
}

/** One entity type of one system, over the wire. Every method throws only `HubError`s. */
export interface Resource {
  /** As many answers as ids, in their order; null where there is no such record. */
  readMany(ids: readonly string[]): Promise<readonly (RawRecord | null)[]>;
  /** How many records one request of `readMany` reads by their ids; 1 where absent. */
  readonly idsPerRequest?: number;
  list(window: { first: number; after: string | null }): Promise<ListPage>;
  /** All records (`cursor` null) or those changed since; rows may come twice, and are hints where the list may lag. */
  readChanges(cursor: string | null): AsyncIterable<ChangePage>;
  /** Changes only the given fields and answers the record as it then is. @throws Conflict when `ifVersion` is not current. */
  update(id: string, fields: FieldValues, options?: { ifVersion?: string | null }): Promise<RawRecord>;
  create?(fields: FieldValues, options: CreateOptions): Promise<RawRecord>;
  /** Records that carry the external reference, or, where the caller chooses keys, that key. */
  find?(by: { externalRef: string } | { id: string }): Promise<readonly RawRecord[]>;
  remove?(id: string): Promise<void>;
}

export interface CreateOptions {
  /** Stable over every try of one creation; sent as external reference and idempotency key where the system has them. */
  readonly externalRef: string;
  /** The key to use, where the caller chooses it. */
  readonly id?: string;
}

/**
 * What a system can do with one entity type, and how sure its answers are: its sheet. `npm run doctor` holds every line
 * of it against the running system (`docs/doctor.md`).
 */
export interface Capabilities {
  /** The file that holds this sheet, from the project's root. */
  readonly sheet: string;
  /** `server`: the system assigns ids. A range: the caller does, and new ones are taken from it. */
  readonly keys: 'server' | { readonly from: number; readonly to: number };
  readonly externalRef: null | { readonly path: string; readonly unique: boolean };
  /** Whether a repeated creation with the same reference answers the record it made the first time. */
  readonly idempotencyKey: boolean;
  /** The wire path of the stamp of a record's creation; null where there is none. */
  readonly createdAt: string | null;
  /** Null: no changed-since filter, every reading is full. */
  readonly since: null | Since;
  /** `offset`: a row that goes away meanwhile shifts the next window; `cursor`: it does not. */
  readonly paging: 'cursor' | 'offset';
  /** Whether lists may show less than a record read alone, so that their rows are hints. */
  readonly listMayLag: boolean;
  /** Whether lists and reads may show a state before our last write, and for how long at most. */
  readonly readLagMs: number;
  /** The longest time a request may still take effect after it was sent. */
  readonly inFlightMs: number;
  /** What tells one state of a record from another: `RawRecord.version`, the stamp of its last change, or its values alone. */
  readonly version: 'etag' | 'lastModified' | null;
  /** Whether `ifVersion` is honoured. */
  readonly conditionalWrite: boolean;
  /** `patch`: fields that are not sent stay. `put`: they are lost, so the connector sends all. */
  readonly write: 'patch' | 'put';
  /** Whether a write answers the record as it then is, so that it need not be read again. */
  readonly writeReturnsBody: boolean;
  /** How a removed record shows; `none`: it does not, or nothing can be removed. */
  readonly deletes: 'none' | 'feed' | 'missing';
  /** The most requests in any one second, shared by all entity types of the credential; null: none is known. */
  readonly perSecond: number | null;
  /** The most requests under way at a time, shared likewise. */
  readonly concurrency: number;
}

/** How a system's list of changes is asked for. */
export interface Since {
  /** The wire path of the stamp the filter compares; null where the cursor is opaque. */
  readonly stamp: string | null;
  /** Whether what bears exactly the stamp asked for is among the changes. */
  readonly inclusive: boolean;
  /** No stamp is coarser than this, in ms; 0 for an opaque cursor. */
  readonly granularityMs: number;
  /** How far back a reading of changes must reach again, in ms: more than granularity and read lag together. */
  readonly overlapMs: number;
}

/** How an entity type shows in GraphQL: a type-graphql class and the names of its queries. */
export interface GraphEntity {
  /** The decorated class, e.g. `TidsbankenAnsatt`; its GraphQL name is the class's. */
  readonly type: new () => object;
  /** `tidsbankenAnsatt`: the query by id, and the canonical type's field. */
  readonly singular: string;
  /** `tidsbankenAnsatte`: the list query. */
  readonly plural: string;
}

export interface EntityType {
  /** As in the dataflows: `Ansatt`, `Customers`. */
  readonly name: string;
  readonly graph: GraphEntity;
  readonly mapping: Mapping;
  readonly capabilities: Capabilities;
}

/** A connected system: one resource per entity type, by its name. */
export interface Connection {
  readonly resources: Readonly<Record<string, Resource>>;
  /** Since when the system fails every request, so that none is sent; null while it answers. */
  outage?(): Outage | null;
  /** What is left of the tightest limit on its requests now; null where it is not known to have one. */
  quota?(): Promise<Quota | null>;
  /** How long, about, a request that comes now would wait for its turn, in ms; absent: it would not. */
  waitMs?(): number;
  /** Releases sockets; requests under way may finish. */
  close(): Promise<void>;
}

/** What a connector is lent by whoever connects it. */
export interface Host {
  readonly budgets: Budgets;
  readonly vault: Vault;
}

/** One external system as a value. */
export interface Connector {
  /** `tidsbanken`, as in the dataflows. */
  readonly system: string;
  /** For people: `PowerOffice Go`. */
  readonly name: string;
  /** The variable that makes the system real: `TIDSBANKEN_URL`. */
  readonly urlVariable: string;
  readonly entityTypes: readonly EntityType[];
  /** Absent where the system tells nobody of changes. */
  readonly webhook?: Webhook;
  /** Reads its variables from `env` (faults are collected there) and opens nothing until first used. */
  connect(env: Env, host: Host): Connection;
}

/** Returns its argument: a connector is a value, and this is where the compiler checks it. */
export function defineConnector<const C extends Connector>(connector: C): C {
  return connector;
}
