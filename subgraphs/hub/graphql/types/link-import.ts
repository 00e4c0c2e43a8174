import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { UserError } from '../../../../shared/subgraph/payload.js';
import { ImportVerdict, SystemId } from '../enums.js';

/** The entity type that a column of ids is of. */
@InputType({ description: 'The entity type that a column of ids is of.' })
export class ImportColumn {
  @Field(() => SystemId, { description: 'Its system.' })
  system!: string;

  @Field(() => String, { description: 'Its name, as in the dataflows.' })
  entityType!: string;
}

/** Links that a company has already. */
@InputType({ description: 'Links that a company has already: a file of two ids a line.' })
export class LinkImportInput {
  @Field(() => ImportColumn, { description: 'What the first id of a line is of.' })
  left!: ImportColumn;

  @Field(() => ImportColumn, { description: 'What the second id of a line is of.' })
  right!: ImportColumn;

  @Field(() => String, { description: 'The file; a comma, a semicolon or a tab between the ids; at most 5000 lines.' })
  csv!: string;

  @Field(() => Boolean, { defaultValue: false, description: "Whether the first line has the columns' names." })
  hasHeader!: boolean;
}

/** Links to import, as they were previewed. */
@InputType({ description: 'Links to import, as they were previewed.' })
export class ImportLinksInput extends LinkImportInput {
  @Field(() => String, { description: "The preview's `hash`: exactly that is done, or nothing." })
  hash!: string;
}

/** What a line of the file comes to. */
@ObjectType({ description: 'What a line of the file comes to.', simpleResolvers: true })
export class ImportedLine {
  @Field(() => Int, { description: 'Its number, from 1.' })
  line!: number;

  @Field(() => ID, { description: 'Its first id.' })
  left!: string;

  @Field(() => ID, { description: 'Its second id.' })
  right!: string;

  @Field(() => ImportVerdict, { description: 'What it comes to.' })
  verdict!: string;

  @Field(() => String, { nullable: true, description: 'Why it is refused; null where it is not.' })
  message!: string | null;
}

/** What an import would do. */
@ObjectType({ description: 'What an import would do; nothing is changed.', simpleResolvers: true })
export class LinkImportPreview {
  @Field(() => [ImportedLine], { description: 'Every line, in the order of the file.' })
  lines!: readonly object[];

  @Field(() => String, { nullable: true, description: 'Names exactly this; null where the file is none.' })
  hash!: string | null;

  @Field(() => [UserError], { description: 'Why the file as a whole is none; empty where it is one.' })
  userErrors!: readonly UserError[];
}

/** What came of importing links. */
@ObjectType({ description: 'What came of importing links.', simpleResolvers: true })
export class ImportLinksPayload {
  @Field(() => Int, { description: 'How many pairs became one; 0 where it was refused.' })
  linked!: number;

  @Field(() => [UserError], { description: 'Empty where it was done.' })
  userErrors!: readonly UserError[];
}
