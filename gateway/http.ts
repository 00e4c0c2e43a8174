import type { HTTPGraphQLResponse } from '@apollo/server';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { admit, type Entry } from './access/door.js';
import { answerError } from './access/refusal.js';
import { requestIdOf } from './accounting.js';
import { allowOrigin, answerPreflight } from './cors.js';
import type { KnownOperations } from './guard/operations.js';
import type { Page } from './landing.js';
import type { Answer } from './short-way.js';
import type { LogError } from './supergraph.js';

/** Bytes a request's body may have. */
export const bodyLimit = 1024 * 1024;
/** Where GraphQL is served. */
export const paths: ReadonlySet<string> = new Set(['/', '/graphql']);

/** A request that is refused before GraphQL sees it. */
class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Serves GraphQL, and the landing page to browsers, at `/` and at `/graphql`. Bodies over 1 MiB are refused with 413. What
 * goes wrong outside GraphQL is answered as a GraphQL error too; `onFault` gets what is not the client's doing,
 * with the id that the client is told.
 */
export function graphqlHandler(
  answer: Answer,
  page: Page,
  entry: Entry,
  operations: KnownOperations | null,
  onFault: LogError,
): RequestListener {
  return (request, response) => {
    serve({ answer, page, entry, operations }, request, response).catch((error: unknown) => {
      if (error instanceof Refused) return answerError(response, error);
      if (request.destroyed && !request.complete) return;
      const requestId = requestIdOf(request);
      onFault(error, requestId);
      if (response.headersSent) response.destroy();
      else answerError(response, { status: 500, code: 'INTERNAL_SERVER_ERROR', message: 'Internal error', requestId });
    });
  };
}

interface Served {
  readonly answer: Answer;
  readonly page: Page;
  readonly entry: Entry;
  readonly operations: KnownOperations | null;
}

async function serve(
  { answer, page, entry: { door, origins }, operations }: Served,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path = '/', ...search] = (request.url ?? '/').split('?');
  if (!paths.has(path)) throw new Refused(404, 'NOT_FOUND', 'Nothing is served here; GraphQL is at /graphql');
  const seen = await page(request);
  // Not for the pages of others to read: there may be a token in it.
  if (seen) return send(response, seen);
  allowOrigin(request, response, origins);
  if (request.method === 'OPTIONS') return answerPreflight(request, response);
  const context = await admit(door, request, response);
  if (!context) return;
  const body = request.method === 'POST' ? await readJson(request) : undefined;
  const asked = operations ? withText(body, operations) : body;
  await send(response, await answer(request, search.length > 0 ? `?${search.join('?')}` : '', asked, context));
}

/** A request that names a known operation by its hash, with its text. */
function withText(body: unknown, operations: KnownOperations): unknown {
  const { query, extensions } = (body ?? {}) as {
    query?: unknown;
    extensions?: { persistedQuery?: { sha256Hash?: unknown } };
  };
  const hash = extensions?.persistedQuery?.sha256Hash;
  const text = query === undefined && typeof hash === 'string' ? operations.textOf(hash) : undefined;
  return text === undefined ? body : { ...(body as object), query: text };
}

/** The body of a JSON request; undefined for any other content type, which Apollo Server refuses in its own words. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const [type = ''] = (request.headers['content-type'] ?? '').split(';');
  if (type.trim().toLowerCase() !== 'application/json') return undefined;
  const text = await readText(request);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Refused(400, 'BAD_REQUEST', 'The body of the request is not JSON');
  }
}

/** By its events: a loop over the stream takes much of a small request's time. What is beyond the limit is not kept. */
function readText(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= bodyLimit) return void chunks.push(chunk);
      chunks = [];
      reject(new Refused(413, 'PAYLOAD_TOO_LARGE', `The body of a request may have ${bodyLimit} bytes`));
    });
    request.once('end', () => resolve(textOf(chunks)));
    request.once('error', reject);
  });
}

/** Most requests come in one piece, which is not copied. */
function textOf(chunks: readonly Buffer[]): string {
  const [only] = chunks;
  return (only && chunks.length === 1 ? only : Buffer.concat(chunks)).toString('utf8');
}

async function send(response: ServerResponse, { status, headers, body }: HTTPGraphQLResponse): Promise<void> {
  response.statusCode = status ?? 200;
  for (const [name, value] of headers) response.setHeader(name, value);
  if (body.kind === 'complete') return void response.end(body.string);
  for await (const chunk of body.asyncIterator) response.write(chunk);
  response.end();
}
