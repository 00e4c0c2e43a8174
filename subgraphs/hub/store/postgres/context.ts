import { createHmac } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { fieldOf } from '../../../../shared/canonical/types.js';
import { valueAt, type Mapping } from '../../../../shared/mapping/mapping.js';
import type { SyncPolicy } from '../../../../shared/sync/policy.js';
import type { Halts } from './halts.js';

/**
 * Hands canonical records to the workers; inside the transaction that changed them. `traces` tells in which trace each was
 * changed; null: in none.
 */
export type Enqueue = (
  tx: EntityManager,
  canonicalIds: readonly string[],
  traces: ReadonlyMap<string, string | null>,
) => Promise<void>;

export interface PostgresStoreOptions {
  readonly db: DataSource;
  readonly policy: SyncPolicy;
  /** Secret of the installation, kept outside the database: digests and match keys are keyed hashes. */
  readonly hashKey: string;
  readonly now: () => Date;
  /** Uuids in the order of their making where absent. */
  readonly newId?: () => string;
  /** In [0, 1); chance where absent. */
  readonly chance?: () => number;
  /** By `system.EntityType`: the wire path of the reference that its records carry of their creation. */
  readonly referencePaths?: ReadonlyMap<string, string>;
  readonly enqueue: Enqueue;
  /** For how many ms what was read of what is halted is gone by; a second where absent. */
  readonly haltsHeardWithinMs?: number;
}

/** What every part of the store works with. */
export interface StoreContext extends Omit<Required<PostgresStoreOptions>, 'db' | 'now' | 'haltsHeardWithinMs'> {
  /** ms since 1970. */
  readonly now: () => number;
  /** Places known to have been read whole and compared with the others: that never ends. */
  readonly gathered: Set<string>;
  readonly halts: Halts;
  /** Whether what is stored was seen for a plan: nothing becomes due by it, and no record counts as known. */
  readonly foresees: boolean;
}

/** HMAC-SHA-256 of a text under the installation's key, as hex. */
export function keyedHash({ hashKey }: Pick<StoreContext, 'hashKey'>, text: string): string {
  return createHmac('sha256', hashKey).update(text).digest('hex');
}

/** What tells whether a record is what was last stored. */
export function digestOf(context: StoreContext, wire: Readonly<Record<string, unknown>>): string {
  return keyedHash(context, JSON.stringify(wire));
}

/** The same to be stored: marked where it was seen for a plan only, so that who reads the record next finds it changed. */
export function digestToStore(context: StoreContext, wire: Readonly<Record<string, unknown>>): string {
  return `${context.foresees ? foreseenMark : ''}${digestOf(context, wire)}`;
}

/** Whether a record is what was last stored, by its stored digest; to a plan, also what an earlier plan saw. */
export function isAsStored(context: StoreContext, stored: string, wire: Readonly<Record<string, unknown>>): boolean {
  return stored === digestOf(context, wire) || (context.foresees && stored === digestToStore(context, wire));
}

/** Before the digest of what was seen for a plan only, which is a byte longer for it. */
const foreseenMark = '00';

/** SQL for whether a `record` was last seen for a plan only. */
export const isForeseen = 'length(record.digest) > 32';

/** The external reference a record carries, where its entity type has room for one; null when empty. */
export function externalRefOf(
  { referencePaths }: StoreContext,
  place: string,
  wire: Readonly<Record<string, unknown>>,
): string | null {
  const path = referencePaths.get(place);
  const value = path === undefined ? null : valueAt(wire, path);
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Identity numbers that no mapping names but that some entity carries all the same. */
const alwaysSecret = new Set(['nationalidnumber', 'internationalidnumber', 'socialsecuritynumber', 'personnummer']);

/** The wire object without its secret fields: they are never stored. */
export function withoutSecrets(mapping: Mapping, wire: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const secret = Object.entries(mapping.fields)
    .filter(([name]) => fieldOf(mapping.canonicalType, name).secret)
    .map(([, field]) => field.path);
  return Object.fromEntries(
    Object.entries(wire).filter(([name]) => !secret.includes(name) && !alwaysSecret.has(name.toLowerCase())),
  );
}
