import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { nameOf, type RequestContext } from '../../../../shared/subgraph/context.js';
import { refused, type Hub, type Outcome } from '../../operations/hub.js';
import { linkRecords, mergeCanonicals } from '../../operations/link.js';
import { unlinkRecord, type Separation } from '../../operations/unlink.js';
import type { Written } from '../../operations/write-through.js';
import { linksOf } from '../../store/queries/links.js';
import { loadCanonical } from '../canonical-value.js';
import { load } from '../load.js';
import {
  LinkRecordsInput,
  LinkRecordsPayload,
  MergeCanonicalRecordsInput,
  MergeCanonicalRecordsPayload,
  UnlinkRecordInput,
  UnlinkRecordPayload,
} from '../types/link-writes.js';
import { operate, waitFault } from '../written.js';

/** A resolver class with the mutations by which a person links records and takes them apart. */
export function linkMutations(hub: Hub): new () => object {
  @Resolver()
  class LinkMutations {
    @Mutation(() => LinkRecordsPayload, {
      description: 'Says that records are one thing; their canonical records become one.',
    })
    async linkRecords(
      @Arg('input', () => LinkRecordsInput, { description: 'What to do.' }) input: LinkRecordsInput,
      @Ctx() context: RequestContext,
    ): Promise<LinkRecordsPayload> {
      return linked(hub, context, await operate(context, () => join(hub, input, nameOf(context))));
    }

    @Mutation(() => MergeCanonicalRecordsPayload, {
      description: 'Says that canonical records are one thing. To split one, unlink its records.',
    })
    async mergeCanonicalRecords(
      @Arg('input', () => MergeCanonicalRecordsInput, { description: 'What to do.' }) input: MergeCanonicalRecordsInput,
      @Ctx() context: RequestContext,
    ): Promise<MergeCanonicalRecordsPayload> {
      return linked(hub, context, await operate(context, () => merge(hub, input)));
    }

    @Mutation(() => UnlinkRecordPayload, {
      description: 'Says that a record is another thing; both parts keep their values, and no rule links them again.',
    })
    async unlinkRecord(
      @Arg('input', () => UnlinkRecordInput, { description: 'What to do.' }) input: UnlinkRecordInput,
      @Ctx() context: RequestContext,
    ): Promise<UnlinkRecordPayload> {
      const outcome = await operate(context, () => separate(hub, input));
      if (!outcome.ok) return { remaining: null, separated: null, writes: [], userErrors: outcome.faults };
      const { left, separated, writes } = outcome.value;
      const [remaining, apart] = await Promise.all([left, separated].map((id) => loadCanonical(hub, context, id)));
      return { remaining: remaining ?? null, separated: apart ?? null, writes, userErrors: [] };
    }
  }
  return LinkMutations;
}

async function linked(hub: Hub, context: RequestContext, outcome: Outcome<Written>): Promise<LinkRecordsPayload> {
  if (!outcome.ok) return { canonicalRecord: null, links: [], writes: [], userErrors: outcome.faults };
  const { canonicalId, writes } = outcome.value;
  const canonicalRecord = await loadCanonical(hub, context, canonicalId);
  const links = (await load(context, 'links', canonicalId, (ids) => linksOf(hub.context.db, ids))) ?? [];
  return { canonicalRecord, links, writes, userErrors: [] };
}

async function merge(hub: Hub, input: MergeCanonicalRecordsInput): Promise<Outcome<Written>> {
  const fault = waitFault(input.waitMs);
  return fault ? refused(fault) : mergeCanonicals(hub, input.survivorId, input.mergedIds, input.waitMs);
}

async function join(
  hub: Hub,
  { records, canonicalId = null, waitMs }: LinkRecordsInput,
  by: string | null,
): Promise<Outcome<Written>> {
  const fault = waitFault(waitMs);
  return fault ? refused(fault) : linkRecords(hub, records, canonicalId, waitMs, by);
}

async function separate(hub: Hub, input: UnlinkRecordInput): Promise<Outcome<Separation>> {
  const fault = waitFault(input.waitMs);
  return fault ? refused(fault) : unlinkRecord(hub, input);
}
