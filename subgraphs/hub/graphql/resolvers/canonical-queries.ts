import { Arg, Args, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { CanonicalType } from '../../../../shared/canonical/field.js';
import type { RequestContext } from '../../../../shared/subgraph/context.js';
import type { Hub } from '../../operations/hub.js';
import type { Ordering } from '../../store/queries/canonical-order.js';
import type { CanonicalFilter } from '../../store/queries/filter.js';
import { canonicalConnection } from '../canonical-connection.js';
import { loadCanonical, pastValue } from '../canonical-value.js';
import { Node } from '../types/canonical-record.js';
import type { CanonicalClass } from '../types/canonical-classes.js';
import { listInputs } from '../types/list-inputs.js';
import { WindowArgs } from '../window.js';
import { DateTime } from '../../../../shared/subgraph/scalars.js';

const atThatTime =
  'As its values, their provenance and its version stood then; what else there is of it is as it is now. Null before the hub ' +
  'knew it. Now where it is left out.';
const searching =
  'Words, all of which are found in its texts and numbers, the last also as the beginning of one; `o` finds `ø` as well. ' +
  'Where nothing is found so, names that are like them.';

/** A resolver class with the queries of one canonical type: by id, and the list. */
export function canonicalQueries(
  hub: Hub,
  name: CanonicalType,
  { type, connection }: CanonicalClass,
): new () => object {
  const word = name.toLowerCase();
  const inputs = listInputs[name];

  @Resolver()
  class CanonicalQueries {
    @Query(() => type, { name: word, nullable: true, description: `Null where there is no such ${word}.` })
    byId(
      @Arg('id', () => ID, { description: 'Its id, or one that was merged into it.' }) id: string,
      @Arg('at', () => DateTime, { nullable: true, description: atThatTime }) at: Date | null,
      @Ctx() context: RequestContext,
    ): Promise<object | null> {
      return at ? pastValue(hub, id, name, at) : loadCanonical(hub, context, id, name);
    }

    @Query(() => connection, {
      name: `${word}s`,
      description: `Every ${word} the company knows, the oldest first where no other order is asked for.`,
    })
    list(
      @Args(() => WindowArgs) args: WindowArgs,
      @Arg('filter', () => inputs.filter, { nullable: true, description: 'All where it is left out.' })
      filter: CanonicalFilter | null,
      @Arg('orderBy', () => [inputs.order], {
        nullable: true,
        description: 'At most three; what they leave equal is ordered by age.',
      })
      orderings: Ordering[] | null,
      @Arg('search', () => String, { nullable: true, description: searching }) search: string | null,
    ): Promise<object> {
      return canonicalConnection(hub.context.db, name, args, { filter, orderings, search });
    }
  }
  return CanonicalQueries;
}

/** A resolver class with the query of anything by its id. */
export function nodeQuery(hub: Hub): new () => object {
  @Resolver()
  class NodeQuery {
    @Query(() => Node, { nullable: true, description: 'Null where there is nothing with this id.' })
    node(
      @Arg('id', () => ID, { description: 'Its id, or one that was merged into it.' }) id: string,
      @Ctx() context: RequestContext,
    ): Promise<object | null> {
      return loadCanonical(hub, context, id);
    }
  }
  return NodeQuery;
}
