import { createSourceEventStream, GraphQLError, locatedError, validate, ValuesOfCorrectTypeRule } from 'graphql';
import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql';
import type { PromiseOrValue } from 'graphql/jsutils/PromiseOrValue.js';
import type { Account } from './account.js';
import type { Caller } from './access/caller.js';
import { createExecute } from './compiled/execute.js';
import { after } from './at-once.js';
import { withoutValue } from './refused-value.js';
import { isAsyncIterable, mapped } from '../shared/polled.js';

/** What one request carries from the gateway into every subgraph it touches. */
export interface GatewayContext {
  requestId: string;
  /** Who asks; null: no client, and nothing is checked. */
  caller: Caller | null;
  /** The caller's, for the subgraphs. */
  scopes: ReadonlySet<string>;
  /** Of the client's headers those that subgraphs elsewhere get to see, by their names in lower case. */
  headers: Readonly<Record<string, string>>;
  /** Lives as long as the request: a subgraph keeps its dataloaders here, under a key of its own. */
  loaders: Map<string, unknown>;
  /** What subgraphs tell beside their data, for the answer's `extensions`: lists by name. */
  notes: Map<string, unknown[]>;
  /** What the log is told of the request; absent: nothing. */
  account?: Account | undefined;
  /** When whoever asks a subgraph stops waiting, in ms of `performance.now()`; absent: never. */
  endsAt?: number | undefined;
}

/** The same, for a subgraph that is waited for until then. Written out: a spread takes as long as the rest of a fetch. */
export function contextUntil(
  { requestId, caller, scopes, headers, loaders, notes, account }: GatewayContext,
  endsAt: number,
): GatewayContext {
  const all: { [Key in keyof Required<GatewayContext>]: GatewayContext[Key] } = {
    requestId,
    caller,
    scopes,
    headers,
    loaders,
    notes,
    account,
    endsAt,
  };
  return all;
}

/** One operation for one subgraph. `document` is `query` parsed; the same object comes again for the same plan. */
export interface SubgraphRequest {
  query: string;
  document: DocumentNode;
  operationName?: string;
  variables: Record<string, unknown>;
  context: GatewayContext;
}

/** A part of the supergraph. `execute` may throw or reject; the gateway then nulls this subgraph's fields and reports one error. */
export interface Subgraph {
  name: string;
  sdl: string;
  /** How it is reached; within this process where absent. */
  transport?: 'http';
  execute(request: SubgraphRequest): PromiseOrValue<ExecutionResult>;
  /** More entities than that go out in several calls, side by side; absent: any number in one. */
  entitiesAtMost?: number;
  /**
   * Answers the events of a subscription, or errors alone where it is refused; one that fails later on ends with errors, or
   * throws. Absent: the subgraph has none.
   */
  subscribe?(request: SubgraphRequest): Promise<AsyncIterable<ExecutionResult> | ExecutionResult>;
}

/**
 * A subgraph that runs in this process. Its operations are compiled, and answered as graphql-js would. The gateway has
 * validated the client's document already; only the literals of custom scalars, which it cannot read, are checked here,
 * once per document. Values the schema refuses are answered with the code `BAD_USER_INPUT`.
 */
export function localSubgraph(name: string, { schema, sdl }: { schema: GraphQLSchema; sdl: string }): Subgraph {
  const refusals = new WeakMap<DocumentNode, readonly GraphQLError[]>();
  const refusalsOf = (document: DocumentNode): readonly GraphQLError[] => {
    const known = refusals.get(document);
    if (known) return known;
    const found = validate(schema, document, [ValuesOfCorrectTypeRule]).map(asBadInput);
    refusals.set(document, found);
    return found;
  };
  const execute = createExecute(schema);
  return {
    name,
    sdl,
    execute({ document, operationName, variables, context }) {
      const refused = refusalsOf(document);
      if (refused.length > 0) return { errors: refused };
      return after(execute({ document, operationName, variables, context }), shown);
    },
    async subscribe({ document, operationName, variables, context }) {
      const refused = refusalsOf(document);
      if (refused.length > 0) return { errors: refused };
      const operation = { document, operationName: operationName ?? null, variableValues: variables };
      const events = await createSourceEventStream({ schema, ...operation, contextValue: context });
      if (!isAsyncIterable<unknown>(events)) return { errors: (events.errors ?? []).map(asBadInput) };
      return mapped(
        events,
        async (root) =>
          execute({ document, operationName, variables, context: { ...context, loaders: new Map() }, root }),
        (failure) => ({ errors: [locatedError(failure, undefined)] }),
      );
    },
  };
}

/** graphql-js leaves `data` out, rather than null, when the variables did not fit and nothing was executed. */
function shown(result: ExecutionResult): ExecutionResult {
  return result.data === undefined ? { errors: (result.errors ?? []).map(asBadInput) } : result;
}

/** An error about what a client gave, without the value that was refused. */
export function asBadInput(error: GraphQLError): GraphQLError {
  return new GraphQLError(withoutValue(error), { extensions: { code: 'BAD_USER_INPUT', ...error.extensions } });
}
