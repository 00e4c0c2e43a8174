import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root, Subscription } from 'type-graphql';
import type { CanonicalType } from '../../../../shared/canonical/field.js';
import { canonicalTypes } from '../../../../shared/canonical/types.js';
import { NotFound, Rejected } from '../../../../shared/errors.js';
import { polled } from '../../../../shared/polled.js';
import type { RequestContext } from '../../../../shared/subgraph/context.js';
import { toGraphQLError } from '../../../../shared/subgraph/errors.js';
import type { Hub } from '../../operations/hub.js';
import { isUuid } from '../../operations/patch.js';
import { changeList, feedOrder, lastChange, numberChanges, type ChangeRow } from '../../store/queries/change-feed.js';
import { pageOf, type Place } from '../../store/queries/page.js';
import { runById, type SyncRunRow } from '../../store/runs.js';
import { loadCanonical } from '../canonical-value.js';
import { runValue } from '../run-value.js';
import { CanonicalRecord } from '../types/canonical-record.js';
import { RecordChange, RecordChangeConnection } from '../types/record-change.js';
import { SyncRun } from '../types/sync-run.js';
import { cursorOf, ForwardArgs, windowConnection, windowOf } from '../window.js';

/** How often a subscription looks for what is new, in ms. */
const lookEveryMs = 200;
const changesAtOnce = 500;

/** The resolver classes of what can be watched: the change feed and the progress of a run. */
export function watchingResolvers(hub: Hub): (new () => object)[] {
  return [changeQueries(hub), changeSubscription(hub), runSubscription(hub)];
}

function changeQueries(hub: Hub): new () => object {
  const { db } = hub.context;

  @Resolver(() => RecordChange)
  class ChangeQueries {
    @Query(() => RecordChangeConnection, {
      description: 'What changed in canonical records, the earliest change first.',
    })
    async recordChanges(
      @Args(() => ForwardArgs) args: ForwardArgs,
      @Arg('types', () => [String], { nullable: true, description: typesMeaning }) types: string[] | null,
    ): Promise<object> {
      await numberChanges(db);
      return windowConnection<ChangeRow>(changeList(db, typesOf(types)), args, changeValue);
    }

    @Query(() => String, {
      description:
        'Where the change feed stands now, as a cursor. To have everything: take it, read the lists, then follow from it.',
    })
    async lastChangeCursor(): Promise<string> {
      await numberChanges(db);
      return cursorOf(feedOrder, [await lastChange(db)]);
    }

    @FieldResolver(() => CanonicalRecord, {
      nullable: true,
      description:
        'The record as it is now, which may be later than the change; of one that was merged, what it went into.',
    })
    record(@Root() { recordId }: RecordChange, @Ctx() context: RequestContext): Promise<object | null> {
      return loadCanonical(hub, context, recordId);
    }
  }
  return ChangeQueries;
}

const typesMeaning = 'Of these canonical types: `Customer`, `Employee`, `Project`; all where it is left out.';

function changeSubscription(hub: Hub): new () => object {
  @Resolver()
  class ChangeSubscription {
    @Subscription(() => RecordChange, {
      subscribe: ({ args }) => changesAfter(hub, args),
      description:
        'Every change of a canonical record from now on, or from behind a cursor on, each once and in order. Begin again ' +
        'with the last cursor you have dealt with after any interruption.',
    })
    recordsChanged(
      @Root() change: RecordChange,
      @Arg('after', () => String, {
        nullable: true,
        description: 'The cursor of a change; from now on where left out.',
      })
      _after: string | null,
      @Arg('types', () => [String], { nullable: true, description: typesMeaning }) _types: string[] | null,
    ): RecordChange {
      return change;
    }
  }
  return ChangeSubscription;
}

interface FeedArguments {
  readonly after?: string | null;
  readonly types?: string[] | null;
}

function changesAfter(hub: Hub, { after, types }: FeedArguments): AsyncIterable<RecordChange> {
  const { db } = hub.context;
  const list = changeList(db, typesOf(types ?? null));
  const window = windowOf({ after: after ?? null, first: changesAtOnce }, list.order);
  let place: Place | null = window.after;
  const look = async () => {
    await numberChanges(db);
    place ??= [await lastChange(db)];
    const { rows } = await pageOf<ChangeRow>(list, { ...window, after: place });
    place = rows.at(-1)?.cursor ?? place;
    return { values: rows.map(changeValue), over: false };
  };
  return polled(look, lookEveryMs);
}

function changeValue({ seq, canonicalId, ...row }: ChangeRow): RecordChange {
  return { ...row, recordId: canonicalId, cursor: cursorOf(feedOrder, [seq]) };
}

/** @throws GraphQLError for a word that is no canonical type. */
function typesOf(words: readonly string[] | null): CanonicalType[] | null {
  if (!words) return null;
  const known = Object.keys(canonicalTypes) as CanonicalType[];
  const strange = words.find((word) => !known.some((type) => type === word));
  if (strange === undefined) return known.filter((type) => words.includes(type));
  throw toGraphQLError(new Rejected(`types must be among ${known.join(', ')}`, { field: 'types' }));
}

function runSubscription(hub: Hub): new () => object {
  @Resolver()
  class RunSubscription {
    @Subscription(() => SyncRun, {
      subscribe: ({ args }) => progressOf(hub, String(args['id'])),
      description: 'A sync run whenever it has come on; ends when the run is over.',
    })
    syncRunProgressed(@Root() run: SyncRunRow, @Arg('id', () => ID, { description: 'The run.' }) _id: string): object {
      return runValue(run);
    }
  }
  return RunSubscription;
}

function progressOf({ context: { db } }: Hub, id: string): AsyncIterable<SyncRunRow> {
  let last = '';
  return polled(async () => {
    const run = isUuid(id) ? await runById(db, id) : null;
    if (!run) throw toGraphQLError(new NotFound('There is no sync run with this id.', { field: 'id' }));
    const now = JSON.stringify(run);
    const values = now === last ? [] : [run];
    last = now;
    return { values, over: run.status !== 'QUEUED' && run.status !== 'RUNNING' };
  }, lookEveryMs);
}
