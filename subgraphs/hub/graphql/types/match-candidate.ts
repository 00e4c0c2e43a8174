import { Field, ID, ObjectType } from 'type-graphql';
import { connectionType } from '../../../../shared/subgraph/page.js';
import { ReviewStatus } from '../enums.js';
import { DateTime } from '../../../../shared/subgraph/scalars.js';
import { Answered } from './answered.js';

/** Two records that may be one thing. */
@ObjectType({ description: 'Two records that may be one thing; a person has to say.', simpleResolvers: true })
export class MatchCandidate extends Answered {
  @Field(() => ID, { description: 'Ascending with time.' })
  id!: string;

  @Field(() => ID, { description: 'The dataflow whose rule they match by.' })
  dataflow!: string;

  @Field(() => String, { description: 'Why no rule may link them.' })
  reason!: string;

  @Field(() => ReviewStatus, { description: '`OPEN`, `ACCEPTED`, `REJECTED` or `CLOSED`.' })
  status!: string;

  @Field(() => DateTime, { description: 'When it was found.' })
  createdAt!: Date;
}

export const MatchCandidateConnection = connectionType(MatchCandidate);
