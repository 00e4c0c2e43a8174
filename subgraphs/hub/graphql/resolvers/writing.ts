import { setTimeout as delay } from 'node:timers/promises';
import { Arg, Mutation, Query, Resolver } from 'type-graphql';
import { Needs } from '../../../../shared/subgraph/access.js';
import type { UserError } from '../../../../shared/subgraph/payload.js';
import type { Hub } from '../../operations/hub.js';
import { heardWithinMs } from '../../store/postgres/halts.js';
import { resume, stopOf } from '../../store/writing.js';
import { ResumeWritingInput, ResumeWritingPayload, Writing } from '../types/writing.js';

interface Answer {
  readonly writing: Writing | null;
  readonly userErrors: readonly UserError[];
}

/** A resolver class with whether the hub writes, and how a person has it write again. */
export function writingResolver(hub: Hub): new () => object {
  const { db } = hub.context;

  @Resolver()
  class WritingResolver {
    @Query(() => Writing, { description: 'Whether the hub writes.' })
    async writing(): Promise<Writing> {
      const stop = await stopOf(db);
      return { stoppedAt: stop?.at ?? null, writes: stop?.writes ?? null, edits: stop?.edits ?? null };
    }

    @Needs('operate')
    @Mutation(() => ResumeWritingPayload, {
      description:
        'Has a hub that stopped write again, beginning with what it has planned since; answers once every process knows.',
    })
    async resumeWriting(
      @Arg('input', () => ResumeWritingInput, { description: 'Which stop is over.' }) { stoppedAt }: ResumeWritingInput,
    ): Promise<Answer> {
      if (!(await resume(db, stoppedAt))) {
        const message = 'The hub did not stop then, or writes again already.';
        return { writing: null, userErrors: [{ field: ['stoppedAt'], code: 'CONFLICT', message }] };
      }
      await delay(heardWithinMs);
      await hub.jobs.takeUpAll();
      return { writing: await this.writing(), userErrors: [] };
    }
  }
  return WritingResolver;
}
