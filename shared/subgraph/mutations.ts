import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { RawRecord, Resource } from '../connector.js';
import { Rejected } from '../errors.js';
import type { RequestContext } from './context.js';
import { toEntity } from './entity.js';
import { toUserError } from './errors.js';
import { canRepeat, creatorOver } from './creation.js';
import { fieldValues, inputType, type InputOptions, type InputValue } from './input.js';
import { payloadType } from './payload.js';
import { recordLoader, type ServedEntity } from './queries.js';

type Write = (input: InputValue, context: RequestContext) => Promise<RawRecord>;

/** A resolver class with the mutation that changes a record in this one system. */
export function updateResolver(served: ServedEntity, resource: Resource): new () => object {
  const { type } = served.entityType.graph;
  return mutationResolver(
    served,
    'update',
    {
      description: `Changes one ${type.name}: null clears, what is left out stays.`,
      idOf: 'The record to change.',
    },
    (input, context) => {
      const fields = fieldValues(type, input, context.scopes);
      if (Object.keys(fields).length === 0) throw new Rejected('The input names no field to change');
      return resource.update(String(input['id']), fields);
    },
  );
}

/** A resolver class with the mutation that makes a record in this one system; the caller gives the key where it must. */
export function createResolver(served: ServedEntity, resource: Resource): new () => object {
  const { graph, capabilities } = served.entityType;
  const ownKey = capabilities.keys !== 'server';
  const idOf = 'The key of the new record: this system leaves it to the caller.';
  const creator = creatorOver(resource);
  return mutationResolver(
    served,
    'create',
    {
      ...{ description: `Makes one ${graph.type.name}.`, isRepeatable: canRepeat(served.entityType, resource) },
      ...(ownKey ? { idOf } : {}),
    },
    async (input, context) => {
      const key = input['idempotencyKey'] as string | null | undefined;
      const fields = fieldValues(graph.type, input, context.scopes);
      return creator.make(fields, key ?? null, ownKey ? String(input['id']) : null);
    },
  );
}

function mutationResolver(
  served: ServedEntity,
  verb: 'update' | 'create',
  input: InputOptions,
  write: Write,
): new () => object {
  const { type, singular } = served.entityType.graph;
  const title = verb.charAt(0).toUpperCase() + verb.slice(1) + type.name;
  const Input = inputType(`${title}Input`, type, input);
  const Payload = payloadType(`${title}Payload`, singular, type);

  @Resolver()
  class MutationResolver {
    @Mutation(() => Payload, { name: `${verb}${type.name}`, description: `${input.description} In this system only.` })
    run(@Arg('input', () => Input) value: InputValue, @Ctx() context: RequestContext): Promise<object> {
      return answer(served, write, value, context);
    }
  }
  return MutationResolver;
}

async function answer(served: ServedEntity, write: Write, input: InputValue, context: RequestContext): Promise<object> {
  const { type, singular } = served.entityType.graph;
  try {
    const record = await write(input, context);
    recordLoader(served, context).clear(record.id);
    return { [singular]: toEntity(type, record, context.scopes), userErrors: [] };
  } catch (error) {
    return { [singular]: null, userErrors: [toUserError(type, error)] };
  }
}
