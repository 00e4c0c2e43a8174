import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

/**
 * Takes a delivery: which system it says it is of, the request's headers by their lower-case names, and the body as it came.
 * Answers the status to answer with.
 */
export type WebhookHandler = (system: string, headers: IncomingMessage['headers'], body: Buffer) => Promise<number>;

/** Bytes a delivery may have. */
const bodyLimit = 256 * 1024;
const path = /^\/webhooks\/([a-z0-9-]+)$/;

/**
 * Serves `POST /webhooks/<system>` and leaves every other request to `next`. An answer is a status and nothing else, so
 * that a stranger learns nothing. `onFault` gets what is not the sender's doing.
 */
export function webhookListener(
  handle: WebhookHandler,
  next: RequestListener,
  onFault: (error: unknown) => void,
): RequestListener {
  return (request, response) => {
    const [, system] = path.exec(request.url ?? '') ?? [];
    if (system === undefined) return next(request, response);
    serve(handle, system, request).then(
      (status) => answer(response, status),
      (error: unknown) => {
        if (request.destroyed && !request.complete) return;
        onFault(error);
        answer(response, 500);
      },
    );
  };
}

async function serve(handle: WebhookHandler, system: string, request: IncomingMessage): Promise<number> {
  if (request.method !== 'POST') return 405;
  const body = await readBody(request);
  return body === null ? 413 : handle(system, request.headers, body);
}

/** The whole body; null when it is over the limit. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  if (Number(request.headers['content-length'] ?? 0) > bodyLimit) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimit) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** What was not read to its end cannot be followed by another request. */
function answer(response: ServerResponse, status: number): void {
  const headers = status === 204 ? {} : { 'content-length': '0' };
  const allow = status === 405 ? { allow: 'POST' } : {};
  const close = status === 405 || status === 413 ? { connection: 'close' } : {};
  response.writeHead(status, { ...headers, ...allow, ...close });
  response.end();
}
