import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { connectionType } from '../../../../shared/subgraph/page.js';
import { LinkOrigin, LinkState, SystemId } from '../enums.js';
import { DateTime } from '../../../../shared/subgraph/scalars.js';

/** A row of the link table. */
@ObjectType({ description: 'A record of a system belongs to a canonical record.', simpleResolvers: true })
export class Link {
  @Field(() => ID, { description: "The hub's own id." })
  id!: string;

  @Field(() => SystemId, { description: "The record's system." })
  system!: string;

  @Field(() => String, { description: "The record's entity type, as in the dataflows." })
  entityType!: string;

  @Field(() => ID, { nullable: true, description: "The record's id in its system; null while it is being made." })
  externalId!: string | null;

  @Field(() => LinkOrigin, { description: 'How it came about.' })
  origin!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The dataflow and its match rule, `manual`, or `import`; null where no rule was at work.',
  })
  rule!: string | null;

  @Field(() => LinkState, { description: 'How it stands.' })
  state!: string;

  @Field(() => DateTime, { description: 'When it came about.' })
  createdAt!: Date;
}

export const LinkConnection = connectionType(Link);

/** Which links to show. */
@InputType({ description: 'Which links to show; what is left out does not restrict.' })
export class LinkFilter {
  @Field(() => SystemId, { nullable: true, description: 'Those of records of one system.' })
  system?: string | null;

  @Field(() => ID, { nullable: true, description: 'Those of one canonical record.' })
  canonicalId?: string | null;
}
