import type { DataSource } from 'typeorm';
import type { Connection, Connector } from '../../../shared/connector.js';
import { applyConfiguration } from '../../../shared/dataflows/configuration-apply.js';
import type { SyncConfiguration } from '../../../shared/dataflows/configuration.js';
import { entityKey, type Dataflow } from '../../../shared/dataflows/dataflow.js';
import type { Mapping } from '../../../shared/mapping/mapping.js';
import type { SyncPolicy } from '../../../shared/sync/policy.js';
import { everyRule } from '../../../shared/sync/rules.js';
import type { Enqueue } from '../store/postgres/context.js';
import { createPostgresStore, type PostgresStore } from '../store/postgres/store.js';
import { withBatchedReads } from './batched-reads.js';
import { slotOver, type Engine, type Slot } from './engine.js';

/** A system that is switched on, with the connection that the whole process shares. */
export interface ConnectedSystem {
  readonly connector: Connector;
  readonly connection: Connection;
  readonly isSandbox: boolean;
}

/** What queries, operations and jobs work with: everything comes in from outside, so that a test can bring its own. */
export interface SyncContext {
  readonly db: DataSource;
  readonly systems: ReadonlyMap<string, ConnectedSystem>;
  /** The entity types that are switched on, by `system.EntityType`, in the registry's order. */
  readonly slots: ReadonlyMap<string, Slot>;
  /** The dataflows whose two ends are both switched on. */
  readonly flows: readonly Dataflow[];
  readonly policy: SyncPolicy;
  readonly store: PostgresStore;
  /** The sync itself, over the same slots with their reads combined. */
  readonly engine: Engine;
  /** The same over another configuration. */
  under(configuration: SyncConfiguration): SyncContext;
  readonly now: () => Date;
  /** Tells the operator of a fault that no caller is waiting for. */
  readonly logFault: (message: string, error: unknown) => void;
}

export interface ContextParts {
  readonly db: DataSource;
  readonly systems: ReadonlyMap<string, ConnectedSystem>;
  /** Every dataflow, also of systems that are switched off. */
  readonly flows: readonly Dataflow[];
  readonly configuration: SyncConfiguration;
  /** Secret of the installation, kept outside the database: match keys are keyed hashes. */
  readonly hashKey: string;
  readonly now: () => Date;
  readonly logFault: (message: string, error: unknown) => void;
  readonly enqueue: Enqueue;
}

/** No request takes longer: a sender that is not done by then is gone. */
const leaseMs = 120_000;

/** A context over the systems that are switched on: dataflows that touch another are left out. */
export function createSyncContext(parts: ContextParts): SyncContext {
  const { db, systems, hashKey, now, logFault, enqueue } = parts;
  const given = parts.flows.filter((flow) => systems.has(flow.left.system) && systems.has(flow.right.system));
  const effective = applyConfiguration(parts.configuration, {
    dataflows: given,
    mappings: mappingsOf(systems.values()),
  });
  const { dataflows: flows, off, mappings, conflicts, critical, ...limits } = effective;
  const slots = slotsOf(systems.values(), mappings);
  const policy: SyncPolicy = { ...conflicts, ...limits, critical, rules: everyRule, flows, off, places: slots };
  const store = createPostgresStore({
    ...{ db, policy, hashKey, now, enqueue, referencePaths: referencePathsOf(slots) },
  });
  const engine: Engine = {
    ...{ store, policy, slots: batched(slots), now: () => now().getTime(), leaseMs, logFault },
  };
  const under = (configuration: SyncConfiguration): SyncContext => createSyncContext({ ...parts, configuration });
  return { db, systems, slots, flows, policy, store, engine, under, now, logFault };
}

function mappingsOf(systems: Iterable<ConnectedSystem>): Map<string, Mapping> {
  const all = [...systems].flatMap(({ connector: { system, entityTypes } }) =>
    entityTypes.map(({ name, mapping }): [string, Mapping] => [entityKey({ system, entityType: name }), mapping]),
  );
  return new Map(all);
}

function slotsOf(systems: Iterable<ConnectedSystem>, mappings: ReadonlyMap<string, Mapping>): Map<string, Slot> {
  const slots = new Map<string, Slot>();
  for (const { connector, connection } of systems) {
    for (const entityType of connector.entityTypes) {
      const resource = connection.resources[entityType.name];
      if (!resource) throw new RangeError(`${connector.system} has no resource for ${entityType.name}`);
      const key = entityKey({ system: connector.system, entityType: entityType.name });
      const mapping = mappings.get(key) ?? entityType.mapping;
      const slot = slotOver(connector.system, { ...entityType, mapping }, resource);
      slots.set(slot.key, slot);
    }
  }
  return slots;
}

function referencePathsOf(slots: ReadonlyMap<string, Slot>): Map<string, string> {
  const paths = [...slots.values()].flatMap(({ key, capabilities: { externalRef } }): [string, string][] =>
    externalRef ? [[key, externalRef.path]] : [],
  );
  return new Map(paths);
}

function batched(slots: ReadonlyMap<string, Slot>): Map<string, Slot> {
  const pairs = [...slots].map(([key, slot]): [string, Slot] => [
    key,
    { ...slot, resource: withBatchedReads(slot.resource) },
  ]);
  return new Map(pairs);
}
