import { GraphQLError, parse, validate, type ExecutionArgs } from 'graphql';
import { createHandler } from 'graphql-sse/lib/use/http';
import { useServer } from 'graphql-ws/use/ws';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { accountedFor, tellOfRefused, type TellRequest } from './accounting.js';
import { admit, freshContext, isRefusal, letIn, whileKnown, type Door, type Entry } from './access/door.js';
import { answerError } from './access/refusal.js';
import { isExpectedHost } from './access/host.js';
import { allowOrigin, answerPreflight, mayConnect } from './cors.js';
import { validateWithoutHints } from './guard/hints.js';
import { taken, type LoadGuard } from './guard/load.js';
import { bodyLimit, paths } from './http.js';
import type { GatewayContext } from './subgraph.js';
import type { Serving } from './serving.js';
import type { SupergraphRequest } from './supergraph.js';

/** Where server-sent events are served. */
export const streamPath = '/graphql/stream';

/** What keeps connections open to tell of what happens. */
export interface Watching {
  /** Takes the requests for streams, and leaves every other to `next`. */
  listener(next: RequestListener): RequestListener;
  /** Ends every connection; clients come again with the cursor that they have. */
  stop(): Promise<void>;
}

/**
 * Serves subscriptions, and any other operation, over WebSocket at `/graphql` (graphql-transport-ws) and as server-sent events
 * at `/graphql/stream` (graphql-sse).
 */
export function serveWatching(
  served: Serving,
  server: Server,
  entry: Entry,
  { tell, onFault, isShown }: Telling,
): Watching {
  const operations = operationsOf(served, entry.load, tell, isShown);
  const sockets = serveSockets(served, operations, server, entry, { tell, onFault, isShown });
  const streams = serveStreams(served, operations, entry);
  return {
    listener: (next) => (request, response) => {
      const [path] = (request.url ?? '/').split('?');
      if (path !== streamPath) return next(request, response);
      streams.serve(request, response).catch((error: unknown) => {
        // Who follows may go at any moment; that is no fault of ours.
        if (!response.destroyed && !isGone(error)) onFault(error);
        response.destroy();
      });
    },
    stop: async () => {
      await sockets.dispose();
      streams.stop();
    },
  };
}

function serveStreams(served: Serving, operations: Operations, { door, origins }: Entry) {
  const open = new Set<ServerResponse>();
  const contexts = new WeakMap<IncomingMessage, GatewayContext>();
  const stream = createHandler<GatewayContext & Record<PropertyKey, unknown>>({
    schema: () => served.current().apiSchema,
    context: ({ raw }) => ({ ...letIn(contexts.get(raw)) }),
    // Without a token there are no streams that several operations share, which would be kept for whoever never comes for them.
    authenticate: () => null,
    ...operations,
  });
  return {
    async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
      allowOrigin(request, response, origins);
      if (request.method === 'OPTIONS') return answerPreflight(request, response);
      const context = await admit(door, request, response);
      if (!context) return;
      contexts.set(request, context);
      const { authorization } = request.headers;
      response.once(
        'close',
        whileKnown(door, authorization, context.caller, () => response.end()),
      );
      const status = refusalOf(request);
      if (status !== null) return refuse(response, status);
      open.add(response);
      response.once('close', () => open.delete(response));
      await stream(request, response);
    },
    stop(): void {
      for (const response of open) response.end();
    },
  };
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['EPIPE', 'ECONNRESET'].includes(String(error.code));
}

/** The status to refuse a request with before its body is read; null: it may be served. */
function refusalOf({ method, headers }: IncomingMessage): number | null {
  if (method !== 'GET' && method !== 'POST') return 405;
  if (headers.accept !== eventStream) return 406;
  const length = headers['content-length'];
  if (method === 'GET') return null;
  if (length === undefined) return 411;
  return Number(length) > bodyLimit ? 413 : null;
}

const eventStream = 'text/event-stream';
const oneEach = `Each operation has a connection of its own here: get or post it with accept: ${eventStream}`;

function refuse(response: ServerResponse, status: number): void {
  const isMode = status === 405 || status === 406;
  if (!isMode) return void response.writeHead(status, { connection: 'close' }).end();
  const allow = status === 405 ? { allow: 'GET, POST' } : {};
  answerError(response, { status, code: 'BAD_REQUEST', message: oneEach }, allow);
}

/** The close code of graphql-transport-ws for whoever may not, or may no longer, come in. */
const forbidden = 4403;
/** That of WebSockets for whoever may come again a little later, as clients then do by themselves. */
const tryAgainLater = 1013;
/** That of graphql-transport-ws for what is not the client's doing. */
const internalError = 4500;

/** What is told to whom. */
export interface Telling {
  readonly tell: TellRequest | null;
  readonly onFault: (error: unknown) => void;
  /** Whether the schema may be asked for. */
  readonly isShown: boolean;
}

function serveSockets(served: Serving, operations: Operations, server: Server, entry: Entry, telling: Telling) {
  const sockets = socketsOf(server, entry);
  const { door } = entry;
  const contexts = new WeakMap<WebSocket, () => GatewayContext>();
  const contextOf = (socket: WebSocket): GatewayContext => letIn(contexts.get(socket)?.());
  return useServer(
    {
      schema: () => served.current().apiSchema,
      onConnect: async ({ connectionParams, extra: { socket, request } }) => {
        const authorization = authorizationIn(connectionParams);
        const context = await door.enter({ ...request.headers, authorization }).catch((error: unknown) => {
          telling.onFault(error);
          socket.close(internalError, 'Internal error');
        });
        if (!context) return false;
        if (isRefusal(context)) {
          if (context.status === 429) socket.close(tryAgainLater, 'Too many requests');
          return false;
        }
        contexts.set(socket, () => freshContext(context));
        const end = (): void => socket.close(forbidden, 'Forbidden');
        socket.once('close', whileKnown(door, authorization, context.caller, end));
        return true;
      },
      onSubscribe: ({ extra: { socket } }, _id, { query }) =>
        tooOften(door, contextOf(socket), telling.tell) ?? malformed(query),
      context: ({ extra: { socket } }) => ({ ...contextOf(socket) }),
      ...operations,
    },
    sockets,
  );
}

function socketsOf(server: Server, { load, hosts, origins }: Entry): WebSocketServer {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: bodyLimit });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const [path = '/'] = (request.url ?? '/').split('?');
    if (!paths.has(path)) return socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
    if (hosts && !isExpectedHost(request, hosts)) return socket.end('HTTP/1.1 421 Misdirected Request\r\n\r\n');
    if (!mayConnect(request, origins)) return socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    const over = load ? load.enter() : () => undefined;
    if (!over) return socket.end('HTTP/1.1 503 Service Unavailable\r\n\r\n');
    over();
    return sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request));
  });
  return sockets;
}

/** The error of what is no GraphQL: it ends its operation, where graphql-ws would end the connection, and print the text. */
function malformed(query: string): GraphQLError[] | undefined {
  try {
    parse(query);
    return undefined;
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

/** The error of an operation whose caller has asked too often; undefined: it may go on, and is counted. */
function tooOften(door: Door, context: GatewayContext, tell: TellRequest | null): GraphQLError[] | undefined {
  const refusal = door.again(context.caller);
  if (!refusal) return undefined;
  const { retryAfter } = refusal;
  const code = 'RATE_LIMITED';
  tellOfRefused(context, tell, code);
  return [new GraphQLError('Too many requests: wait for retryAfter seconds', { extensions: { code, retryAfter } })];
}

/** Clients give it among the parameters of the connection: a browser sends no header with a WebSocket. */
function authorizationIn(parameters: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const { headers } = parameters ?? {};
  const named = { ...(typeof headers === 'object' ? headers : {}), ...parameters } as Readonly<Record<string, unknown>>;
  const value = named['authorization'] ?? named['Authorization'];
  return typeof value === 'string' ? value : undefined;
}

type Operations = ReturnType<typeof operationsOf>;

function operationsOf(served: Serving, load: LoadGuard | null, tell: TellRequest | null, isShown: boolean) {
  return {
    validate: isShown ? validate : validateWithoutHints,
    execute(args: ExecutionArgs) {
      const request = requestOf(args);
      return accountedFor(
        request,
        tell,
        taken(load, () => served.of(args.schema).execute(request)),
      );
    },
    subscribe(args: ExecutionArgs) {
      const request = requestOf(args);
      return accountedFor(
        request,
        tell,
        taken(load, () => served.of(args.schema).subscribe(request)),
      );
    },
  };
}

function requestOf({ document, operationName, variableValues, contextValue }: ExecutionArgs): SupergraphRequest {
  return { document, operationName, variables: variableValues ?? {}, context: contextValue as GatewayContext };
}
