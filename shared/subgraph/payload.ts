import { Directive, Field, ObjectType } from 'type-graphql';
import type { WireClass } from './wire.js';

/** Why a write was refused, for the person who asked for it. */
@ObjectType({ description: 'Why a write was refused, for the person who asked for it.', simpleResolvers: true })
@Directive('@shareable')
export class UserError {
  @Field(() => [String], {
    nullable: true,
    description: 'The path of the refused field within the input, where known.',
  })
  field!: readonly string[] | null;

  @Field(() => String, { description: 'One of a fixed set of words to switch on.' })
  code!: string;

  @Field(() => String, { description: 'For people, in one sentence.' })
  message!: string;
}

/**
 * A payload class: the entity under its own name, null where the write was refused, and `userErrors`.
 * @param deed what was asked for, as in «What came of …».
 */
export function payloadType(
  name: string,
  field: string,
  type: WireClass,
  deed = `writing one ${type.name}`,
): WireClass {
  const payload = class {};
  Field(() => type, { nullable: true, description: 'As it then is; null where the write was refused.' })(
    payload.prototype,
    field,
  );
  Field(() => [UserError], { description: 'Empty where the write was done.' })(payload.prototype, 'userErrors');
  ObjectType(name, { description: `What came of ${deed}.`, simpleResolvers: true })(payload);
  return payload;
}
