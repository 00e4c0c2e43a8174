import { Kind, OperationTypeNode } from 'graphql';
import type { DocumentNode, ExecutionResult } from 'graphql';
import { EventEmitter } from 'node:events';
import { Pool, type Dispatcher } from 'undici';
import { Unavailable } from '../../shared/errors.js';
import { createBreaker, type Breaker, type Outage } from '../../shared/http/breaker.js';
import { systemClock } from '../../shared/http/clock.js';
import { noteDown } from '../../shared/subgraph/context.js';
import { inSpan, noteInSpan, traceHeaders, type SpanFacts } from '../../shared/trace.js';
import type { GatewayContext, Subgraph, SubgraphRequest } from '../subgraph.js';
import { connectionsTo, type Connections } from './connections.js';
import { eventsOf } from './events.js';
import { brokenStatuses, unreachable } from './faults.js';

/** A subgraph that runs elsewhere. */
export interface RemoteOptions {
  readonly name: string;
  /** Where it answers GraphQL over HTTP. */
  readonly url: string;
  /** What tells it that this gateway asks; null: it takes anybody's word. */
  readonly secret: string | null;
  /** How long it is waited for at most, in ms. */
  readonly deadlineMs?: number;
  readonly connections?: number;
  /** How many entities it is asked for in one call; absent: any number. */
  readonly entitiesAtMost?: number | undefined;
}

/** Of kept connections, until it is closed: that lets what is under way end, subscriptions as well, and queries that come later are answered still. */
export interface RemoteSubgraph extends Subgraph {
  execute(request: SubgraphRequest): Promise<ExecutionResult>;
  /** Since when it fails every request, so that none is sent; null while it answers. */
  outage(): Outage | null;
  close(): Promise<void>;
}

/**
 * A subgraph over HTTP. Connections are kept; a query that met a broken one is sent once more, a mutation never; and one
 * that fails every request is left alone for a while. Of the client's request the subgraph learns its id, scopes and
 * the headers that are passed on.
 */
export function remoteSubgraph(options: RemoteOptions): RemoteSubgraph {
  const { name } = options;
  const line = lineTo(options);
  const { breaker } = line;
  return {
    name,
    sdl: '',
    transport: 'http',
    ...(options.entitiesAtMost === undefined ? {} : { entitiesAtMost: options.entitiesAtMost }),
    async execute(request) {
      const refusal = breaker.refusal({ system: name });
      const outage = breaker.outage();
      if (outage) noteDown(request.context, name, outage);
      if (refusal) throw refusal;
      if (outage && isQuery(request.document)) throw probe(line, request);
      const answer = await attempt(line, request).catch((error: unknown) => {
        if (!isQuery(request.document) || isLate(error)) throw error;
        return attempt(line, request);
      });
      takeNotes(answer, request.context);
      return answer;
    },
    subscribe: async (request) => follow(line, request),
    outage: () => breaker.outage(),
    close: async () => void (await Promise.all([line.connections.close(), line.streams.close()])),
  };
}

/** What all requests to a subgraph share. */
interface Line {
  readonly options: RemoteOptions;
  readonly connections: Connections;
  /** For subscriptions: each has a connection for as long as it goes on, and there may be any number. */
  readonly streams: Pool;
  readonly breaker: Breaker;
  readonly path: string;
  readonly deadlineMs: number;
  readonly asking: () => SpanFacts;
}

function lineTo(options: RemoteOptions): Line {
  const { deadlineMs = 10_000, connections = 64 } = options;
  const url = new URL(options.url);
  const { hostname, port } = url;
  const at = { 'server.address': hostname, ...(port === '' ? {} : { 'server.port': Number(port) }) };
  return {
    options,
    connections: connectionsTo(url.origin, { connections, headersTimeout: deadlineMs, bodyTimeout: deadlineMs }),
    streams: new Pool(url.origin),
    breaker: createBreaker(options.name, systemClock),
    path: `${url.pathname}${url.search}`,
    deadlineMs,
    asking: () => ({ name: 'POST', kind: 'client', attributes: { 'http.request.method': 'POST', ...at } }),
  };
}

/** Waits as long as the subgraph may take, however soon its client stops waiting: else it would never be known to hang. */
async function attempt(line: Line, request: SubgraphRequest): Promise<ExecutionResult> {
  const { breaker, asking, options } = line;
  breaker.sent();
  try {
    const answer = await inSpan(asking, () => send(line, request));
    breaker.ended(false);
    return answer;
  } catch (error) {
    breaker.ended(true);
    throw unreachable(options.name, error);
  }
}

/** Finds out whether it answers again, while whoever asks goes on without it. */
function probe(line: Line, request: SubgraphRequest): Unavailable {
  const { name } = line.options;
  const down = new Unavailable(`The subgraph ${name} has failed every request lately`, { system: name });
  attempt(line, request).catch(() => 'the breaker has noted it');
  return down;
}

async function send(line: Line, request: SubgraphRequest): Promise<ExecutionResult> {
  // An `AbortSignal.timeout` would stay, with its timer, as long as the deadline, however soon the answer is there.
  const signal = new EventEmitter();
  const timer = setTimeout(() => signal.emit('abort'), line.deadlineMs);
  try {
    return await line.connections.use((connection) => sendOver(connection, line, request, signal));
  } finally {
    clearTimeout(timer);
  }
}

/** @throws Unavailable while the subgraph fails every request. */
function follow({ options, streams, breaker, deadlineMs }: Line, request: SubgraphRequest) {
  const { name, url } = options;
  const refusal = breaker.refusal({ system: name });
  if (refusal) throw refusal;
  const headers = headersFor(options, request.context);
  return eventsOf({ name, url, headers, dispatcher: streams, breaker, deadlineMs }, request);
}

async function sendOver(
  connection: Dispatcher,
  { options, path }: Line,
  request: SubgraphRequest,
  signal: EventEmitter,
): Promise<ExecutionResult> {
  const { statusCode, body } = await connection.request({
    ...{ method: 'POST', path, signal },
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...headersFor(options, request.context),
    },
    body: bodyOf(request),
  });
  noteInSpan(() => ({ 'http.response.status_code': statusCode }));
  const answer = resultIn(await body.text());
  if (answer && !brokenStatuses.has(statusCode)) return answer;
  const { name } = options;
  throw new Unavailable(`The subgraph ${name} answered ${statusCode}, and no GraphQL`, { system: name });
}

/** What a subgraph is told of a request and its trace. */
function headersFor({ secret }: RemoteOptions, { requestId, scopes, headers }: GatewayContext): Record<string, string> {
  return {
    ...headers,
    'x-request-id': requestId,
    'x-samband-scopes': [...scopes].join(' '),
    ...traceHeaders(),
    ...(secret === null ? {} : { authorization: `Bearer ${secret}` }),
  };
}

function bodyOf({ query, variables, operationName }: SubgraphRequest): string {
  return JSON.stringify(operationName === undefined ? { query, variables } : { query, variables, operationName });
}

/** Null: that is no answer of GraphQL. */
function resultIn(text: string): ExecutionResult | null {
  try {
    const parsed = JSON.parse(text) as unknown;
    const isResult = typeof parsed === 'object' && parsed !== null && ('data' in parsed || 'errors' in parsed);
    return isResult ? (parsed as ExecutionResult) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** What several calls tell alike is told once. */
function takeNotes({ extensions }: ExecutionResult, { notes }: GatewayContext): void {
  for (const [name, list] of Object.entries(extensions ?? {})) {
    if (!Array.isArray(list)) continue;
    const known = notes.get(name) ?? [];
    const texts = new Set(known.map((note) => JSON.stringify(note)));
    notes.set(name, [...known, ...(list as unknown[]).filter((note) => !texts.has(JSON.stringify(note)))]);
  }
}

function isQuery({ definitions }: DocumentNode): boolean {
  return definitions.every(
    (definition) => definition.kind !== Kind.OPERATION_DEFINITION || definition.operation === OperationTypeNode.QUERY,
  );
}

const lateCodes = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_ABORTED', 'TimeoutError']);

/** What took all the time there was is not tried again. */
function isLate(error: unknown): boolean {
  const { cause } = error as { cause?: { code?: string; name?: string } };
  return lateCodes.has(cause?.code ?? '') || lateCodes.has(cause?.name ?? '');
}
