import { Field, InputType, ObjectType } from 'type-graphql';
import { UserError } from '../../../../shared/subgraph/payload.js';
import { DateTime } from '../../../../shared/subgraph/scalars.js';

/** What the sync runs by, and what would change. */
@ObjectType({ description: 'What the sync runs by, and what would change.', simpleResolvers: true })
export class Configuration {
  @Field(() => DateTime, { description: 'Since when it counts.' })
  appliedAt!: Date;

  @Field(() => String, { description: 'Names it by all it says.' })
  hash!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Names what the file says by now and does not count yet; null: the file says nothing else.',
  })
  pendingHash!: string | null;

  @Field(() => [String], { description: 'A sentence for each thing that would change.' })
  differences!: readonly string[];
}

/** Which configuration to apply. */
@InputType({ description: 'Which configuration to apply.' })
export class ApplyConfigurationInput {
  @Field(() => String, { description: 'Its `pendingHash`, as its differences were looked at.' })
  hash!: string;
}

/** What came of applying a configuration. */
@ObjectType({ description: 'What came of applying a configuration.', simpleResolvers: true })
export class ApplyConfigurationPayload {
  @Field(() => Configuration, { nullable: true, description: 'As it counts now; null where it was refused.' })
  configuration!: object | null;

  @Field(() => [UserError], { description: 'Empty where it was done.' })
  userErrors!: readonly UserError[];
}
