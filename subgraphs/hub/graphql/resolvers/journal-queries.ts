import { Arg, Args, Ctx, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../../shared/subgraph/context.js';
import type { Hub } from '../../operations/hub.js';
import { conflictList, matchCandidateList, reviewList, writeList } from '../../store/queries/journal.js';
import { linkList } from '../../store/queries/links.js';
import { loadCanonical } from '../canonical-value.js';
import { ReviewState, ReviewStatus } from '../enums.js';
import { ConflictConnection } from '../types/conflict.js';
import { LinkConnection, LinkFilter } from '../types/link.js';
import { MatchCandidateConnection } from '../types/match-candidate.js';
import { ReviewConnection } from '../types/review.js';
import { WriteConnection, WriteFilter } from '../types/write.js';
import { ForwardArgs, windowConnection } from '../window.js';

/** The resolver classes with the lists of what the hub keeps beside the canonical records. */
export function journalQueries(hub: Hub): (new () => object)[] {
  return [linkingQueries(hub), reviewQueries(hub)];
}

function linkingQueries(hub: Hub): new () => object {
  const { db } = hub.context;

  @Resolver()
  class LinkingQueries {
    @Query(() => LinkConnection, { description: 'Links of any state, in an order of no meaning.' })
    async links(
      @Args(() => ForwardArgs) args: ForwardArgs,
      @Arg('filter', () => LinkFilter, { nullable: true, description: 'All where it is left out.' })
      filter: LinkFilter | null,
      @Ctx() context: RequestContext,
    ): Promise<object> {
      const canonicalId = await currentId(hub, context, filter?.canonicalId);
      return windowConnection(linkList(db, { system: filter?.system ?? null, canonicalId }), args);
    }

    @Query(() => WriteConnection, { description: 'What was written, or is to be, the latest first.' })
    async writes(
      @Args(() => ForwardArgs) args: ForwardArgs,
      @Arg('filter', () => WriteFilter, { nullable: true, description: 'All where it is left out.' })
      filter: WriteFilter | null,
      @Ctx() context: RequestContext,
    ): Promise<object> {
      const canonicalId = await currentId(hub, context, filter?.canonicalId);
      return windowConnection(writeList(db, { status: filter?.status ?? null, canonicalId }), args);
    }
  }
  return LinkingQueries;
}

function reviewQueries(hub: Hub): new () => object {
  const { db } = hub.context;

  @Resolver()
  class ReviewQueries {
    @Query(() => MatchCandidateConnection, { description: 'Pairs of records put before a person, the latest first.' })
    matchCandidates(
      @Args(() => ForwardArgs) args: ForwardArgs,
      @Arg('status', () => ReviewStatus, { nullable: true, description: 'All where it is left out.' })
      status: string | null,
    ): Promise<object> {
      return windowConnection(matchCandidateList(db, status ?? null), args);
    }

    @Query(() => ConflictConnection, { description: 'Values that lost, the latest first.' })
    conflicts(
      @Args(() => ForwardArgs) args: ForwardArgs,
      @Arg('status', () => ReviewStatus, { nullable: true, description: 'All where it is left out.' })
      status: string | null,
    ): Promise<object> {
      return windowConnection(conflictList(db, status ?? null), args);
    }

    @Query(() => ReviewConnection, {
      description: 'What else is put before a person, the latest first; nothing is done about it meanwhile.',
    })
    reviews(
      @Args(() => ForwardArgs) args: ForwardArgs,
      @Arg('status', () => ReviewState, { nullable: true, description: 'All where it is left out.' })
      status: string | null,
    ): Promise<object> {
      return windowConnection(reviewList(db, status ?? null), args);
    }
  }
  return ReviewQueries;
}

const nobody = '00000000-0000-0000-0000-000000000000';

/** The id under which a canonical record lives today; one that nothing has where there is no such record. */
async function currentId(hub: Hub, context: RequestContext, id: string | null | undefined): Promise<string | null> {
  if (id === undefined || id === null) return null;
  return (await loadCanonical(hub, context, id))?.id ?? nobody;
}
