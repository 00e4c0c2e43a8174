import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../../../shared/subgraph/page.js';
import { RecordChangeKind } from '../enums.js';
import { DateTime } from '../../../../shared/subgraph/scalars.js';

/** One change of a canonical record, as the change feed tells it. */
@ObjectType({ description: 'One change of a canonical record, as the change feed tells it.', simpleResolvers: true })
export class RecordChange {
  @Field(() => String, { description: 'Give it as `after` to go on behind this change, however much later.' })
  cursor!: string;

  @Field(() => RecordChangeKind, { description: 'What happened.' })
  kind!: string;

  @Field(() => String, { description: 'The canonical type: `Customer`, `Employee` or `Project`.' })
  type!: string;

  @Field(() => ID, { description: 'The canonical record; of one that was merged, the one that is no more.' })
  recordId!: string;

  @Field(() => Int, { description: 'Its version after the change. Of one record versions only grow.' })
  version!: number;

  @Field(() => [String], { description: 'The canonical fields that got another value, as in `postalAddress.city`.' })
  fields!: readonly string[];

  @Field(() => ID, { nullable: true, description: 'What it was merged into; null where it was not.' })
  mergedInto!: string | null;

  @Field(() => DateTime, { description: 'When it happened.' })
  madeAt!: Date;
}

export const RecordChangeConnection = connectionType(RecordChange);
