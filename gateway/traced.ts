import { getOperationAST, type DocumentNode, type ExecutionResult } from 'graphql';
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

/** Which operation of a document is asked for; null where there is none. Of its text nothing is told: it may hold values. */
export function operationOf(
  document: DocumentNode,
  operationName: string | null | undefined,
): { readonly type: string | null; readonly name: string | null } {
  const operation = getOperationAST(document, operationName);
  return { type: operation?.operation ?? null, name: operation?.name?.value.slice(0, nameAtMost) ?? null };
}

function noted<T extends object>(answer: T | ExecutionResult): T | ExecutionResult {
  const [code] = codesIn(answer);
  if (code !== undefined) noteInSpan(() => ({ 'error.type': code }));
  return answer;
}

/** The codes of an answer's errors, each once; INTERNAL_SERVER_ERROR for one without. */
export function codesIn(answer: object): string[] {
  const errors = 'errors' in answer ? (answer as ExecutionResult).errors : undefined;
  const codes = (errors ?? []).map(({ extensions }) => extensions?.['code']);
  return [...new Set(codes.map((code) => (typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR')))];
}
