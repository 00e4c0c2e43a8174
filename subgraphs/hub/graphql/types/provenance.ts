import { Field, ID, ObjectType } from 'type-graphql';
import { GraphQLJSON } from 'graphql-scalars';
import { SystemId } from '../enums.js';
import { DateTime } from '../../../../shared/subgraph/scalars.js';

/** Where one value of a canonical record came from. */
@ObjectType({ description: 'Where one value of a canonical record came from.', simpleResolvers: true })
export class FieldProvenance {
  @Field(() => String, {
    description: 'The canonical field; a dot before the member of a group: `postalAddress.city`.',
  })
  field!: string;

  @Field(() => GraphQLJSON, { nullable: true, description: 'Null: known to be empty.' })
  value!: string | number | boolean | null;

  @Field(() => SystemId, { nullable: true, description: 'Null: a person, through the hub.' })
  system!: string | null;

  @Field(() => String, { nullable: true, description: 'Null: a person, through the hub.' })
  entityType!: string | null;

  @Field(() => ID, { nullable: true, description: 'The record that brought it; null: a person, through the hub.' })
  externalId!: string | null;

  @Field(() => DateTime, { description: 'When it was seen there, or set by the person.' })
  observedAt!: Date;

  @Field(() => ID, { nullable: true, description: 'The edit that brought it; null: it was there from the beginning.' })
  editId!: string | null;
}
