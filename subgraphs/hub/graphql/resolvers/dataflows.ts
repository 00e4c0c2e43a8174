import { setTimeout as delay } from 'node:timers/promises';
import { Arg, Ctx, FieldResolver, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { dataflows } from '../../../../shared/dataflows/dataflows.js';
import { Needs } from '../../../../shared/subgraph/access.js';
import type { RequestContext } from '../../../../shared/subgraph/context.js';
import type { UserError } from '../../../../shared/subgraph/payload.js';
import type { Hub } from '../../operations/hub.js';
import { pause, pausedSince, unpause } from '../../store/pauses.js';
import { heardWithinMs } from '../../store/postgres/halts.js';
import { dataflowHealth, linkedCounts } from '../../store/queries/dataflow-health.js';
import { dataflowValue } from '../dataflow-value.js';
import { load } from '../load.js';
import * as types from '../types/dataflow.js';

/** The resolver classes with the dataflows: what they are, how they do, and whether they are paused. */
export function dataflowResolvers(hub: Hub): (new () => object)[] {
  return [dataflowQueries(hub), pausing(hub)];
}

function dataflowQueries(hub: Hub): new () => object {
  const { db } = hub.context;

  @Resolver(() => types.Dataflow)
  class DataflowQueries {
    @Query(() => [types.Dataflow], { description: 'Every dataflow, also those whose systems are switched off.' })
    dataflows(): Promise<types.Dataflow[]> {
      return known(hub);
    }

    @FieldResolver(() => types.DataflowHealth, { description: 'How it is doing.' })
    async health(@Root() { id }: types.Dataflow, @Ctx() context: RequestContext): Promise<types.DataflowHealth> {
      const found = await load(context, 'dataflow-health', id, (ids) => dataflowHealth(db, ends(ids)));
      if (!found) throw new RangeError(`no health of ${id}`);
      return { ...found, ...(await connectionsOf(hub, id)) };
    }

    @FieldResolver(() => Int, {
      description: 'Canonical records with a record at both ends: it takes a while to count.',
    })
    async linked(@Root() { id }: types.Dataflow, @Ctx() context: RequestContext): Promise<number> {
      return (await load(context, 'dataflow-linked', id, (ids) => linkedCounts(db, ends(ids)))) ?? 0;
    }
  }
  return DataflowQueries;
}

interface Answer {
  readonly dataflow: types.Dataflow | null;
  readonly userErrors: readonly UserError[];
}

function pausing(hub: Hub): new () => object {
  const { db } = hub.context;

  @Resolver()
  class Pausing {
    @Needs('operate')
    @Mutation(() => types.PauseDataflowPayload, {
      description:
        'Has a dataflow link, make and carry nothing until it is resumed, across restarts too; answers once every process knows. Its systems are still read, so that nothing is lost.',
    })
    pauseDataflow(
      @Arg('input', () => types.PauseDataflowInput, { description: 'Which one.' }) { id }: types.PauseDataflowInput,
    ): Promise<Answer> {
      return change(hub, id, 'It is paused already.', () => pause(db, id));
    }

    @Needs('operate')
    @Mutation(() => types.ResumeDataflowPayload, {
      description:
        'Has a paused dataflow go on: what was edited meanwhile is merged and carried on, what came new is matched by the next sync.',
    })
    resumeDataflow(
      @Arg('input', () => types.ResumeDataflowInput, { description: 'Which one.' }) { id }: types.ResumeDataflowInput,
    ): Promise<Answer> {
      return change(hub, id, 'It is not paused.', async () => {
        const was = await unpause(db, id);
        if (was) await hub.jobs.takeUp(id);
        return was;
      });
    }
  }
  return Pausing;
}

/** Answers once every process knows. */
async function change(hub: Hub, id: string, otherwise: string, work: () => Promise<boolean>): Promise<Answer> {
  const refused = (code: string, message: string): Answer => ({
    dataflow: null,
    userErrors: [{ field: ['id'], code, message }],
  });
  if (!dataflows.some((flow) => flow.id === id)) return refused('NOT_FOUND', 'There is no dataflow with this id.');
  if (!(await work())) return refused('CONFLICT', otherwise);
  await delay(heardWithinMs);
  const all = await known(hub);
  return { dataflow: all.find((flow) => flow.id === id) ?? null, userErrors: [] };
}

async function known({ context: { db, slots, flows } }: Hub): Promise<types.Dataflow[]> {
  const mappings = new Map([...slots].map(([key, { mapping }]) => [key, mapping]));
  const enabled = new Set(flows.map(({ id }) => id));
  const pausedAt = await pausedSince(db);
  return dataflows.map((flow) => dataflowValue(flow, { mappings, enabled, pausedAt }));
}

/** How the connections to a dataflow's two systems stand. */
async function connectionsOf(
  { context: { systems } }: Hub,
  id: string,
): Promise<Pick<types.DataflowHealth, 'breaker' | 'quota'>> {
  const names = new Set(ends([id]).flatMap(({ left, right }) => [left.system, right.system]));
  const connections = [...names].flatMap((name) => systems.get(name)?.connection ?? []);
  const quotas = (await Promise.all(connections.map((one) => one.quota?.() ?? null))).flatMap((quota) => quota ?? []);
  const [tightest = null] = quotas.sort((a, b) => a.left - b.left);
  return { breaker: connections.some((one) => one.outage?.()) ? 'OPEN' : 'CLOSED', quota: tightest };
}

function ends(ids: readonly string[]) {
  return dataflows.filter(({ id }) => ids.includes(id));
}
