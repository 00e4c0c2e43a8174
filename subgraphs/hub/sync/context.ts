import { createHmac } from 'node:crypto';
import { DataSource, type EntityManager } from 'typeorm';
import type { Capabilities, Connection, Connector, Resource } from '../../../shared/connector.js';
import { entityKey, type Dataflow } from '../../../shared/dataflows/dataflow.js';
import type { Mapping } from '../../../shared/mapping/mapping.js';
import type { ConflictPolicy } from '../../../shared/sync/state.js';

/** A system that is switched on, with the connection that the whole process shares. */
export interface ConnectedSystem {
  readonly connector: Connector;
  readonly connection: Connection;
  readonly isSandbox: boolean;
}

/** What the sync works with: everything comes in from outside, so that a test can bring its own. */
export interface SyncContext {
  readonly db: DataSource;
  readonly systems: ReadonlyMap<string, ConnectedSystem>;
  /** The entity types that are switched on, by `system.EntityType`, in the registry's order. */
  readonly slots: ReadonlyMap<string, Slot>;
  /** The dataflows whose two ends are both switched on. */
  readonly flows: readonly Dataflow[];
  readonly policy: ConflictPolicy;
  /** Secret of the installation, kept outside the database: match keys are keyed hashes. */
  readonly hashKey: string;
  readonly now: () => Date;
  /** Tells the operator of a fault that no caller is waiting for. */
  readonly logFault: (message: string, error: unknown) => void;
}

/** Either the data source or a transaction of it. */
export type Db = DataSource | EntityManager;

export interface Slot {
  readonly key: string;
  readonly system: string;
  readonly entityType: string;
  readonly mapping: Mapping;
  readonly capabilities: Capabilities;
  readonly resource: Resource;
}

/** A context over the systems that are switched on: dataflows that touch another are left out. */
export function createSyncContext(parts: Omit<SyncContext, 'slots'>): SyncContext {
  const flows = parts.flows.filter(
    (flow) => parts.systems.has(flow.left.system) && parts.systems.has(flow.right.system),
  );
  return { ...parts, flows, slots: slotsOf(parts.systems.values()) };
}

function slotsOf(systems: Iterable<ConnectedSystem>): Map<string, Slot> {
  const slots = new Map<string, Slot>();
  for (const { connector, connection } of systems) {
    for (const { name, mapping, capabilities } of connector.entityTypes) {
      const key = entityKey({ system: connector.system, entityType: name });
      const resource = connection.resources[name];
      if (!resource) throw new RangeError(`${connector.system} has no resource for ${name}`);
      slots.set(key, { key, system: connector.system, entityType: name, mapping, capabilities, resource });
    }
  }
  return slots;
}

/** @throws RangeError for an entity type that is not switched on. */
export function slotAt(context: SyncContext, key: string): Slot {
  const slot = context.slots.get(key);
  if (!slot) throw new RangeError(`${key} is not switched on`);
  return slot;
}

/** HMAC-SHA-256 of a text under the installation's key. */
export function keyedHash(context: SyncContext, text: string): Buffer {
  return createHmac('sha256', context.hashKey).update(text).digest();
}

/** Postgres: a transaction lost against another one and may simply be tried again. */
const lostToAnother = new Set(['40P01', '40001']);
const triesAtMost = 5;

/**
 * Runs work in a transaction, again when it lost a deadlock: whoever holds what we need is then through. Work does
 * nothing that a roll-back does not undo. Inside a transaction it is a part of that one, and is not tried again.
 */
export async function inTransaction<T>(db: Db, work: (tx: EntityManager) => Promise<T>): Promise<T> {
  const tries = db instanceof DataSource ? triesAtMost : 1;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction(work);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (attempt >= tries || !lostToAnother.has(code)) throw error;
    }
  }
}

/** Rows of a statement, also of an `update … returning`, which TypeORM answers as a pair of rows and count. */
export async function rows<T>(db: Db, sql: string, parameters: readonly unknown[] = []): Promise<T[]> {
  const answer = await db.query<T[] | [T[], number]>(sql, [...parameters]);
  return isPair(answer) ? answer[0] : answer;
}

function isPair<T>(answer: T[] | [T[], number]): answer is [T[], number] {
  return answer.length === 2 && Array.isArray(answer[0]) && typeof answer[1] === 'number';
}
