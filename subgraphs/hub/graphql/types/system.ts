import { Field, Int, ObjectType } from 'type-graphql';
import { BreakerState, SystemId, SystemStatus } from '../enums.js';
import { DateTime } from '../../../../shared/subgraph/scalars.js';

/** What is left of a limit on requests. */
@ObjectType({ description: 'What is left of a limit on requests.', simpleResolvers: true })
export class SystemQuota {
  @Field(() => Int, { description: 'The most requests that it lets through in a second, from all processes together.' })
  perSecond!: number;

  @Field(() => Int, { description: 'How many of them may go now; 0 also while it has asked to be left alone.' })
  left!: number;
}

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

  @Field(() => DateTime, {
    nullable: true,
    description: 'When one of them was last read to its end; null: never.',
  })
  lastReadAt!: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the one that was not read whole for the longest was last; null: one never was.',
  })
  lastFullReadAt!: Date | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The longest time since one of them was read to its end, in seconds; null: one never was.',
  })
  lag!: number | null;

  @Field(() => Int, {
    description: 'Records that it said have changed and that were not read yet, and writes under way.',
  })
  backlog!: number;

  @Field(() => Int, { description: 'Writes that it refused, whatever became of them since.' })
  refusedWrites!: number;

  @Field(() => BreakerState, { description: 'Whether it is asked at all, as seen by the process that answers.' })
  breaker!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Why readings broke off, and that more records went missing than is believed, by entity type.',
  })
  fault!: string | null;

  @Field(() => [String], { description: 'How its records differ from what their mapping expects, by entity type.' })
  drift!: readonly string[];
}
