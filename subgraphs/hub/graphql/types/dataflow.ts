import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { payloadType } from '../../../../shared/subgraph/payload.js';
import { BreakerState, Establish, MatchBy, MatchStrength, RuleOrigin } from '../enums.js';
import { SystemQuota } from './system.js';
import { DateTime } from '../../../../shared/subgraph/scalars.js';

/** Two properties that must be equal on both sides. */
@ObjectType({ description: 'Two properties that must be equal on both sides.', simpleResolvers: true })
export class MatchPair {
  @Field(() => String, { description: "The left record's property, by its wire name." })
  left!: string;

  @Field(() => String, { description: "The right record's property, by its wire name." })
  right!: string;
}

/** One way for two records to be recognised as one thing. */
@ObjectType({ description: 'One way for two records to be recognised as one thing.', simpleResolvers: true })
export class MatchRule {
  @Field(() => MatchBy, { description: 'What it compares.' })
  by!: string;

  @Field(() => [MatchPair], { description: 'All of them must be equal; empty for `EXTERNAL_REF`.' })
  pairs!: readonly MatchPair[];

  @Field(() => MatchStrength, { description: 'How sure it is.' })
  strength!: string;

  @Field(() => RuleOrigin, { description: 'Where it comes from.' })
  origin!: string;
}

/** Two properties that are kept equal. */
@ObjectType({ description: 'Two properties that are kept equal.', simpleResolvers: true })
export class DataflowProperty {
  @Field(() => String, { description: "The left record's property, by its wire path." })
  left!: string;

  @Field(() => String, { description: "The right record's property, by its wire path." })
  right!: string;

  @Field(() => String, { description: "The right property's type on the wire: `string`, `integer` or `boolean`." })
  type!: string;

  @Field(() => RuleOrigin, { description: 'Where it comes from.' })
  origin!: string;
}

/** Two entity types that are kept in sync. */
@ObjectType({ description: 'Two entity types that are kept in sync, both ways.', simpleResolvers: true })
export class Dataflow {
  @Field(() => ID, { description: '`tidsbanken.Kunde-custom-pms.Customer`.' })
  id!: string;

  @Field(() => String, { description: '`tidsbanken.Kunde`.' })
  left!: string;

  @Field(() => String, { description: '`custom-pms.Customer`.' })
  right!: string;

  @Field(() => Establish, { description: 'How a link between two records comes about.' })
  establish!: string;

  @Field(() => [MatchRule], { description: 'How records are recognised.' })
  match!: readonly MatchRule[];

  @Field(() => [DataflowProperty], {
    nullable: true,
    description: 'What is kept equal; null where it follows from a system that is switched off.',
  })
  properties!: readonly DataflowProperty[] | null;

  @Field(() => Boolean, { description: 'Whether both ends are switched on, and the configuration has it run.' })
  enabled!: boolean;

  @Field(() => DateTime, { nullable: true, description: 'When a person paused it; null: it is not paused.' })
  pausedAt!: Date | null;
}

/** How a dataflow is doing. */
@ObjectType({ description: 'How a dataflow is doing.', simpleResolvers: true })
export class DataflowHealth {
  @Field(() => Int, {
    nullable: true,
    description: 'The longest time since one of its ends was read to its end, in seconds; null: one never was.',
  })
  lag!: number | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the end that was not read whole for the longer time was last; null: one never was.',
  })
  lastFullReadAt!: Date | null;

  @Field(() => Int, { description: 'Records at its ends that are said to have changed, and writes to them under way.' })
  backlog!: number;

  @Field(() => Int, { description: 'Writes that its ends refused, whatever became of them since.' })
  refusedWrites!: number;

  @Field(() => Int, { description: 'Matches that wait for a person.' })
  openMatches!: number;

  @Field(() => [String], { description: 'How records at its ends differ from what their mapping expects.' })
  drift!: readonly string[];

  @Field(() => BreakerState, { description: 'Whether both its systems are asked at all.' })
  breaker!: string;

  @Field(() => SystemQuota, {
    nullable: true,
    description: 'What is left of the limit on requests that has less left, of its two systems; null: none is known.',
  })
  quota!: SystemQuota | null;
}

/** Which dataflow to pause. */
@InputType({ description: 'Which dataflow to pause.' })
export class PauseDataflowInput {
  @Field(() => ID, { description: '`tidsbanken.Kunde-custom-pms.Customer`.' })
  id!: string;
}

/** Which dataflow to resume. */
@InputType({ description: 'Which dataflow to resume.' })
export class ResumeDataflowInput {
  @Field(() => ID, { description: '`tidsbanken.Kunde-custom-pms.Customer`.' })
  id!: string;
}

export const PauseDataflowPayload = payloadType('PauseDataflowPayload', 'dataflow', Dataflow, 'pausing a dataflow');
export const ResumeDataflowPayload = payloadType('ResumeDataflowPayload', 'dataflow', Dataflow, 'resuming a dataflow');
