import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { UserError } from '../../../../shared/subgraph/payload.js';
import { CanonicalRecord } from './canonical-record.js';
import { NamedRecord } from './record.js';

/** What to erase. */
@InputType({ description: 'What to erase.' })
export class EraseCanonicalRecordInput {
  @Field(() => ID, { description: 'A customer, an employee or a project; also one whose records were all removed.' })
  id!: string;

  @Field(() => Boolean, { defaultValue: false, description: 'Only answers what would be erased; changes nothing.' })
  dryRun!: boolean;
}

/** How much the hub kept with a value. */
@ObjectType({ description: 'How much the hub kept with a value.', simpleResolvers: true })
export class Erased {
  @Field(() => Int, { description: 'Canonical records: the one asked for, and those merged into it.' })
  canonicalRecords!: number;

  @Field(() => Int, { description: 'Values of theirs.' })
  fields!: number;

  @Field(() => Int, { description: "Systems' records as they were last seen." })
  records!: number;

  @Field(() => Int, { description: 'Edits in their histories.' })
  edits!: number;

  @Field(() => Int, { description: 'Conflicts.' })
  conflicts!: number;

  @Field(() => Int, { description: 'Writes.' })
  writes!: number;
}

/** What came of erasing. */
@ObjectType({ description: 'What came of erasing.', simpleResolvers: true })
export class EraseCanonicalRecordPayload {
  @Field(() => Erased, { nullable: true, description: 'What was erased, or would be; null where it was refused.' })
  erased!: Erased | null;

  @Field(() => [NamedRecord], {
    description:
      'Where the records still stand, as far as the hub knows: an erasure changes nothing there. Remove them yourself.',
  })
  standing!: readonly object[];

  @Field(() => [CanonicalRecord], {
    description: 'Others with one of the same identifying numbers: they stay as they are, unless you erase them too.',
  })
  alike!: readonly object[];

  @Field(() => [UserError], { description: 'Empty where it was done.' })
  userErrors!: readonly UserError[];
}

/** What may come back. */
@InputType({ description: 'What may come back.' })
export class LiftErasureInput {
  @Field(() => ID, { description: 'The id of what was erased.' })
  id!: string;
}

/** What came of lifting an erasure. */
@ObjectType({ description: 'What came of lifting an erasure.', simpleResolvers: true })
export class LiftErasurePayload {
  @Field(() => [NamedRecord], { description: 'What is taken in again when it is next read, if it is there.' })
  records!: readonly object[];

  @Field(() => [UserError], { description: 'Empty where it was done.' })
  userErrors!: readonly UserError[];
}
