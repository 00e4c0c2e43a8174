import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { UserError } from '../../../../shared/subgraph/payload.js';
import type { WireClass } from '../../../../shared/subgraph/wire.js';
import { ConflictSide } from '../enums.js';
import { CanonicalRecord } from './canonical-record.js';
import { writtenPayload } from '../written.js';
import { WriteOutcome } from './write.js';
import { Careful, Waiting } from './write-inputs.js';

/** An input class that names one thing to decide. */
function about<T extends Waiting>(
  name: string,
  what: string,
  options: new () => T,
): WireClass & (new () => Waiting & { id: string }) {
  class Input extends (options as new () => Waiting) {
    id!: string;
  }
  Field(() => ID, { description: `Its id.` })(Input.prototype, 'id');
  InputType(name, { description: `${what} to decide.` })(Input);
  return Input;
}

export const RetryWriteInput = about('RetryWriteInput', 'A refused write', Careful);
export const DiscardWriteInput = about('DiscardWriteInput', 'A refused write', Careful);
export const AcceptMatchInput = about('AcceptMatchInput', 'A match candidate', Waiting);
export const RejectMatchInput = about('RejectMatchInput', 'A match candidate', Waiting);

/** Which value of a conflict stands. */
@InputType({ description: 'Which value of a conflict stands from here on.' })
export class ResolveConflictInput extends Careful {
  @Field(() => ID, { description: "The conflict's id." })
  id!: string;

  @Field(() => ConflictSide, { description: 'The one that won stays, or the one that lost comes back.' })
  use!: 'WINNER' | 'LOSER';
}

/** What to do about a review. */
@InputType({ description: 'What to do about a review.' })
export class ResolveReviewInput extends Careful {
  @Field(() => ID, { description: "The review's id." })
  id!: string;

  @Field(() => Boolean, {
    description:
      'Whether the hub goes on with it: writes the field again, makes the record again, removes the record too. Otherwise it is left as it is.',
  })
  tryAgain!: boolean;
}

/** Edits to take back. */
@InputType({ description: 'Edits to take back, all or none.' })
export class UndoEditInput extends Waiting {
  @Field(() => [ID], { description: 'Ids of edits, of any number of records; at most 1000.' })
  edits!: string[];

  @Field(() => Boolean, { defaultValue: false, description: 'Only answers what would be written; changes nothing.' })
  dryRun!: boolean;
}

/** A creation to take back. */
@InputType({ description: 'A creation to take back.' })
export class UndoCreationInput extends Careful {
  @Field(() => ID, { description: "The link's id, of `origin` `CREATED`: its record goes away again." })
  linkId!: string;
}

/** What came of a decision about one canonical record. */
export class Decided {
  readonly canonicalRecord!: object | null;
  readonly writes!: readonly object[];
  readonly userErrors!: readonly UserError[];
}

function decidedPayload(name: string, deed: string): WireClass {
  return writtenPayload(name, 'canonicalRecord', CanonicalRecord, deed);
}

export const RetryWritePayload = decidedPayload('RetryWritePayload', 'trying a write again');
export const DiscardWritePayload = decidedPayload('DiscardWritePayload', 'giving a write up');
export const AcceptMatchPayload = decidedPayload('AcceptMatchPayload', 'linking two records');
export const ResolveConflictPayload = decidedPayload('ResolveConflictPayload', 'deciding a conflict');
export const UndoCreationPayload = decidedPayload('UndoCreationPayload', 'taking a creation back');
export const ResolveReviewPayload = decidedPayload('ResolveReviewPayload', 'answering a review');

/** What came of keeping two records apart. */
@ObjectType({ description: 'What came of keeping two records apart.', simpleResolvers: true })
export class RejectMatchPayload {
  @Field(() => [UserError], { description: 'Empty where it was done: no rule proposes them again.' })
  userErrors!: readonly UserError[];
}

/** What undoing changed of one canonical record. */
@ObjectType({ description: 'What undoing changed of one canonical record.', simpleResolvers: true })
export class UndoneRecord {
  @Field(() => CanonicalRecord, { nullable: true, description: 'As it then is.' })
  canonicalRecord!: object | null;

  @Field(() => [WriteOutcome], { description: 'What became of its values, per linked record.' })
  writes!: readonly object[];
}

/** What came of undoing edits. */
@ObjectType({ description: 'What came of undoing edits.', simpleResolvers: true })
export class UndoEditPayload {
  @Field(() => [UndoneRecord], { description: 'Per canonical record; empty where it was refused.' })
  undone!: readonly UndoneRecord[];

  @Field(() => [UserError], { description: 'Empty where it was done.' })
  userErrors!: readonly UserError[];
}
