import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { GraphQLJSON } from 'graphql-scalars';
import { connectionType } from '../../../../shared/subgraph/page.js';
import { SystemId } from '../enums.js';
import { DateTime } from '../../../../shared/subgraph/scalars.js';

/** A record, as its system names it. */
@ObjectType({ description: 'A record, as its system names it.', simpleResolvers: true })
export class NamedRecord {
  @Field(() => SystemId, { description: 'Its system.' })
  system!: string;

  @Field(() => String, { description: 'Its entity type, as in the dataflows.' })
  entityType!: string;

  @Field(() => ID, { description: 'Its id in its system.' })
  externalId!: string;
}

/** A system's record as the hub last saw it. */
@ObjectType('Record', { description: "A system's record as the hub last saw it.", simpleResolvers: true })
export class ObservedRecord extends NamedRecord {
  @Field(() => DateTime, { description: 'When what is shown was first seen so.' })
  observedAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When its system was found to have removed it.' })
  goneAt!: Date | null;

  @Field(() => GraphQLJSON, { description: "The record in its system's own words, without secret fields." })
  values!: object;
}

export const RecordConnection = connectionType(ObservedRecord, 'Record');

/** Which records to show. */
@InputType({ description: 'Which records to show; what is left out does not restrict.' })
export class RecordFilter {
  @Field(() => SystemId, { nullable: true, description: 'Those of one system.' })
  system?: string | null;

  @Field(() => String, { nullable: true, description: 'Those of one entity type, as in the dataflows.' })
  entityType?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Those that another record is linked with; `false`: those that stand alone.',
  })
  linked?: boolean | null;
}

/** A record as a caller names it. */
@InputType({ description: 'A record, as its system names it: `TIDSBANKEN`, `Ansatt`, `42`.' })
export class RecordRef {
  @Field(() => SystemId, { description: 'Its system.' })
  system!: string;

  @Field(() => String, { description: 'Its entity type, as in the dataflows.' })
  entityType!: string;

  @Field(() => ID, { description: 'Its id in its system.' })
  externalId!: string;
}
