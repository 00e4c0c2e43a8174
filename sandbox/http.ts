import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as the handlers see it. Path and params are percent-decoded; header names are lower case. */
export interface Call {
  method: string;
  path: string;
  params: Record<string, string>;
  query: URLSearchParams;
  headers: Record<string, string | undefined>;
  text: string;
  /** How many rows have come in before this page since the last one (negative: went away); set by fault injection only. */
  drift?: number;
}

/** What a handler answers. An object or array body goes out as JSON, a string as it is, undefined as no body. */
export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** Answers a call; what it throws goes to `onError`. */
export type Handler = (call: Call) => Answer | Promise<Answer>;

/** The first route whose method and path fit handles the call; method `*` fits all. Named groups of the path become params. */
export interface Route {
  method: string;
  path: RegExp;
  handle: Handler;
}

/** The two ways to have a call answered as without an `Around`. */
export interface Ways {
  /** Through `before` and the routes. */
  asked(call: Call): Promise<Answer>;
  /** By the routes alone, for a caller who needs no key. */
  trusted(call: Call): Promise<Answer>;
}

/** Stands around all of a server. */
export interface Around {
  /** Answers a call in one of the two ways or in its own; null closes the connection without an answer. */
  answer(call: Call, ways: Ways): Promise<Answer | null>;
  /** Ends whatever still waits; called when the server stops. */
  stop(): void;
}

/** What to serve, and how to answer where no route does. */
export interface ServeOptions {
  /** 0 takes any free port. */
  port: number;
  /** Without it calls go straight to `before` and the routes. */
  around?: Around | undefined;
  /** Looked at before the routes: an answer ends the call (a 401, say), null lets it pass. */
  before?: (call: Call) => Answer | null;
  routes: Route[];
  notFound: Handler;
  /** Turns anything thrown by a handler into the system's own error form. */
  onError: (error: unknown, call: Call) => Answer;
}

/** A running server. */
export interface Served {
  /** For example `http://127.0.0.1:4100`. */
  address: string;
  /** Takes no new calls, closes idle connections at once and waits for the calls under way. */
  stop(): Promise<void>;
}

/** The largest body read; above it the answer is 413. */
export const BODY_LIMIT = 1024 * 1024;

/** Serves the routes on 127.0.0.1. Rejects, naming the port, when it is taken. */
export async function serve(options: ServeOptions): Promise<Served> {
  const server = createServer((request, response) => {
    void respond(options, request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}`, stop: () => stop(server, options.around) };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `Port ${port} on 127.0.0.1 is taken. Set SANDBOX_PORT to the first of six free ports in a row, or to 0.`;
      reject(error.code === 'EADDRINUSE' ? new Error(taken, { cause: error }) : error);
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}

function stop(server: Server, around: Around | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    around?.stop();
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeIdleConnections();
  });
}

async function respond(options: ServeOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const text = await readBody(request);
  if (text === null) return send(response, { status: 413, body: `The body is over ${BODY_LIMIT} bytes.` });
  const call = callOf(request, text);
  const ways: Ways = {
    asked: (each) => answer(options, each, true),
    trusted: (each) => answer(options, each, false),
  };
  const given = await (options.around ? options.around.answer(call, ways) : ways.asked(call));
  if (given) send(response, given);
  else response.destroy();
}

/** The row a page begins at that was asked to begin at `skip`: the first page never drifts. */
export function driftedSkip(call: Call, skip: number): number {
  return skip === 0 ? 0 : Math.max(0, skip - (call.drift ?? 0));
}

async function answer(options: ServeOptions, call: Call, isGuarded: boolean): Promise<Answer> {
  try {
    const early = isGuarded ? options.before?.(call) : null;
    if (early) return early;
    for (const route of options.routes) {
      const match = route.method === '*' || route.method === call.method ? route.path.exec(call.path) : null;
      if (match) return await route.handle({ ...call, params: { ...match.groups } });
    }
    return await options.notFound(call);
  } catch (error) {
    return options.onError(error, call);
  }
}

function callOf(request: IncomingMessage, text: string): Call {
  const url = new URL(request.url ?? '/', 'http://sandbox');
  const headers: Call['headers'] = {};
  for (const [name, value] of Object.entries(request.headers)) headers[name] = Array.isArray(value) ? value[0] : value;
  return {
    method: request.method ?? 'GET',
    path: decoded(url.pathname),
    params: {},
    query: url.searchParams,
    headers,
    text,
  };
}

/** A path that is not valid percent-encoding stays as it came; no route will fit it. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The whole body, or null when it is over the limit; even then it is read to its end, so that the caller gets the answer. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= BODY_LIMIT) chunks.push(chunk);
  }
  return length <= BODY_LIMIT ? Buffer.concat(chunks).toString('utf8') : null;
}

function send(response: ServerResponse, answer: Answer): void {
  const { status, headers = {}, body } = answer;
  if (body === undefined) {
    response.writeHead(status, { ...(status === 204 || status === 304 ? {} : { 'content-length': '0' }), ...headers });
    response.end();
    return;
  }
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  response.writeHead(status, { 'content-type': type, 'content-length': String(Buffer.byteLength(text)), ...headers });
  response.end(text);
}
