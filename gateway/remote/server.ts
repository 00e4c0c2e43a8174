import { createHandler } from 'graphql-sse/lib/use/http';
import { GraphQLError, parse } from 'graphql';
import type { DocumentNode, ExecutionArgs, ExecutionResult, GraphQLSchema } from 'graphql';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { callerIn } from '../access/caller.js';
import { bearing } from '../access/token.js';
import { documentCapacity, documentWeight } from '../documents.js';
import { asSubgraphError, faultOf, sentError, type SubgraphError } from '../executor/errors.js';
import { readJson } from '../http.js';
import { Lru } from '../lru.js';
import { isAsyncIterable, mapped } from '../../shared/polled.js';
import type { GatewayContext, Subgraph, SubgraphRequest } from '../subgraph.js';
import type { LogError } from '../supergraph.js';

/**
 * Serves a subgraph over HTTP to the gateway that knows the secret, and to nobody else: queries and mutations as JSON,
 * subscriptions as server-sent events. The gateway's word on the caller's scopes is taken. An error goes out as a client
 * may see it; `logError` gets those that are masked.
 */
export function subgraphListener(
  subgraph: Subgraph,
  schema: GraphQLSchema,
  secret: string,
  logError: LogError,
): RequestListener {
  const documents = new Lru<DocumentNode>(documentCapacity);
  const send = sending(subgraph, logError);
  const stream = streamHandler(subgraph, schema, send);
  const isGateway = bearing(secret);
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!isGateway(request.headers.authorization))
      return end(response, 401, 'UNAUTHENTICATED', 'Only the gateway may ask here.');
    if (request.headers.accept?.includes('text/event-stream')) return stream(request, response);
    return answer(subgraph, documents, request, response, send);
  };
  return (request, response) => {
    serve(request, response).catch((error: unknown) => {
      logError(error, requestIdOf(request), subgraph.name);
      if (response.headersSent) response.destroy();
      else end(response, 500, 'INTERNAL_SERVER_ERROR', 'Internal error');
    });
  };
}

/** Subgraphs that another gateway may ask. */
export interface SharedSubgraphs {
  readonly secret: string;
  readonly subgraphs: readonly { readonly subgraph: Subgraph; readonly schema: GraphQLSchema }[];
}

/** Serves subgraphs at `/subgraphs/<name>`, and leaves every other request to `next`. */
export function sharedListener(
  { secret, subgraphs }: SharedSubgraphs,
  next: RequestListener,
  logError: LogError,
): RequestListener {
  const listeners = new Map(
    subgraphs.map(({ subgraph, schema }) => [subgraph.name, subgraphListener(subgraph, schema, secret, logError)]),
  );
  return (request, response) => {
    const [, name] = /^\/subgraphs\/([\w-]+)$/.exec((request.url ?? '').split('?')[0] ?? '') ?? [];
    const listener = name === undefined ? next : listeners.get(name);
    if (listener) return listener(request, response);
    end(response, 404, 'NOT_FOUND', 'There is no such subgraph.');
  };
}

/** What a subgraph answered, as it is sent. */
type Sending = (result: Answered, context: GatewayContext) => object;

interface Answered {
  readonly data?: unknown;
  readonly errors?: readonly SubgraphError[] | undefined;
}

function sending({ name }: Subgraph, logError: LogError): Sending {
  return (result, { requestId }) => {
    if (!result.errors) return result;
    const errors = result.errors.map((error) => {
      const { sent, masked } = sentError(error, requestId);
      if (masked) logError(faultOf(error), requestId, name);
      return sent;
    });
    return { ...result, errors };
  };
}

/** What was thrown instead of an answer. */
function thrownAs(thrown: unknown): Answered {
  return { errors: [asSubgraphError(thrown)] };
}

function streamHandler(subgraph: Subgraph, schema: GraphQLSchema, send: Sending) {
  return createHandler({
    schema,
    context: ({ raw }) => ({ ...contextOf(raw) }),
    subscribe: async ({ document, variableValues, operationName, contextValue }: ExecutionArgs) => {
      const context = contextValue as GatewayContext;
      const request = { query: '', document, variables: { ...variableValues }, context };
      const named = operationName == null ? request : { ...request, operationName };
      if (!subgraph.subscribe) return { errors: [new GraphQLError('There are no subscriptions here.')] };
      const events = await subgraph.subscribe(named).catch(thrownAs);
      if (!isAsyncIterable<ExecutionResult>(events)) return send(events, context);
      return mapped(
        events,
        async (event) => send(event, context),
        (failure) => send(thrownAs(failure), context),
      );
    },
  });
}

async function answer(
  subgraph: Subgraph,
  documents: Lru<DocumentNode>,
  request: IncomingMessage,
  response: ServerResponse,
  send: Sending,
): Promise<void> {
  if (request.method !== 'POST') return end(response, 405, 'BAD_REQUEST', 'Post a query.');
  const { query, variables, operationName } = ((await readJson(request)) ?? {}) as Asked;
  if (typeof query !== 'string') return end(response, 400, 'BAD_REQUEST', 'There is no query.');
  const document = documents.get(query) ?? parse(query);
  documents.set(query, document, documentWeight(document));
  const context = contextOf(request);
  const asked = { query, document, variables: variables ?? {}, context };
  const named = operationName == null ? asked : { ...asked, operationName };
  const result = await executed(subgraph, named).catch(thrownAs);
  const extensions = context.notes.size > 0 ? { extensions: Object.fromEntries(context.notes) } : {};
  write(response, 200, { ...send(result, context), ...extensions });
}

async function executed(subgraph: Subgraph, request: SubgraphRequest): Promise<Answered> {
  return subgraph.execute(request);
}

interface Asked {
  readonly query?: unknown;
  readonly variables?: Record<string, unknown> | null;
  readonly operationName?: string | null;
}

function requestIdOf({ headers }: IncomingMessage): string {
  return String(headers['x-request-id'] ?? 'none');
}

function contextOf(request: IncomingMessage): GatewayContext {
  const { headers } = request;
  const scopes = String(headers['x-samband-scopes'] ?? '')
    .split(' ')
    .filter((scope) => scope !== '');
  const caller = callerIn('the gateway', [], scopes, null, 'gateway');
  return {
    requestId: requestIdOf(request),
    caller,
    scopes: caller.scopes,
    headers: {},
    loaders: new Map(),
    notes: new Map(),
  };
}

function write(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

function end(response: ServerResponse, status: number, code: string, message: string): void {
  write(response, status, { errors: [{ message, extensions: { code } }] });
}
