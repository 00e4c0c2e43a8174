import { GraphQLError } from 'graphql';
import { Field } from 'type-graphql';
import type { CanonicalType } from '../../../shared/canonical/field.js';
import type { RequestContext } from '../../../shared/subgraph/context.js';
import { toGraphQLError } from '../../../shared/subgraph/errors.js';
import { payloadType } from '../../../shared/subgraph/payload.js';
import type { WireClass } from '../../../shared/subgraph/wire.js';
import { flatten, type Patch } from '../operations/patch.js';
import type { Outcome, UserFault } from '../operations/hub.js';
import { forgetLoaded } from './load.js';
import { WriteOutcome } from './types/write.js';
import type { PatchInput } from './types/write-inputs.js';

const longestWait = 60_000;

/** A payload class with a canonical record under its name, what became of it in each system, and `userErrors`. */
export function writtenPayload(name: string, field: string, type: WireClass, deed?: string): WireClass {
  const payload = payloadType(name, field, type, deed);
  Field(() => [WriteOutcome], { description: 'What became of it, per linked record.' })(payload.prototype, 'writes');
  return payload;
}

/**
 * Runs an operation of a mutation; what the request has read of the hub before is forgotten.
 * @throws GraphQLError for a fault that another input would not help.
 */
export async function operate<T>(context: RequestContext, work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof GraphQLError ? error : toGraphQLError(error);
  } finally {
    forgetLoaded(context);
  }
}

/** The fault of a time to wait that is out of bounds; null where it is not. */
export function waitFault(waitMs: number): UserFault | null {
  if (waitMs >= 0 && waitMs <= longestWait) return null;
  return { field: ['waitMs'], code: 'INVALID', message: `This must be from 0 to ${longestWait}.` };
}

const longestKey = 200;

/** The fault of an idempotency key; null where it has none. */
export function keyFault(key: string | null): UserFault | null {
  if (key === null || (key !== '' && key.length <= longestKey)) return null;
  return { field: ['idempotencyKey'], code: 'INVALID', message: `This must have from 1 to ${longestKey} characters.` };
}

/** Canonical references by the input field that names their target's id. */
const referenceFields: Readonly<Record<string, string>> = { customer: 'customerId', manager: 'managerId' };

/** The canonical values of a patch input. */
export function patchOf(type: CanonicalType, input: PatchInput): Patch {
  const references = Object.entries(referenceFields).map(([field, name]) => [field, input[name]] as const);
  return flatten(type, { ...input, ...Object.fromEntries(references) });
}

/** A fault of an operation with the path that its field has within the mutation's input. @param values the patch's name there. */
export function inputFault({ field: [first, ...rest], ...fault }: UserFault, values: 'patch' | 'values'): UserFault {
  if (first === undefined) return { field: [], ...fault };
  if (first !== 'patch') return { field: [first, ...rest], ...fault };
  return { field: [values, ...rest.map((name) => referenceFields[name] ?? name)], ...fault };
}
