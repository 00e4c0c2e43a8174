import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { GraphQLJSON } from 'graphql-scalars';
import { connectionType } from '../../../../shared/subgraph/page.js';
import { SystemId, WriteKind, WriteOutcomeStatus, WriteStatus } from '../enums.js';
import { DateTime } from '../../../../shared/subgraph/scalars.js';

/** An intent to write one record of one system, and what came of it. */
@ObjectType({ description: 'An intent to write one record of one system, and what came of it.', simpleResolvers: true })
export class Write {
  @Field(() => ID, { description: "The hub's own id." })
  id!: string;

  @Field(() => WriteKind, { description: 'What it does.' })
  kind!: string;

  @Field(() => WriteStatus, { description: 'Where it stands.' })
  status!: string;

  @Field(() => SystemId, { description: 'Where it goes.' })
  system!: string;

  @Field(() => String, { description: 'The entity type, as in the dataflows.' })
  entityType!: string;

  @Field(() => ID, { nullable: true, description: "The record's id in its system; null while it is being made." })
  externalId!: string | null;

  @Field(() => GraphQLJSON, { description: 'The canonical values to write, by canonical field; null clears.' })
  values!: object;

  @Field(() => Int, { description: 'How often it was sent.' })
  attempts!: number;

  @Field(() => String, { nullable: true, description: 'Why it failed last, as one of a fixed set of words.' })
  code!: string | null;

  @Field(() => String, { nullable: true, description: 'Likewise, for people.' })
  message!: string | null;

  @Field(() => DateTime, { description: 'When it was planned.' })
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it was last sent; null: never.' })
  sentAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was over; null: it is not.' })
  settledAt!: Date | null;
}

export const WriteConnection = connectionType(Write);

/** Which writes to show. */
@InputType({ description: 'Which writes to show; what is left out does not restrict.' })
export class WriteFilter {
  @Field(() => ID, { nullable: true, description: 'Those of one canonical record.' })
  canonicalId?: string | null;

  @Field(() => WriteStatus, { nullable: true, description: 'Those that stand there.' })
  status?: string | null;
}

/** What became of a change in one system. */
@ObjectType({ description: 'What became of a change in one system.', simpleResolvers: true })
export class WriteOutcome {
  @Field(() => SystemId, { description: 'The system.' })
  system!: string;

  @Field(() => String, { description: 'The entity type, as in the dataflows.' })
  entityType!: string;

  @Field(() => ID, { nullable: true, description: "The record's id in its system; null while it is being made." })
  externalId!: string | null;

  @Field(() => WriteOutcomeStatus, { description: 'What became of it.' })
  status!: string;

  @Field(() => String, { nullable: true, description: 'Why it was refused, as one of a fixed set of words.' })
  code!: string | null;

  @Field(() => String, { nullable: true, description: 'Likewise, for people.' })
  message!: string | null;
}
