import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { Needs } from '../../../../shared/subgraph/access.js';
import type { RequestContext } from '../../../../shared/subgraph/context.js';
import { eraseCanonical, liftErasure } from '../../operations/erase.js';
import type { Hub } from '../../operations/hub.js';
import { loadCanonical } from '../canonical-value.js';
import * as types from '../types/erasure.js';
import { operate } from '../written.js';

/** A resolver class with the mutations by which a person has the hub forget somebody for good. */
export function erasureMutations(hub: Hub): new () => object {
  @Resolver()
  class ErasureMutations {
    @Needs('admin')
    @Mutation(() => types.EraseCanonicalRecordPayload, {
      description:
        'Erases every value that the hub keeps of a canonical record; its records are not taken in again. This cannot be undone.',
    })
    async eraseCanonicalRecord(
      @Arg('input', () => types.EraseCanonicalRecordInput, { description: 'Which one.' })
      { id, dryRun }: types.EraseCanonicalRecordInput,
      @Ctx() context: RequestContext,
    ): Promise<types.EraseCanonicalRecordPayload> {
      const outcome = await operate(context, () => eraseCanonical(hub, id, dryRun));
      if (!outcome.ok) return { erased: null, standing: [], alike: [], userErrors: outcome.faults };
      const { erased, standing, alike } = outcome.value;
      const others = await Promise.all(alike.map((one) => loadCanonical(hub, context, one)));
      return { erased, standing, alike: others.filter((one) => one !== null), userErrors: [] };
    }

    @Needs('admin')
    @Mutation(() => types.LiftErasurePayload, {
      description: 'Lets the records of what was erased be taken in again, and others that bear their numbers.',
    })
    async liftErasure(
      @Arg('input', () => types.LiftErasureInput, { description: 'Which one.' }) { id }: types.LiftErasureInput,
      @Ctx() context: RequestContext,
    ): Promise<types.LiftErasurePayload> {
      const outcome = await operate(context, () => liftErasure(hub, id));
      return outcome.ok ? { records: outcome.value, userErrors: [] } : { records: [], userErrors: outcome.faults };
    }
  }
  return ErasureMutations;
}
