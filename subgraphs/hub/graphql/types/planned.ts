import { Field, ID, ObjectType } from 'type-graphql';
import { GraphQLJSON } from 'graphql-scalars';
import { connectionType } from '../../../../shared/subgraph/page.js';
import { PlannedKind } from '../enums.js';

/** One thing that a sync would do, or put before a person. */
@ObjectType({ description: 'One thing that a sync would do, or put before a person.', simpleResolvers: true })
export class Planned {
  @Field(() => ID, { description: 'Ascending in the order of the plan.' })
  id!: string;

  @Field(() => PlannedKind, { description: 'What it is.' })
  kind!: string;

  @Field(() => String, {
    description: 'The system and entity type it is about, as in `tidsbanken.Kunde`; of a match, with its record.',
  })
  place!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The record; null where it would be made, or is none in particular.',
  })
  externalId!: string | null;

  @Field(() => String, { nullable: true, description: 'The rule of a link; what a review is about.' })
  reason!: string | null;

  @Field(() => GraphQLJSON, { nullable: true, description: 'The canonical values to write, by canonical field.' })
  values!: object | null;
}

export const PlannedConnection = connectionType(Planned);
