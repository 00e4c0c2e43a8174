import { Arg, Args, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { dataflows } from '../../../../shared/dataflows/dataflows.js';
import { Needs } from '../../../../shared/subgraph/access.js';
import type { Hub, UserFault } from '../../operations/hub.js';
import { isUuid } from '../../operations/patch.js';
import { appliedHash, storedConfiguration } from '../../store/configurations.js';
import { planHashOf } from '../../store/plans.js';
import { plannedList, syncRunList } from '../../store/queries/sync-runs.js';
import { cancelRun, runById, type RunRequest, type SyncRunRow } from '../../store/runs.js';
import { runValue } from '../run-value.js';
import { PlannedConnection } from '../types/planned.js';
import * as types from '../types/sync-inputs.js';
import { keyFault } from '../written.js';
import { SyncRun, SyncRunConnection } from '../types/sync-run.js';
import { ForwardArgs, windowConnection } from '../window.js';

/** The resolver classes with the sync runs: their list, one of them, and what a person asks of them. */
export function syncRunResolvers(hub: Hub): (new () => object)[] {
  return [runQueries(hub), startingRuns(hub), decidingRuns(hub)];
}

function runQueries(hub: Hub): new () => object {
  const { db } = hub.context;

  @Resolver(() => SyncRun)
  class RunQueries {
    @Query(() => SyncRunConnection, { description: 'The latest first.' })
    syncRuns(@Args(() => ForwardArgs) args: ForwardArgs): Promise<object> {
      return windowConnection<SyncRunRow>(syncRunList(db), args, runValue);
    }

    @Query(() => SyncRun, { nullable: true, description: 'Null where there is no such run.' })
    syncRun(@Arg('id', () => ID, { description: 'Its id.' }) id: string): Promise<object | null> {
      return find(hub, id);
    }

    @FieldResolver(() => PlannedConnection, {
      description: 'What it planned, line by line; nothing for a run that writes, or that planned a month ago.',
    })
    planned(@Root() { id }: SyncRunRow, @Args(() => ForwardArgs) args: ForwardArgs): Promise<object> {
      return windowConnection(plannedList(db, id), args);
    }
  }
  return RunQueries;
}

function startingRuns(hub: Hub): new () => object {
  @Resolver()
  class StartingRuns {
    @Needs('operate')
    @Mutation(() => types.StartSyncPayload, { description: 'Starts a sync, to be done after those before it.' })
    startSync(
      @Arg('input', () => types.StartSyncInput, { description: 'What to do.' }) input: types.StartSyncInput,
    ): Promise<types.RunAnswer> {
      const { dryRun, dataflows: chosen = null, idempotencyKey = null } = input;
      return start(hub, { mode: dryRun ? 'PLAN' : 'APPLY', dataflows: chosen, idempotencyKey });
    }

    @Needs('operate')
    @Mutation(() => types.PlanSyncPayload, {
      description:
        'Reads every system and plans what a sync would do; writes nothing. The run has the plan once it is over.',
    })
    planSync(
      @Arg('input', () => types.PlanSyncInput, { description: 'What to plan.' }) input: types.PlanSyncInput,
    ): Promise<types.RunAnswer> {
      const { dataflows: chosen = null, configuration = null, idempotencyKey = null } = input;
      return start(hub, { mode: 'PLAN', dataflows: chosen, configurationHash: configuration, idempotencyKey });
    }
  }
  return StartingRuns;
}

function decidingRuns(hub: Hub): new () => object {
  @Resolver()
  class DecidingRuns {
    @Needs('operate')
    @Mutation(() => types.ApplySyncPayload, {
      description:
        'Does exactly what a plan says. The run fails, and nothing is done, where anything has changed since.',
    })
    applySync(
      @Arg('input', () => types.ApplySyncInput, { description: 'Which plan.' }) input: types.ApplySyncInput,
    ): Promise<types.RunAnswer> {
      return apply(hub, input);
    }

    @Needs('operate')
    @Mutation(() => types.CancelSyncPayload, { description: 'Calls a sync off. What it has done stays.' })
    async cancelSync(
      @Arg('input', () => types.CancelSyncInput, { description: 'Which one.' }) { id }: types.CancelSyncInput,
    ): Promise<types.RunAnswer> {
      const run = await find(hub, id);
      if (!run) return refusing('id', 'NOT_FOUND', 'There is no sync run with this id.');
      if (await cancelRun(hub.context.db, id)) return { run: await find(hub, id), userErrors: [] };
      return refusing('id', 'CONFLICT', 'It is over already.');
    }
  }
  return DecidingRuns;
}

async function start(hub: Hub, request: RunRequest): Promise<types.RunAnswer> {
  const userErrors = faultsOf(hub, request.dataflows ?? []);
  if (userErrors.length > 0) return { run: null, userErrors };
  const { configurationHash = null } = request;
  if (configurationHash !== null && (await storedConfiguration(hub.context.db))?.pendingHash !== configurationHash)
    return refusing(
      'configuration',
      'CONFLICT',
      'No configuration waits under this hash: look at the differences again.',
    );
  return begun(hub, request);
}

/** Has a run done, or finds the one that was asked for under the same key, if it is the same. */
async function begun(hub: Hub, request: RunRequest): Promise<types.RunAnswer> {
  const fault = keyFault(request.idempotencyKey ?? null);
  if (fault) return { run: null, userErrors: [fault] };
  const run = await runById(hub.context.db, await hub.jobs.startRun(request));
  const isSame =
    run?.mode === request.mode &&
    JSON.stringify(run.dataflows) === JSON.stringify(request.dataflows) &&
    (request.mode === 'PLAN' || run.planHash === (request.planHash ?? null));
  if (!run || !isSame)
    return refusing('idempotencyKey', 'CONFLICT', 'Another run was asked for under this key before: give another one.');
  return { run: runValue(run), userErrors: [] };
}

async function apply(hub: Hub, { plan, hash, idempotencyKey = null }: types.ApplySyncInput): Promise<types.RunAnswer> {
  const { db } = hub.context;
  const run = isUuid(plan) ? await runById(db, plan) : null;
  const planHash = run && (await planHashOf(db, plan));
  if (!run || planHash === null) return refusing('plan', 'NOT_FOUND', 'This is no run that has made a plan.');
  if (planHash !== hash) return refusing('hash', 'CONFLICT', 'The plan is another one: look at it again.');
  if (run.configurationHash !== null && run.configurationHash !== (await appliedHash(db)))
    return refusing('plan', 'CONFLICT', 'It was made by a configuration that does not count: apply that one first.');
  return begun(hub, { mode: 'APPLY', dataflows: run.dataflows, planHash, idempotencyKey });
}

function refusing(field: string, code: UserFault['code'], message: string): types.RunAnswer {
  return { run: null, userErrors: [{ field: [field], code, message }] };
}

async function find({ context: { db } }: Hub, id: string): Promise<object | null> {
  const run = isUuid(id) ? await runById(db, id) : null;
  return run && runValue(run);
}

function faultsOf(hub: Hub, chosen: readonly string[]): UserFault[] {
  const on = new Set(hub.context.flows.map(({ id }) => id));
  const known = new Set(dataflows.map(({ id }) => id));
  return chosen.flatMap((id, index): UserFault[] => {
    const field = ['dataflows', String(index)];
    if (!known.has(id)) return [{ field, code: 'NOT_FOUND', message: 'There is no dataflow with this id.' }];
    return on.has(id) ? [] : [{ field, code: 'INVALID', message: 'One of its systems is switched off.' }];
  });
}
