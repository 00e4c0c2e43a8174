import { Field, ID, ObjectType } from 'type-graphql';
import { connectionType } from '../../../../shared/subgraph/page.js';
import { ReviewKind, ReviewState } from '../enums.js';
import { DateTime } from '../../../../shared/subgraph/scalars.js';
import { Answered } from './answered.js';

/** Something about one canonical record that a person should know or decide. */
@ObjectType({
  description: 'Something about one canonical record that a person should know or decide.',
  simpleResolvers: true,
})
export class Review extends Answered {
  @Field(() => ID, { description: 'Ascending with time.' })
  id!: string;

  @Field(() => ReviewKind, { description: 'What it is about.' })
  kind!: string;

  @Field(() => String, { description: 'The system and entity type it is about, as in `tidsbanken.Kunde`; empty: all.' })
  place!: string;

  @Field(() => String, { nullable: true, description: 'The canonical field; null: the record as a whole.' })
  field!: string | null;

  @Field(() => String, { description: 'For people, without any value.' })
  message!: string;

  @Field(() => ReviewState, { description: 'Whether it waits for a person.' })
  status!: string;

  @Field(() => DateTime, { description: 'When it was found.' })
  createdAt!: Date;
}

export const ReviewConnection = connectionType(Review);
