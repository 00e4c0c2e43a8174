import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { UserError } from '../../../../shared/subgraph/payload.js';
import { CanonicalRecord } from './canonical-record.js';
import { Link } from './link.js';
import { RecordRef } from './record.js';
import { WriteOutcome } from './write.js';
import { Waiting } from './write-inputs.js';

/** Records that are one thing. */
@InputType({ description: 'Records that are one thing: two or more, or one or more and a canonical record.' })
export class LinkRecordsInput extends Waiting {
  @Field(() => [RecordRef], { description: 'The records.' })
  records!: RecordRef[];

  @Field(() => ID, { nullable: true, description: 'The canonical record they belong to.' })
  canonicalId?: string | null;
}

/** What came of linking records. */
@ObjectType({ description: 'What came of linking records.', simpleResolvers: true })
export class LinkRecordsPayload {
  @Field(() => CanonicalRecord, { nullable: true, description: 'What they belong to now; null where it was refused.' })
  canonicalRecord!: object | null;

  @Field(() => [Link], { description: 'Its links.' })
  links!: readonly object[];

  @Field(() => [WriteOutcome], { description: 'What became of its values, per linked record.' })
  writes!: readonly object[];

  @Field(() => [UserError], { description: 'Empty where it was done.' })
  userErrors!: readonly UserError[];
}

/** Canonical records that are one thing. */
@InputType({ description: 'Canonical records that are one thing.' })
export class MergeCanonicalRecordsInput extends Waiting {
  @Field(() => ID, { description: 'The one whose id and values stay.' })
  survivorId!: string;

  @Field(() => [ID], { description: 'Those that go into it; their ids lead to it from here on.' })
  mergedIds!: string[];
}

/** What came of merging canonical records. */
@ObjectType({ description: 'What came of merging canonical records.', simpleResolvers: true })
export class MergeCanonicalRecordsPayload extends LinkRecordsPayload {}

/** A record that is another thing. */
@InputType({ description: 'A record to take out of its canonical record.' })
export class UnlinkRecordInput extends Waiting {
  @Field(() => RecordRef, { description: 'The record.' })
  record!: RecordRef;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether dataflows may make either part a new counterpart in place of the other.',
  })
  allowNewCounterpart!: boolean;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether what the link brought to either side is taken back, where nobody changed it since.',
  })
  restoreValues!: boolean;
}

/** What came of unlinking a record. */
@ObjectType({ description: 'What came of unlinking a record.', simpleResolvers: true })
export class UnlinkRecordPayload {
  @Field(() => CanonicalRecord, { nullable: true, description: 'What is left; null where it was refused.' })
  remaining!: object | null;

  @Field(() => CanonicalRecord, {
    nullable: true,
    description: 'What the record belongs to now; null where it was refused.',
  })
  separated!: object | null;

  @Field(() => [WriteOutcome], { description: 'What became of restored values; empty where none were to be.' })
  writes!: readonly object[];

  @Field(() => [UserError], { description: 'Empty where it was done.' })
  userErrors!: readonly UserError[];
}
