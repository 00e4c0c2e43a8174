import { Field, ID, ObjectType } from 'type-graphql';
import { GraphQLJSON } from 'graphql-scalars';
import { connectionType } from '../../../../shared/subgraph/page.js';
import { SystemId } from '../enums.js';
import { DateTime } from '../../../../shared/subgraph/scalars.js';

/** A value that moved a canonical field. */
@ObjectType({ description: 'A change of one value of a canonical record.', simpleResolvers: true })
export class Edit {
  @Field(() => ID, { description: 'Ascending with time.' })
  id!: string;

  @Field(() => String, {
    description: 'The canonical field; a dot before the member of a group: `postalAddress.city`.',
  })
  field!: string;

  @Field(() => GraphQLJSON, { nullable: true, description: 'Null: empty, or not known before.' })
  before!: string | number | boolean | null;

  @Field(() => GraphQLJSON, { nullable: true, description: 'Null: cleared.' })
  after!: string | number | boolean | null;

  @Field(() => SystemId, { nullable: true, description: 'Where it was made; null: by a person, through the hub.' })
  system!: string | null;

  @Field(() => String, { nullable: true, description: 'Null: by a person, through the hub.' })
  entityType!: string | null;

  @Field(() => ID, { nullable: true, description: 'The record it was made on; null: by a person, through the hub.' })
  externalId!: string | null;

  @Field(() => String, { description: 'The rule by which it won.' })
  rule!: string;

  @Field(() => DateTime, { description: 'When the hub took it over.' })
  madeAt!: Date;
}

export const EditConnection = connectionType(Edit);
