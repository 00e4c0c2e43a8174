import { getOperationAST, type DocumentNode, type ExecutionResult, type OperationDefinitionNode } from 'graphql';
import { inSpan, isTracing, noteInSpan, type SpanFacts } from '../shared/trace.js';
import type { GatewayContext, Subgraph } from './subgraph.js';

/** An operation that a client asks for. */
interface AskedFor {
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly context: GatewayContext;
}

/** The subgraph with each question to it as a span; the very same where nothing is traced. */
export function tracedSubgraph(subgraph: Subgraph): Subgraph {
  if (!isTracing()) return subgraph;
  const { name, transport = 'in-process' } = subgraph;
  const facts: SpanFacts = {
    name: `fetch ${name}`,
    attributes: { 'samband.subgraph': name, 'samband.transport': transport },
  };
  return {
    ...subgraph,
    execute: (...asked) =>
      inSpan(
        () => facts,
        async () => noted(await subgraph.execute(...asked)),
      ),
  };
}

/** Does the work as the span of an operation. A subscription goes on for long: what each event brings about is traced apart. */
export function tracedOperation<T extends object>(
  request: AskedFor,
  isSubscription: boolean,
  work: () => Promise<T | ExecutionResult>,
): Promise<T | ExecutionResult> {
  if (!isTracing()) return work();
  return inSpan(
    () => ({ ...operationFacts(request), wide: isSubscription }),
    async () => noted(await work()),
  );
}

/** A name that a client gave its operation is its own; how long it may be is not. */
const nameAtMost = 100;

function operationFacts({ document, operationName, context }: AskedFor): SpanFacts {
  const { type, name } = operationOf(document, operationName);
  const named = name === null ? {} : { 'graphql.operation.name': name };
  const asked = type === null ? {} : { 'graphql.operation.type': type };
  return { name: type ?? 'operation', attributes: { ...asked, ...named, 'samband.request.id': context.requestId } };
}

interface OperationFacts {
  readonly type: string | null;
  readonly name: string | null;
}

/** Which operation of a document is asked for; null where there is none. Of its text nothing is told: it may hold values. */
export function operationOf(document: DocumentNode, operationName: string | null | undefined): OperationFacts {
  return toldOf(getOperationAST(document, operationName));
}

/** What is told of an operation. */
export function toldOf(operation: OperationDefinitionNode | null | undefined): OperationFacts {
  return { type: operation?.operation ?? null, name: operation?.name?.value.slice(0, nameAtMost) ?? null };
}

function noted<T extends object>(answer: T | ExecutionResult): T | ExecutionResult {
  const [first] = codesIn(answer);
  if (first !== undefined) noteInSpan(() => ({ 'error.type': first }));
  return answer;
}

/** What is a code and not a text: subgraphs elsewhere may say anything. */
const code = /^[A-Za-z]\w*$/;

/** The codes of an answer's errors, each once; INTERNAL_SERVER_ERROR for one without. */
export function codesIn(answer: object): string[] {
  const errors = 'errors' in answer ? (answer as ExecutionResult).errors : undefined;
  const found = (errors ?? []).map(({ extensions }) => extensions?.['code']);
  const isCode = (value: unknown): value is string => typeof value === 'string' && code.test(value);
  return [...new Set(found.map((value) => (isCode(value) ? value : 'INTERNAL_SERVER_ERROR')))];
}
