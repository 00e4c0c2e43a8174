import { graphql, type ExecutionResult } from 'graphql';
import { buildSystemSubgraph } from '../../shared/subgraph/build.js';
import type { RequestContext } from '../../shared/subgraph/context.js';
import { readThrough, watchWrites } from '../../shared/subgraph/reads.js';
import { acme, memoryConnection } from './memory.js';

/** Acme's subgraph over a memory of its own; `ask` is one request, unless it is given another one's context. */
export function openAcme() {
  const memory = memoryConnection();
  const reads = readThrough(memory.connection, { now: () => 0 });
  const subgraph = buildSystemSubgraph(acme, reads, watchWrites(memory.connection, reads.forget));
  const ask = (source: string, variableValues: Record<string, unknown> = {}, contextValue = requestContext()) =>
    graphql({ schema: subgraph.schema, source, variableValues, contextValue });
  return { memory, subgraph, ask };
}

/** A new request of a caller with these scopes. */
export function requestContext(...scopes: string[]): RequestContext {
  return { requestId: 'r1', scopes: new Set(scopes), loaders: new Map(), notes: new Map() };
}

/** What a client sees of the errors. */
export function errorsOf(result: ExecutionResult) {
  return result.errors?.map(({ message, path, extensions }) => ({ message, path, extensions }));
}
