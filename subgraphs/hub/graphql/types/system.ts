import { Field, ObjectType } from 'type-graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { SystemId, SystemStatus } from '../enums.js';

/** An external system that is switched on. */
@ObjectType({ description: 'An external system that is switched on.', simpleResolvers: true })
export class System {
  @Field(() => SystemId, { description: 'As everywhere else.' })
  id!: string;

  @Field(() => String, { description: 'For people.' })
  name!: string;

  @Field(() => Boolean, { description: 'Whether it is a stand-in: nothing real is read or written.' })
  isSandbox!: boolean;

  @Field(() => SystemStatus, { description: 'How its last readings went.' })
  status!: string;

  @Field(() => [String], { description: 'The entity types that the hub reads.' })
  entityTypes!: readonly string[];

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When one of them was last read to its end; null: never.',
  })
  lastReadAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'Why readings broke off, by entity type; null where none did.' })
  fault!: string | null;
}
