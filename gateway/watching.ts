import type { ExecutionArgs } from 'graphql';
import { createHandler } from 'graphql-sse/lib/use/http';
import { useServer } from 'graphql-ws/use/ws';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { allowOrigin, answerPreflight, mayConnect } from './cors.js';
import { bodyLimit, paths } from './http.js';
import type { GatewayContext } from './subgraph.js';
import type { Supergraph, SupergraphRequest } from './supergraph.js';

const streamPath = '/graphql/stream';

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
  supergraph: Supergraph,
  server: Server,
  newContext: () => GatewayContext,
  onFault: (error: unknown) => void,
): Watching {
  const sockets = serveSockets(supergraph, server, newContext);
  const open = new Set<ServerResponse>();
  const stream = createHandler<GatewayContext & Record<PropertyKey, unknown>>({
    schema: supergraph.apiSchema,
    context: () => ({ ...newContext() }),
    ...operationsOf(supergraph),
  });
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    allowOrigin(request, response);
    if (request.method === 'OPTIONS') return answerPreflight(request, response);
    const status = refusalOf(request);
    if (status !== null) return void response.writeHead(status, { connection: 'close' }).end();
    open.add(response);
    response.once('close', () => open.delete(response));
    await stream(request, response);
  };
  return {
    listener: (next) => (request, response) => {
      const [path] = (request.url ?? '/').split('?');
      if (path !== streamPath) return next(request, response);
      serve(request, response).catch((error: unknown) => {
        // Who follows may go at any moment; that is no fault of ours.
        if (!response.destroyed && !isGone(error)) onFault(error);
        response.destroy();
      });
    },
    stop: async () => {
      await sockets.dispose();
      for (const response of open) response.end();
    },
  };
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['EPIPE', 'ECONNRESET'].includes(String(error.code));
}

/** The status to refuse a request with before its body is read; null: it may be served. */
function refusalOf({ method, headers }: IncomingMessage): number | null {
  if (method !== 'POST') return null;
  const length = headers['content-length'];
  if (length === undefined) return 411;
  return Number(length) > bodyLimit ? 413 : null;
}

function serveSockets(supergraph: Supergraph, server: Server, newContext: () => GatewayContext) {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: bodyLimit });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const [path = '/'] = (request.url ?? '/').split('?');
    if (!paths.has(path)) return socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
    if (!mayConnect(request)) return socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    return sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request));
  });
  return useServer(
    { schema: supergraph.apiSchema, context: () => ({ ...newContext() }), ...operationsOf(supergraph) },
    sockets,
  );
}

function operationsOf(supergraph: Supergraph) {
  return {
    execute: (args: ExecutionArgs) => supergraph.execute(requestOf(args)),
    subscribe: (args: ExecutionArgs) => supergraph.subscribe(requestOf(args)),
  };
}

function requestOf({ document, operationName, variableValues, contextValue }: ExecutionArgs): SupergraphRequest {
  return { document, operationName, variables: variableValues ?? {}, context: contextValue as GatewayContext };
}
