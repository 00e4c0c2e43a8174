import { Field, ID, InputType } from 'type-graphql';
import { payloadType, type UserError } from '../../../../shared/subgraph/payload.js';
import type { WireClass } from '../../../../shared/subgraph/wire.js';
import { SyncRun } from './sync-run.js';

/** What every request for a run can be told. */
@InputType()
class RunInput {
  @Field(() => String, {
    nullable: true,
    description: 'Under the same key the same run is asked for only once, however often it is.',
  })
  idempotencyKey?: string | null;
}

/** What to plan. */
@InputType({ description: 'What to plan.' })
export class PlanSyncInput extends RunInput {
  @Field(() => [ID], { nullable: true, description: 'Ids of the dataflows to consider; all where they are left out.' })
  dataflows?: readonly string[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'The `pendingHash` of the configuration that waits: what a sync would do once it is applied.',
  })
  configuration?: string | null;
}

/** What to sync. */
@InputType({ description: 'What to sync.' })
export class StartSyncInput extends RunInput {
  @Field(() => [ID], { nullable: true, description: 'Ids of the dataflows to consider; all where they are left out.' })
  dataflows?: readonly string[] | null;

  @Field(() => Boolean, { defaultValue: false, description: 'Only plans what would be done, as `planSync`.' })
  dryRun!: boolean;
}

/** Which plan to carry out. */
@InputType({ description: 'Which plan to carry out.' })
export class ApplySyncInput extends RunInput {
  @Field(() => ID, { description: 'The run that made the plan.' })
  plan!: string;

  @Field(() => String, { description: 'Its `planHash`, as it was looked at.' })
  hash!: string;
}

/** Which run to call off. */
@InputType({ description: 'Which run to call off.' })
export class CancelSyncInput {
  @Field(() => ID, { description: 'The run.' })
  id!: string;
}

/** What came of asking for a run. */
export interface RunAnswer {
  readonly run: object | null;
  readonly userErrors: readonly UserError[];
}

function runPayload(name: string, deed: string): WireClass {
  return payloadType(name, 'run', SyncRun, deed);
}

export const PlanSyncPayload = runPayload('PlanSyncPayload', 'planning a sync');
export const StartSyncPayload = runPayload('StartSyncPayload', 'starting a sync');
export const ApplySyncPayload = runPayload('ApplySyncPayload', 'carrying a plan out');
export const CancelSyncPayload = runPayload('CancelSyncPayload', 'calling a sync off');
