import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { CanonicalType } from '../../../../shared/canonical/field.js';
import type { RequestContext } from '../../../../shared/subgraph/context.js';
import { createCanonical } from '../../operations/create.js';
import { refused, type Hub, type Outcome } from '../../operations/hub.js';
import { updateCanonical } from '../../operations/update.js';
import type { Written } from '../../operations/write-through.js';
import { loadCanonical } from '../canonical-value.js';
import type { CanonicalClass } from '../types/canonical-classes.js';
import { writeInputs, type CreateInput, type PatchInput, type UpdateInput } from '../types/write-inputs.js';
import { inputFault, keyFault, operate, patchOf, waitFault, writtenPayload } from '../written.js';

interface CreateValue extends CreateInput {
  readonly kind?: 'CUSTOMER' | 'DEPARTMENT';
  readonly values: PatchInput;
}

interface UpdateValue extends UpdateInput {
  readonly patch: PatchInput;
}

/** A resolver class with the mutations that make and change one canonical type. */
export function canonicalMutations(hub: Hub, name: CanonicalType, { type }: CanonicalClass): new () => object {
  const word = name.toLowerCase();
  const CreatePayload = writtenPayload(`Create${name}Payload`, word, type);
  const UpdatePayload = writtenPayload(`Update${name}Payload`, word, type);
  const inputs = writeInputs[name];

  @Resolver()
  class CanonicalMutations {
    @Mutation(() => CreatePayload, {
      name: `create${name}`,
      description: `Makes a ${word}: in the hub, in the system at the centre, and from there wherever the dataflows lead.`,
    })
    async create(
      @Arg('input', () => inputs.create, { description: 'What to do.' }) input: CreateValue,
      @Ctx() context: RequestContext,
    ): Promise<object> {
      const outcome = await operate(context, () => create(hub, name, input));
      return answer(hub, context, word, 'values', outcome);
    }

    @Mutation(() => UpdatePayload, {
      name: `update${name}`,
      description: `Changes a ${word}: in the hub, and in every system that has it.`,
    })
    async update(
      @Arg('input', () => inputs.update, { description: 'What to do.' }) input: UpdateValue,
      @Ctx() context: RequestContext,
    ): Promise<object> {
      const outcome = await operate(context, () => update(hub, name, input));
      return answer(hub, context, word, 'patch', outcome);
    }
  }
  return CanonicalMutations;
}

async function create(hub: Hub, type: CanonicalType, input: CreateValue): Promise<Outcome<Written>> {
  const { waitMs, kind = null, values, idempotencyKey = null } = input;
  const fault = waitFault(waitMs) ?? keyFault(idempotencyKey);
  if (fault) return refused(fault);
  return createCanonical(hub, type, { kind, patch: patchOf(type, values), waitMs, idempotencyKey });
}

async function update(hub: Hub, type: CanonicalType, input: UpdateValue): Promise<Outcome<Written>> {
  const { id, patch, expectedVersion = null, dryRun, waitMs } = input;
  const fault = waitFault(waitMs);
  if (fault) return refused(fault);
  return updateCanonical(hub, type, { id, patch: patchOf(type, patch), expectedVersion, dryRun, waitMs });
}

async function answer(
  hub: Hub,
  context: RequestContext,
  word: string,
  values: 'patch' | 'values',
  outcome: Outcome<Written>,
): Promise<object> {
  if (!outcome.ok) {
    return { [word]: null, writes: [], userErrors: outcome.faults.map((fault) => inputFault(fault, values)) };
  }
  const { canonicalId, writes } = outcome.value;
  return { [word]: await loadCanonical(hub, context, canonicalId), writes, userErrors: [] };
}
