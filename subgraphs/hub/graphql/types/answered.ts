import { Field, ObjectType } from 'type-graphql';
import { DateTime } from '../../../../shared/subgraph/scalars.js';

/** What is put before people tells who answered it. */
@ObjectType({ simpleResolvers: true })
export class Answered {
  @Field(() => DateTime, {
    nullable: true,
    description: 'When it was answered, or had no need to be any more; null: not yet.',
  })
  answeredAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Who answered it, by the name of their key or the subject of their token; null: nobody, or nobody known.',
  })
  answeredBy!: string | null;
}
