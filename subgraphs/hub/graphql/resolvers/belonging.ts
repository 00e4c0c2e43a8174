import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../../shared/subgraph/context.js';
import type { WireClass } from '../../../../shared/subgraph/wire.js';
import type { Hub } from '../../operations/hub.js';
import { linksByRecord, type LinkRow } from '../../store/queries/links.js';
import { recordsById, type RecordRow } from '../../store/queries/records.js';
import { loadCanonical } from '../canonical-value.js';
import { load } from '../load.js';
import { CanonicalRecord } from '../types/canonical-record.js';
import { Conflict } from '../types/conflict.js';
import { Link } from '../types/link.js';
import { MatchCandidate } from '../types/match-candidate.js';
import { Planned } from '../types/planned.js';
import { ObservedRecord } from '../types/record.js';
import { Review } from '../types/review.js';
import { Write } from '../types/write.js';

/** The resolver classes that lead from what the hub keeps to the canonical records and records it is about. */
export function belongingResolvers(hub: Hub): (new () => object)[] {
  const canonicals = [Link, Conflict, Write, Review, Planned].map((type) => canonicalOf(hub, type));
  return [...canonicals, recordOfLink(hub), linkOfRecord(hub), recordsOfCandidate(hub)];
}

function canonicalOf(hub: Hub, type: WireClass): WireClass {
  @Resolver(() => type)
  class CanonicalOf {
    @FieldResolver(() => CanonicalRecord, {
      nullable: true,
      description: 'The canonical record it belongs to; null where that is no more.',
    })
    async canonicalRecord(
      @Root() { canonicalId }: { readonly canonicalId: string | null },
      @Ctx() context: RequestContext,
    ): Promise<object | null> {
      return canonicalId === null ? null : loadCanonical(hub, context, canonicalId);
    }
  }
  return CanonicalOf;
}

function recordOfLink(hub: Hub): WireClass {
  @Resolver(() => Link)
  class RecordOfLink {
    @FieldResolver(() => ObservedRecord, { nullable: true, description: 'As last seen; null while it is being made.' })
    record(@Root() { recordId }: LinkRow, @Ctx() context: RequestContext): Promise<object | null> {
      return loadRecord(hub, context, recordId);
    }
  }
  return RecordOfLink;
}

function linkOfRecord(hub: Hub): WireClass {
  @Resolver(() => ObservedRecord)
  class LinkOfRecord {
    @FieldResolver(() => Link, {
      nullable: true,
      description: 'How it belongs to a canonical record; null where it is gone.',
    })
    async link(@Root() { id }: RecordRow, @Ctx() context: RequestContext): Promise<object | null> {
      return (await load(context, 'link-of-record', id, (ids) => linksByRecord(hub.context.db, ids))) ?? null;
    }
  }
  return LinkOfRecord;
}

function recordsOfCandidate(hub: Hub): WireClass {
  @Resolver(() => MatchCandidate)
  class RecordsOfCandidate {
    @FieldResolver(() => ObservedRecord, { nullable: true, description: "The dataflow's left record." })
    left(@Root() row: { readonly leftRecordId: string }, @Ctx() context: RequestContext): Promise<object | null> {
      return loadRecord(hub, context, row.leftRecordId);
    }

    @FieldResolver(() => ObservedRecord, { nullable: true, description: "The dataflow's right record." })
    right(@Root() row: { readonly rightRecordId: string }, @Ctx() context: RequestContext): Promise<object | null> {
      return loadRecord(hub, context, row.rightRecordId);
    }
  }
  return RecordsOfCandidate;
}

async function loadRecord(hub: Hub, context: RequestContext, id: string | null): Promise<object | null> {
  if (id === null) return null;
  return (await load(context, 'record', id, (ids) => recordsById(hub.context.db, ids))) ?? null;
}
