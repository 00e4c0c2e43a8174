import { Field, ID, ObjectType } from 'type-graphql';
import { GraphQLJSON } from 'graphql-scalars';
import { connectionType } from '../../../../shared/subgraph/page.js';
import { ReviewStatus, SystemId } from '../enums.js';
import { DateTime } from '../../../../shared/subgraph/scalars.js';
import { Answered } from './answered.js';

/** A value that lost against another. */
@ObjectType({
  description: 'Two values for one field at the same time: one won, the other is kept here.',
  simpleResolvers: true,
})
export class Conflict extends Answered {
  @Field(() => ID, { description: 'Ascending with time.' })
  id!: string;

  @Field(() => String, {
    description: 'The canonical field; a dot before the member of a group: `postalAddress.city`.',
  })
  field!: string;

  @Field(() => GraphQLJSON, { nullable: true, description: 'Null: empty.' })
  winner!: string | number | boolean | null;

  @Field(() => GraphQLJSON, { nullable: true, description: 'Null: empty.' })
  loser!: string | number | boolean | null;

  @Field(() => SystemId, {
    nullable: true,
    description: "Where the loser stood; null: in the hub, or it was a person's.",
  })
  system!: string | null;

  @Field(() => String, { nullable: true, description: "Likewise; null: in the hub, or it was a person's." })
  entityType!: string | null;

  @Field(() => ID, {
    nullable: true,
    description: "The losing record; null: the loser stood in the hub, or was a person's.",
  })
  externalId!: string | null;

  @Field(() => String, { description: 'The rule that decided, or that asks for a person.' })
  rule!: string;

  @Field(() => ReviewStatus, { description: '`OPEN`, `DECIDED` or `RESOLVED`.' })
  status!: string;

  @Field(() => DateTime, { description: 'When it was found.' })
  madeAt!: Date;
}

export const ConflictConnection = connectionType(Conflict);
