import type { ExecutionResult } from 'graphql';
import { isAsyncIterable, mapped } from '../../shared/polled.js';
import { inSpan, traceNow } from '../../shared/trace.js';
import type { Step } from './plan.js';
import { argumentsOf, runInOrder, takeFailure, takeRoot, type RootStep, type Run } from './run.js';

/** The plan of a subscription: the call whose events it is, and what each event needs beside. */
interface SubscriptionPlan {
  readonly source: RootStep;
  readonly rest: readonly Step[];
}

/** @throws Error for a plan that does not begin with a call. */
function subscriptionPlan(step: Step): SubscriptionPlan {
  const [source, ...rest] = step.kind === 'sequence' ? step.steps : [step];
  if (source?.kind !== 'root') throw new Error('The plan of the subscription does not begin with a call');
  return { source, rest };
}

/**
 * Follows a subscription: each event of its subgraph becomes an answer, with what other subgraphs have to add. Answers errors
 * where the subgraph refuses it; where it fails later on, errors are the last answer.
 * @param freshRun makes a run for each event, with nothing read yet.
 */
export async function follow(
  step: Step,
  freshRun: () => Run,
  answerOf: (run: Run) => ExecutionResult,
): Promise<AsyncIterable<ExecutionResult> | ExecutionResult> {
  const { source, rest } = subscriptionPlan(step);
  const from = [traceNow()];
  const answer = async (event: ExecutionResult): Promise<ExecutionResult> => {
    const run = freshRun();
    takeRoot(source, event, run);
    await runInOrder(rest, run);
    return answerOf(run);
  };
  const answered = (event: ExecutionResult): Promise<ExecutionResult> =>
    inSpan(
      () => ({ name: 'event', from }),
      () => answer(event),
    );
  const failed = (thrown: unknown): ExecutionResult => {
    const run = freshRun();
    takeFailure(source, thrown, run);
    return answerOf(run);
  };
  const run = freshRun();
  try {
    const events = await begin(source, run);
    if (isAsyncIterable(events)) return mapped(events, answered, failed);
    takeRoot(source, events, run);
  } catch (thrown) {
    takeFailure(source, thrown, run);
  }
  return { errors: run.errors };
}

function begin({ call }: RootStep, run: Run): Promise<AsyncIterable<ExecutionResult> | ExecutionResult> {
  const subgraph = run.subgraphs.get(call.subgraph);
  if (!subgraph?.subscribe) throw new Error(`The subgraph ${call.subgraph} has no subscriptions`);
  const { query, document, operationName } = call;
  const request = { query, document, variables: argumentsOf(call, run), context: run.context };
  return subgraph.subscribe(operationName === undefined ? request : { ...request, operationName });
}
