import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../../shared/subgraph/context.js';
import type { Hub } from '../../operations/hub.js';
import { ReadingEntity } from '../../store/entities.js';
import { healthOf, type HealthRow } from '../../store/queries/health.js';
import { recordList, recordsByRef, refKey } from '../../store/queries/records.js';
import type { ConnectedSystem } from '../../sync/context.js';
import { load } from '../load.js';
import { ObservedRecord, RecordConnection, RecordFilter, RecordRef } from '../types/record.js';
import { System, SystemQuota } from '../types/system.js';
import { ForwardArgs, windowConnection } from '../window.js';

/** A resolver class with what the hub knows of its systems: they themselves, and their records. */
export function systemQueries(hub: Hub): new () => object {
  const { db, systems, slots } = hub.context;

  @Resolver(() => System)
  class SystemQueries {
    @Query(() => [System], { description: 'The systems that are switched on.' })
    async systems(): Promise<System[]> {
      const readings = await db.getRepository(ReadingEntity).find();
      const health = await healthOf(db, [...slots.keys()]);
      return [...systems.values()].map((system) => systemValue(system, readings, health.get(system.connector.system)));
    }

    @FieldResolver(() => SystemQuota, {
      nullable: true,
      description: 'What is left of the tightest limit on the requests to it; null: none is known.',
    })
    async quota(@Root() { id }: System): Promise<SystemQuota | null> {
      return (await systems.get(id)?.connection.quota?.()) ?? null;
    }

    @Query(() => RecordConnection, { description: "Systems' records that are there, those known longest first." })
    records(
      @Args(() => ForwardArgs) args: ForwardArgs,
      @Arg('filter', () => RecordFilter, { nullable: true, description: 'All where it is left out.' })
      filter: RecordFilter | null,
    ): Promise<object> {
      const { system = null, entityType = null, linked = null } = filter ?? {};
      return windowConnection(recordList(db, { system, entityType, linked }), args);
    }

    @Query(() => ObservedRecord, { nullable: true, description: 'Null for a record that the hub has not seen.' })
    async record(
      @Arg('ref', () => RecordRef, { description: 'The record.' }) ref: RecordRef,
      @Ctx() context: RequestContext,
    ): Promise<object | null> {
      return (await load(context, 'record-by-ref', refKey(ref), (keys) => recordsByRef(db, keys))) ?? null;
    }
  }
  return SystemQueries;
}

function systemValue(
  { connector, connection, isSandbox }: ConnectedSystem,
  all: readonly ReadingEntity[],
  health: HealthRow | undefined,
): System {
  const readings = all.filter(({ system }) => system === connector.system);
  const faults = readings.flatMap(({ entityType, fault, missing }) =>
    [fault, missing].flatMap((said) => (said === null ? [] : [`${entityType}: ${said}`])),
  );
  const drift = readings.flatMap(({ drift: found }) => found ?? []);
  const ends = readings.flatMap(({ completedAt }) => (completedAt ? [completedAt.getTime()] : []));
  return {
    id: connector.system,
    name: connector.name,
    isSandbox,
    status: faults.length + drift.length > 0 ? 'FAULTY' : ends.length > 0 ? 'UP' : 'NEVER_READ',
    entityTypes: connector.entityTypes.map(({ name }) => name),
    lastReadAt: ends.length > 0 ? new Date(Math.max(...ends)) : null,
    ...{ lag: health?.lag ?? null, lastFullReadAt: health?.lastFullReadAt ?? null },
    backlog: (health?.waitingReads ?? 0) + (health?.waitingWrites ?? 0),
    refusedWrites: health?.refusedWrites ?? 0,
    breaker: connection.outage?.() ? 'OPEN' : 'CLOSED',
    fault: faults.join(' ') || null,
    drift,
  };
}
