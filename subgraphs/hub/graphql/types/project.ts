import { Field, ObjectType } from 'type-graphql';
import { CalendarDate } from '../../../../shared/subgraph/scalars.js';
import { CanonicalRecord, Node } from './canonical-record.js';

/** A project's own fields. */
@ObjectType({ implements: [Node, CanonicalRecord], simpleResolvers: true })
export class ProjectFields {
  @Field(() => String, { nullable: true, description: 'The number by which the company knows it.' })
  number!: string | null;

  @Field(() => String, { nullable: true, description: 'Name.' })
  name!: string | null;

  @Field(() => CalendarDate, { nullable: true, description: 'First day.' })
  startDate!: string | null;

  @Field(() => CalendarDate, { nullable: true, description: 'Last day.' })
  endDate!: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the work is over; null: not known.' })
  isClosed!: boolean | null;
}
