import { Arg, Args, Field, ID, InputType, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { dataflows } from '../../../../shared/dataflows/dataflows.js';
import { UserError } from '../../../../shared/subgraph/payload.js';
import type { Hub, UserFault } from '../../operations/hub.js';
import { isUuid } from '../../operations/patch.js';
import { syncRunList } from '../../store/queries/journal.js';
import { runById, type SyncRunRow } from '../../store/runs.js';
import { SyncRun, SyncRunConnection } from '../types/sync-run.js';
import { ForwardArgs, windowConnection } from '../window.js';

/** What to sync. */
@InputType({ description: 'What to sync.' })
export class StartSyncInput {
  @Field(() => [ID], { nullable: true, description: 'Ids of the dataflows to consider; all where they are left out.' })
  dataflows?: readonly string[] | null;

  @Field(() => Boolean, { defaultValue: false, description: 'Only counts what would be done; changes nothing.' })
  dryRun!: boolean;
}

/** What came of starting a sync. */
@ObjectType({ description: 'What came of starting a sync.', simpleResolvers: true })
export class StartSyncPayload {
  @Field(() => SyncRun, { nullable: true, description: 'The run, waiting or under way; null where none was started.' })
  run!: object | null;

  @Field(() => [UserError], { description: 'Empty where it was started.' })
  userErrors!: readonly UserError[];
}

/** A resolver class with the sync runs: their list, one of them, and a new one. */
export function syncRunResolver(hub: Hub): new () => object {
  const { db } = hub.context;
  const find = async (id: string): Promise<object | null> => {
    const run = isUuid(id) ? await runById(db, id) : null;
    return run && runValue(run);
  };

  @Resolver()
  class SyncRunResolver {
    @Query(() => SyncRunConnection, { description: 'The latest first.' })
    syncRuns(@Args(() => ForwardArgs) args: ForwardArgs): Promise<object> {
      return windowConnection<SyncRunRow>(syncRunList(db), args, runValue);
    }

    @Query(() => SyncRun, { nullable: true, description: 'Null where there is no such run.' })
    syncRun(@Arg('id', () => ID, { description: 'Its id.' }) id: string): Promise<object | null> {
      return find(id);
    }

    @Mutation(() => StartSyncPayload, { description: 'Starts a sync, to be done after those before it.' })
    async startSync(
      @Arg('input', () => StartSyncInput, { description: 'What to do.' }) input: StartSyncInput,
    ): Promise<StartSyncPayload> {
      const chosen = input.dataflows ?? null;
      const userErrors = faultsOf(hub, chosen ?? []);
      if (userErrors.length > 0) return { run: null, userErrors };
      return { run: await find(await hub.jobs.startRun(input.dryRun ? 'PLAN' : 'APPLY', chosen)), userErrors };
    }
  }
  return SyncRunResolver;
}

const nothing = { read: 0, linked: 0, created: 0, updated: 0, conflicts: 0, review: 0, failed: 0 };

function runValue({ counters, ...run }: SyncRunRow): object {
  return { ...run, ...nothing, ...counters };
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
