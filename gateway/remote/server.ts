import { createHandler } from 'graphql-sse/lib/use/http';
import { GraphQLError, parse, type DocumentNode, type ExecutionArgs, type GraphQLSchema } from 'graphql';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { callerIn } from '../access/caller.js';
import { bearing } from '../access/token.js';
import { documentCapacity, documentWeight } from '../documents.js';
import { readJson } from '../http.js';
import { Lru } from '../lru.js';
import type { GatewayContext, Subgraph } from '../subgraph.js';

/**
 * Serves a subgraph over HTTP to the gateway that knows the secret, and to nobody else: queries and mutations as JSON,
 * subscriptions as server-sent events. The gateway's word on the caller's scopes is taken.
 */
export function subgraphListener(
  subgraph: Subgraph,
  schema: GraphQLSchema,
  secret: string,
  onFault: (error: unknown) => void,
): RequestListener {
  const documents = new Lru<DocumentNode>(documentCapacity);
  const stream = streamHandler(subgraph, schema);
  const isGateway = bearing(secret);
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!isGateway(request.headers.authorization))
      return end(response, 401, 'UNAUTHENTICATED', 'Only the gateway may ask here.');
    if (request.headers.accept?.includes('text/event-stream')) return stream(request, response);
    return answer(subgraph, documents, request, response);
  };
  return (request, response) => {
    serve(request, response).catch((error: unknown) => {
      onFault(error);
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
  onFault: (error: unknown) => void,
): RequestListener {
  const listeners = new Map(
    subgraphs.map(({ subgraph, schema }) => [subgraph.name, subgraphListener(subgraph, schema, secret, onFault)]),
  );
  return (request, response) => {
    const [, name] = /^\/subgraphs\/([\w-]+)$/.exec((request.url ?? '').split('?')[0] ?? '') ?? [];
    const listener = name === undefined ? next : listeners.get(name);
    if (listener) return listener(request, response);
    end(response, 404, 'NOT_FOUND', 'There is no such subgraph.');
  };
}

function streamHandler(subgraph: Subgraph, schema: GraphQLSchema) {
  return createHandler({
    schema,
    context: ({ raw }) => ({ ...contextOf(raw) }),
    subscribe: ({ document, variableValues, operationName, contextValue }: ExecutionArgs) => {
      const context = contextValue as GatewayContext;
      const request = { query: '', document, variables: { ...variableValues }, context };
      const named = operationName == null ? request : { ...request, operationName };
      return subgraph.subscribe?.(named) ?? { errors: [new GraphQLError('There are no subscriptions here.')] };
    },
  });
}

async function answer(
  subgraph: Subgraph,
  documents: Lru<DocumentNode>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') return end(response, 405, 'BAD_REQUEST', 'Post a query.');
  const { query, variables, operationName } = ((await readJson(request)) ?? {}) as Asked;
  if (typeof query !== 'string') return end(response, 400, 'BAD_REQUEST', 'There is no query.');
  const document = documents.get(query) ?? parse(query);
  documents.set(query, document, documentWeight(document));
  const context = contextOf(request);
  const asked = { query, document, variables: variables ?? {}, context };
  const result = await subgraph.execute(operationName == null ? asked : { ...asked, operationName });
  const extensions = context.notes.size > 0 ? { extensions: Object.fromEntries(context.notes) } : {};
  send(response, 200, { ...result, ...extensions });
}

interface Asked {
  readonly query?: unknown;
  readonly variables?: Record<string, unknown> | null;
  readonly operationName?: string | null;
}

function contextOf({ headers }: IncomingMessage): GatewayContext {
  const scopes = String(headers['x-samband-scopes'] ?? '')
    .split(' ')
    .filter((scope) => scope !== '');
  const caller = callerIn('the gateway', [], scopes, null, 'gateway');
  const requestId = String(headers['x-request-id'] ?? 'none');
  return { requestId, caller, scopes: caller.scopes, headers: {}, loaders: new Map(), notes: new Map() };
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

function end(response: ServerResponse, status: number, code: string, message: string): void {
  send(response, status, { errors: [{ message, extensions: { code } }] });
}
