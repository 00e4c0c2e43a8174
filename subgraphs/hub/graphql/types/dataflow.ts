import { Field, ID, ObjectType } from 'type-graphql';
import { Establish, MatchBy, MatchStrength, RuleOrigin } from '../enums.js';

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

  @Field(() => Boolean, { description: 'Whether both ends are switched on.' })
  enabled!: boolean;
}
