import { Field, InputType } from 'type-graphql';
import { CalendarDate } from '../../../../shared/subgraph/scalars.js';

/** What can be asked of a text. */
@InputType({ description: 'What is asked of a text; everything that is given must hold.' })
export class TextFilter {
  @Field(() => String, {
    nullable: true,
    description:
      'This text. E-mail in any case; numbers however they are spaced, with or without the Norwegian country code.',
  })
  equals?: string | null;

  @Field(() => [String], { nullable: true, description: 'One of these, at most 500.' })
  in?: string[] | null;

  @Field(() => String, { nullable: true, description: 'Begins so, in any case; `o` finds `ø` as well.' })
  startsWith?: string | null;

  @Field(() => String, { nullable: true, description: 'Has this somewhere, in any case; `o` finds `ø` as well.' })
  contains?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether nothing is known of it, or it is known to be empty.' })
  isEmpty?: boolean | null;
}

/** What can be asked of a date. */
@InputType({ description: 'What is asked of a date; everything that is given must hold.' })
export class DateFilter {
  @Field(() => CalendarDate, { nullable: true, description: 'This day.' })
  equals?: string | null;

  @Field(() => CalendarDate, { nullable: true, description: 'This day or later.' })
  from?: string | null;

  @Field(() => CalendarDate, { nullable: true, description: 'This day or earlier.' })
  to?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether nothing is known of it, or it is known to be empty.' })
  isEmpty?: boolean | null;
}

/** What can be asked of a reference. */
@InputType({ description: 'What is asked of the record that is referred to.' })
export class ReferenceFilter {
  @Field(() => [String], { nullable: true, description: 'It is one of these canonical records, at most 500, by id.' })
  in?: string[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether none is referred to.' })
  isEmpty?: boolean | null;
}
