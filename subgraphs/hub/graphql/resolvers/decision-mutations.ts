import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { nameOf, type RequestContext } from '../../../../shared/subgraph/context.js';
import { decideWrite, resolveConflict, resolveReview } from '../../operations/answers.js';
import type { Deciding } from '../../operations/carry-out.js';
import { refused, type Hub, type Outcome } from '../../operations/hub.js';
import { acceptMatch, rejectMatch } from '../../operations/matches.js';
import { undoCreation } from '../../operations/undo-creation.js';
import { undoEdits } from '../../operations/undo.js';
import type { Written } from '../../operations/write-through.js';
import { loadCanonical } from '../canonical-value.js';
import * as types from '../types/decisions.js';
import type { Careful, Waiting } from '../types/write-inputs.js';
import { operate, waitFault } from '../written.js';

type About = Waiting & { readonly id: string };
type CarefulAbout = Careful & { readonly id: string };

/** The resolver classes with the mutations by which a person decides what the sync left to one. */
export function decisionMutations(hub: Hub): (new () => object)[] {
  return [writeDecisions(hub), matchDecisions(hub), bookDecisions(hub), undoing(hub)];
}

function writeDecisions(hub: Hub): new () => object {
  @Resolver()
  class WriteDecisions {
    @Mutation(() => types.RetryWritePayload, { description: 'Has a write that a system refused tried again.' })
    retryWrite(
      @Arg('input', () => types.RetryWriteInput, { description: 'Which one.' }) input: CarefulAbout,
      @Ctx() context: RequestContext,
    ): Promise<types.Decided> {
      return decide(hub, context, input.waitMs, () => decideWrite(hub, input.id, true, deciding(input, context)));
    }

    @Mutation(() => types.DiscardWritePayload, {
      description:
        'Gives a refused write up: the record keeps what it holds there until one side changes, and what was not made stays unmade.',
    })
    discardWrite(
      @Arg('input', () => types.DiscardWriteInput, { description: 'Which one.' }) input: CarefulAbout,
      @Ctx() context: RequestContext,
    ): Promise<types.Decided> {
      return decide(hub, context, input.waitMs, () => decideWrite(hub, input.id, false, deciding(input, context)));
    }
  }
  return WriteDecisions;
}

function matchDecisions(hub: Hub): new () => object {
  @Resolver()
  class MatchDecisions {
    @Mutation(() => types.AcceptMatchPayload, { description: 'Says that the two records are one thing.' })
    acceptMatch(
      @Arg('input', () => types.AcceptMatchInput, { description: 'Which ones.' }) { id, waitMs }: About,
      @Ctx() context: RequestContext,
    ): Promise<types.Decided> {
      return decide(hub, context, waitMs, () => acceptMatch(hub, id, waitMs, nameOf(context)));
    }

    @Mutation(() => types.RejectMatchPayload, {
      description: 'Says that the two records are two things; remembered: they are never proposed again.',
    })
    async rejectMatch(
      @Arg('input', () => types.RejectMatchInput, { description: 'Which ones.' }) { id }: About,
      @Ctx() context: RequestContext,
    ): Promise<types.RejectMatchPayload> {
      const outcome = await operate(context, () => rejectMatch(hub, id, nameOf(context)));
      return { userErrors: outcome.ok ? [] : outcome.faults };
    }
  }
  return MatchDecisions;
}

function bookDecisions(hub: Hub): new () => object {
  @Resolver()
  class BookDecisions {
    @Mutation(() => types.ResolveConflictPayload, { description: 'Says which value of a conflict stands.' })
    resolveConflict(
      @Arg('input', () => types.ResolveConflictInput, { description: 'Which one.' }) input: types.ResolveConflictInput,
      @Ctx() context: RequestContext,
    ): Promise<types.Decided> {
      return decide(hub, context, input.waitMs, () =>
        resolveConflict(hub, input.id, input.use, deciding(input, context)),
      );
    }

    @Mutation(() => types.ResolveReviewPayload, { description: 'Answers what was put before a person.' })
    resolveReview(
      @Arg('input', () => types.ResolveReviewInput, { description: 'What to do.' }) input: types.ResolveReviewInput,
      @Ctx() context: RequestContext,
    ): Promise<types.Decided> {
      return decide(hub, context, input.waitMs, () =>
        resolveReview(hub, input.id, input.tryAgain, deciding(input, context)),
      );
    }
  }
  return BookDecisions;
}

function undoing(hub: Hub): new () => object {
  @Resolver()
  class Undoing {
    @Mutation(() => types.UndoCreationPayload, {
      description:
        'Has a record that the hub made go away again, if nobody has touched it since: it is removed, or put out of use and unlinked where its system removes none.',
    })
    undoCreation(
      @Arg('input', () => types.UndoCreationInput, { description: 'Which one.' }) input: types.UndoCreationInput,
      @Ctx() context: RequestContext,
    ): Promise<types.Decided> {
      return decide(hub, context, input.waitMs, () => undoCreation(hub, input.linkId, deciding(input, context)));
    }

    @Mutation(() => types.UndoEditPayload, { description: 'Takes edits back, each by a new edit; all or none.' })
    async undoEdit(
      @Arg('input', () => types.UndoEditInput, { description: 'Which ones.' }) input: types.UndoEditInput,
      @Ctx() context: RequestContext,
    ): Promise<types.UndoEditPayload> {
      const fault = waitFault(input.waitMs);
      const outcome = fault ? refused(fault) : await operate(context, () => undoEdits(hub, input));
      if (!outcome.ok) return { undone: [], userErrors: outcome.faults };
      const undone = outcome.value.map(async ({ canonicalId, writes }) => ({
        canonicalRecord: await loadCanonical(hub, context, canonicalId),
        writes,
      }));
      return { undone: await Promise.all(undone), userErrors: [] };
    }
  }
  return Undoing;
}

function deciding({ expectedVersion = null, dryRun, waitMs }: Careful, context: RequestContext): Deciding {
  return { expectedVersion, dryRun, waitMs, by: nameOf(context) };
}

async function decide(
  hub: Hub,
  context: RequestContext,
  waitMs: number,
  work: () => Promise<Outcome<Written>>,
): Promise<types.Decided> {
  const fault = waitFault(waitMs);
  const outcome = fault ? refused(fault) : await operate(context, work);
  if (!outcome.ok) return { canonicalRecord: null, writes: [], userErrors: outcome.faults };
  const { canonicalId, writes } = outcome.value;
  return { canonicalRecord: await loadCanonical(hub, context, canonicalId), writes, userErrors: [] };
}
