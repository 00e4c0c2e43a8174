import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { payloadType } from '../../../../shared/subgraph/payload.js';
import { DateTime } from '../../../../shared/subgraph/scalars.js';

/** Whether the hub writes. */
@ObjectType({ description: 'Whether the hub writes.', simpleResolvers: true })
export class Writing {
  @Field(() => DateTime, {
    nullable: true,
    description: 'When it stopped by itself, since it wrote far more than anybody edited; null: it writes.',
  })
  stoppedAt!: Date | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The updates that it had sent then, in an hour at the most; null: it writes.',
  })
  writes!: number | null;

  @Field(() => Int, { nullable: true, description: 'The edits that those were for; null: it writes.' })
  edits!: number | null;
}

/** Which stop is over. */
@InputType({ description: 'Which stop is over.' })
export class ResumeWritingInput {
  @Field(() => DateTime, { description: 'Its `stoppedAt`, as its reason was looked into.' })
  stoppedAt!: Date;
}

export const ResumeWritingPayload = payloadType(
  'ResumeWritingPayload',
  'writing',
  Writing,
  'having the hub write again',
);
