import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../../../shared/subgraph/page.js';
import { SyncMode, SyncRunStatus } from '../enums.js';
import { DateTime } from '../../../../shared/subgraph/scalars.js';

/** One sync over the systems. */
@ObjectType({ description: 'One sync over the systems.', simpleResolvers: true })
export class SyncRun {
  @Field(() => ID, { description: 'Ask for it by `syncRun`.' })
  id!: string;

  @Field(() => SyncMode, { description: 'Whether it does what it finds.' })
  mode!: string;

  @Field(() => [ID], { nullable: true, description: 'The dataflows it considers; null: all.' })
  dataflows!: readonly string[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Names the plan it made, or the only one it may carry out, by all it does; null: none.',
  })
  planHash!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The configuration by which it planned, where that only waited then; null: the one that counts.',
  })
  configurationHash!: string | null;

  @Field(() => SyncRunStatus, { description: 'Where it stands.' })
  status!: string;

  @Field(() => String, { nullable: true, description: 'What it is doing, for people; null where it is not under way.' })
  phase!: string | null;

  @Field(() => Float, { description: 'From 0 to 1.' })
  progress!: number;

  @Field(() => Int, { description: 'Records read.' })
  read!: number;

  @Field(() => Int, { description: 'Records linked by a match rule.' })
  linked!: number;

  @Field(() => Int, { description: 'Records made; in a plan, to be made.' })
  created!: number;

  @Field(() => Int, { description: 'Records changed; in a plan, to be changed.' })
  updated!: number;

  @Field(() => Int, { description: 'Conflicts found.' })
  conflicts!: number;

  @Field(() => Int, { description: 'Match candidates put before a person.' })
  review!: number;

  @Field(() => Int, { description: 'Writes refused and entity types that could not be read.' })
  failed!: number;

  @Field(() => String, { nullable: true, description: 'What went wrong, for people; null: nothing.' })
  fault!: string | null;

  @Field(() => DateTime, { description: 'When it was asked for.' })
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it began; null: not yet.' })
  startedAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was over; null: not yet.' })
  finishedAt!: Date | null;
}

export const SyncRunConnection = connectionType(SyncRun);
