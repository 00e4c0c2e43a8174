import { transformSupergraphToPublicSchema } from '@theguild/federation-composition';
import { buildASTSchema, execute, getOperationAST, GraphQLError, OperationTypeNode, parse } from 'graphql';
import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql';
import { ConfigInvalid } from '../shared/errors.js';
import { assertAllowed } from './access/checks.js';
import { variablesIn } from './compiled/variables.js';
import { answerOf } from './executor/answer.js';
import { assertAffordable } from './executor/cost.js';
import { isData } from './executor/data.js';
import type { Data } from './executor/data.js';
import { maskedError } from './executor/errors.js';
import { follow } from './executor/subscription.js';
import { runStep } from './executor/run.js';
import type { Run } from './executor/run.js';
import { possibleTypes } from './executor/types.js';
import { graphsIn } from './graphs.js';
import type { KnownOperations } from './guard/operations.js';
import { createPreparation } from './preparation.js';
import type { PreparedOperation } from './preparation.js';
import { inSpan, type SpanFacts } from '../shared/trace.js';
import { asBadInput } from './subgraph.js';
import type { GatewayContext, Subgraph } from './subgraph.js';
import { tracedOperation, tracedSubgraph } from './traced.js';

/** An operation to execute. The document has passed validation against the API schema. */
export interface SupergraphRequest {
  document: DocumentNode;
  operationName?: string | null | undefined;
  variables?: Readonly<Record<string, unknown>> | undefined;
  context: GatewayContext;
}

/** The one API over all subgraphs. `execute` never rejects. */
export interface Supergraph {
  readonly sdl: string;
  /** What clients see: the supergraph without its machinery and without what is `@inaccessible`. */
  readonly apiSchema: GraphQLSchema;
  execute(request: SupergraphRequest): Promise<ExecutionResult>;
  /** Answers the events of a subscription, or errors alone where it is refused; never rejects. */
  subscribe(request: SupergraphRequest): Promise<AsyncIterable<ExecutionResult> | ExecutionResult>;
}

/** What is taken of clients' documents, and how long their answers may take. */
export interface Guard {
  readonly introspection: boolean;
  /** Null: any operation. */
  readonly operations: KnownOperations | null;
  /** Of a query, and of each event of a subscription, in ms; null: as long as they take. Mutations are never cut short. */
  readonly deadlineMs: number | null;
}

function introspectionRefused(): GraphQLError {
  return new GraphQLError('The schema is not shown here', { extensions: { code: 'INTROSPECTION_DISABLED' } });
}

/** Takes an error the client does not get to see, with the id of the request that the client does see, and whose it is. */
export type LogError = (error: unknown, requestId: string, subgraph?: string) => void;

/**
 * Makes a supergraph executable over its subgraphs. Throws where one that the SDL names is not given. A subgraph that
 * fails nulls its own fields; errors raised without a code are masked, and handed to `logError`.
 */
export function createSupergraph(
  sdl: string,
  subgraphs: readonly Subgraph[],
  logError: LogError = () => undefined,
  guard: Guard = { introspection: true, operations: null, deadlineMs: null },
): Supergraph {
  const document = parse(sdl);
  const byName = new Map(subgraphs.map((subgraph) => [subgraph.name, tracedSubgraph(subgraph)]));
  requireSubgraphs(document, byName);
  const apiSchema = buildASTSchema(transformSupergraphToPublicSchema(document));
  const prepare = createPreparation(sdl, apiSchema);
  const shared = { subgraphs: byName, types: possibleTypes(document), logError };
  const prepared = preparedBy({ variablesOf: variablesIn(apiSchema), prepare, shared, logError, guard });
  return {
    sdl,
    apiSchema,
    execute: (request) =>
      prepared(request, false, (operation, freshRun) => execution(operation, freshRun(), apiSchema)),
    subscribe: (request) =>
      prepared(request, true, ({ selection, requests: [first] }, freshRun) => {
        if (!first) throw new GraphQLError('A subscription must ask for one field.');
        return follow(first.step, freshRun, (run) => told(run, answerOf(selection, run.data, {}, run.errors)));
      }),
  };
}

interface Parts {
  readonly variablesOf: ReturnType<typeof variablesIn>;
  readonly prepare: ReturnType<typeof createPreparation>;
  readonly shared: Pick<Run, 'subgraphs' | 'types' | 'logError'>;
  readonly logError: LogError;
  readonly guard: Guard;
}

/** Prepares operations and hands them on; what goes wrong is an answer, too. */
function preparedBy({ variablesOf, prepare, shared: { subgraphs, types }, logError, guard }: Parts) {
  const answer = async <T>(
    request: SupergraphRequest,
    isSubscription: boolean,
    then: (operation: PreparedOperation, freshRun: () => Run) => Promise<T>,
  ): Promise<T | ExecutionResult> => {
    try {
      const accepted = accept(variablesOf, request, isSubscription);
      if ('errors' in accepted) return accepted;
      guard.operations?.assertKnown(request.document);
      const { operation, variables } = accepted;
      const freshRun = (): Run => {
        const context = isSubscription ? { ...request.context, loaders: new Map(), notes: new Map() } : request.context;
        const isCut = guard.deadlineMs !== null && operation.operation !== OperationTypeNode.MUTATION;
        const endsAt = isCut ? performance.now() + guard.deadlineMs : null;
        return { subgraphs, types, logError, variables, context, data: {}, errors: [], endsAt };
      };
      const prepared = await inSpan(planning, () => prepare(request.document, operation, variables));
      if (request.context.caller) assertAllowed(prepared.checks, request.context.caller);
      assertAffordable(prepared.cost, variables);
      if (prepared.introspection && !guard.introspection) throw introspectionRefused();
      return await then(prepared, freshRun);
    } catch (error) {
      if (error instanceof GraphQLError) return { errors: [error] };
      const { requestId } = request.context;
      logError(error, requestId);
      return { data: null, errors: [maskedError(requestId)] };
    }
  };
  return <T extends object>(
    request: SupergraphRequest,
    isSubscription: boolean,
    then: (operation: PreparedOperation, freshRun: () => Run) => Promise<T>,
  ): Promise<T | ExecutionResult> =>
    tracedOperation(request, isSubscription, () => answer(request, isSubscription, then));
}

const planning = (): SpanFacts => ({ name: 'plan' });

function accept(
  variablesOf: ReturnType<typeof variablesIn>,
  { document, operationName, variables }: SupergraphRequest,
  isSubscription: boolean,
) {
  const operation = getOperationAST(document, operationName);
  if (!operation) {
    const missing = operationName ? `Unknown operation named "${operationName}".` : 'Must provide operation name.';
    return { errors: [new GraphQLError(missing)] };
  }
  if ((operation.operation === OperationTypeNode.SUBSCRIPTION) !== isSubscription) {
    const message = isSubscription
      ? 'This way only serves subscriptions.'
      : 'Subscriptions are served over WebSocket, and as server-sent events at /graphql/stream.';
    return {
      errors: [new GraphQLError(message, { nodes: operation, extensions: { code: 'SUBSCRIPTION_ELSEWHERE' } })],
    };
  }
  const values = variablesOf(operation)(variables ?? {});
  if (values.errors) return { errors: values.errors.map(asBadInput) };
  return { operation, variables: values.coerced };
}

const none: Data = {};

async function execution(prepared: PreparedOperation, run: Run, apiSchema: GraphQLSchema): Promise<ExecutionResult> {
  const introspected = prepared.introspection ? await introspect(prepared.introspection, run, apiSchema) : none;
  for (const { step, isLost } of prepared.requests) {
    await runStep(step, run);
    if (isLost(run.data)) break;
  }
  const data = answerOf(prepared.selection, run.data, introspected, run.errors);
  return told(run, data);
}

function told({ errors, context: { notes } }: Run, data: Data | null): ExecutionResult {
  if (errors.length === 0 && notes.size === 0) return { data };
  return {
    ...{ data },
    ...(errors.length > 0 ? { errors } : {}),
    ...(notes.size > 0 ? { extensions: Object.fromEntries(notes) } : {}),
  };
}

async function introspect(document: DocumentNode, run: Run, schema: GraphQLSchema): Promise<Data> {
  const { data, errors } = await execute({ schema, document, variableValues: run.variables });
  run.errors.push(...(errors ?? []));
  return isData(data) ? data : {};
}

function requireSubgraphs(supergraph: DocumentNode, subgraphs: ReadonlyMap<string, Subgraph>): void {
  const missing = graphsIn(supergraph).flatMap(({ name }) => (subgraphs.has(name) ? [] : [name]));
  if (missing.length === 0) return;
  throw new ConfigInvalid(`The supergraph needs subgraphs that are not there: ${missing.join(', ')}`);
}
