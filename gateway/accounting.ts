import type { ApolloServerPlugin } from '@apollo/server';
import type { DocumentNode, ExecutionResult, OperationDefinitionNode } from 'graphql';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { RequestLine } from '../shared/log.js';
import { inSpan, isTracing, noteInSpan, type SpanFacts } from '../shared/trace.js';
import type { Account } from './account.js';
import type { GatewayContext } from './subgraph.js';
import { codesIn, operationOf, toldOf } from './traced.js';

export type TellRequest = (line: RequestLine) => void;

const accounts = new WeakMap<IncomingMessage, Account>();

/** Notes who came in with a request. @returns what it carries on, its account with it. */
export function entered(request: IncomingMessage, context: GatewayContext): GatewayContext {
  const account = accounts.get(request);
  if (!account) return context;
  Object.assign(account, whoIn(context));
  return { ...context, account };
}

/** The id that a request is known by in the log. */
export function requestIdOf(request: IncomingMessage): string {
  return accounts.get(request)?.requestId ?? randomUUID();
}

function whoIn({ requestId, caller }: GatewayContext): Pick<Account, 'requestId' | 'caller'> {
  return { requestId, caller: caller?.kind ?? 'anybody' };
}

/** Takes the operations that come over HTTP into account, those that are refused as well. */
export const accounting: ApolloServerPlugin<GatewayContext> = {
  requestDidStart: async () => ({
    willSendResponse: async ({ contextValue, operation, errors }) =>
      takeIntoAccount(contextValue, operation, { errors }),
  }),
};

/** Takes in which operation of a request was answered, and how. */
export function takeIntoAccount(
  { account }: GatewayContext,
  operation: OperationDefinitionNode | undefined,
  answer: object,
): void {
  if (!account) return;
  const { type, name } = toldOf(operation);
  account.operationType = type;
  account.operation = name;
  account.codes = codesIn(answer);
}

/** An operation as a connection that stays open brings it. */
interface Brought {
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly context: GatewayContext;
}

/** Takes such an operation into account; one that has no request of HTTP of its own is told of once it is answered. */
export async function accountedFor<T extends object>(
  { document, operationName, context }: Brought,
  tell: TellRequest | null,
  answer: Promise<T | ExecutionResult>,
): Promise<T | ExecutionResult> {
  if (tell === null) return answer;
  const begun = performance.now();
  const { type: operationType, name: operation } = operationOf(document, operationName);
  const answered = await answer;
  const facts = { operationType, operation, codes: codesIn(answered) };
  if (context.account) Object.assign(context.account, facts);
  else tell(socketLine(context, facts, performance.now() - begun));
  return answered;
}

type OperationFacts = Pick<RequestLine, 'operationType' | 'operation' | 'codes'>;

/** What is told of an operation that came over a WebSocket. */
function socketLine(context: GatewayContext, facts: OperationFacts, ms: number): RequestLine {
  return { method: 'WEBSOCKET', route: '/graphql', status: null, ms, ...whoIn(context), ...facts };
}

/** Tells of an operation over a WebSocket that was refused unread. */
export function tellOfRefused(context: GatewayContext, tell: TellRequest | null, code: string): void {
  tell?.(socketLine(context, { operationType: null, operation: null, codes: [code] }, 0));
}

/** What is served, with its names left out; what is asked for again and again by machines only is not told of. */
const routes: readonly (readonly [RegExp, string | null])[] = [
  [/^\/(graphql)?$/, '/graphql'],
  [/^\/graphql\/stream$/, '/graphql/stream'],
  [/^\/webhooks\/[\w-]+$/, '/webhooks/{system}'],
  [/^\/subgraphs\/[\w-]+$/, '/subgraphs/{name}'],
  [/^\/export\/[\w.-]+$/, '/export/{file}'],
];
const untold = new Set(['/healthz', '/readyz', '/metrics']);

/** Has each request traced, and told of once it is over; the very same listener where neither is wanted. */
export function accountable(next: RequestListener, tell: TellRequest | null): RequestListener {
  if (tell === null && !isTracing()) return next;
  return (request, response) => {
    const [path = '/'] = (request.url ?? '/').split('?');
    if (untold.has(path)) return next(request, response);
    const route = routes.find(([pattern]) => pattern.test(path))?.[1] ?? null;
    void inSpan(
      () => factsOf(request, route),
      () => follow(next, tell, route, request, response),
    );
  };
}

const methods = new Set(['GET', 'POST', 'OPTIONS', 'HEAD', 'PUT', 'PATCH', 'DELETE']);

function methodOf({ method = '' }: IncomingMessage): string {
  return methods.has(method) ? method : '_OTHER';
}

function factsOf(request: IncomingMessage, route: string | null): SpanFacts {
  const method = methodOf(request);
  const routed = route === null ? {} : { 'http.route': route };
  return {
    ...{ name: route === null ? method : `${method} ${route}`, kind: 'server', headers: request.headers },
    attributes: { 'http.request.method': method, ...routed },
  };
}

async function follow(
  next: RequestListener,
  tell: TellRequest | null,
  route: string | null,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const begun = performance.now();
  const account: Account = { requestId: null, caller: null, operationType: null, operation: null, codes: [] };
  if (tell !== null) accounts.set(request, account);
  const over = new Promise<void>((resolve) => response.once('close', resolve));
  next(request, response);
  await over;
  const status = response.headersSent ? response.statusCode : null;
  if (status !== null)
    noteInSpan(() => ({
      'http.response.status_code': status,
      ...(status >= 500 ? { 'error.type': String(status) } : {}),
    }));
  tell?.({ method: methodOf(request), route, status, ms: performance.now() - begun, ...account });
}
