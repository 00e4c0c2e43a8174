import { Arg, Args, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { CanonicalType } from '../../../../shared/canonical/field.js';
import type { RequestContext } from '../../../../shared/subgraph/context.js';
import type { Hub } from '../../operations/hub.js';
import { canonicalList, type CanonicalRow } from '../../store/queries/canonical.js';
import { canonicalValue, loadCanonical } from '../canonical-value.js';
import { Node } from '../types/canonical-record.js';
import type { CanonicalClass } from '../types/canonical-classes.js';
import { WindowArgs, windowConnection } from '../window.js';

/** A resolver class with the queries of one canonical type: by id, and the list. */
export function canonicalQueries(
  hub: Hub,
  name: CanonicalType,
  { type, connection }: CanonicalClass,
): new () => object {
  const word = name.toLowerCase();

  @Resolver()
  class CanonicalQueries {
    @Query(() => type, { name: word, nullable: true, description: `Null where there is no such ${word}.` })
    byId(
      @Arg('id', () => ID, { description: 'Its id, or one that was merged into it.' }) id: string,
      @Ctx() context: RequestContext,
    ): Promise<object | null> {
      return loadCanonical(hub, context, id, name);
    }

    @Query(() => connection, { name: `${word}s`, description: `Every ${word} the company knows, oldest first.` })
    list(@Args(() => WindowArgs) args: WindowArgs): Promise<object> {
      return windowConnection<CanonicalRow>(canonicalList(hub.context.db, name), args, canonicalValue);
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
