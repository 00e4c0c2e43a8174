import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { admit, type Door } from './access/door.js';

/** A file by its name; null where there is none. */
export type Downloads = (
  name: string,
) => { readonly contentType: string; readonly pieces: AsyncIterable<string> } | null;

const path = /^\/export\/([\w.-]+)$/;

/**
 * Serves `GET /export/<file>`, piece by piece as fast as it is taken, and leaves every other request to `next`. `onFault`
 * gets what is not the client's doing; the connection is then cut, so that nobody takes half a file for a whole one.
 */
export function downloadListener(
  find: Downloads,
  door: Door,
  next: RequestListener,
  onFault: (error: unknown) => void,
): RequestListener {
  return (request, response) => {
    const [, name] = path.exec((request.url ?? '').split('?')[0] ?? '') ?? [];
    if (name === undefined) return next(request, response);
    serve(find, door, name, request, response).catch((error: unknown) => {
      if (!request.destroyed) onFault(error);
      response.destroy();
    });
  };
}

async function serve(
  find: Downloads,
  door: Door,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const context = await admit(door, request, response);
  if (!context) return;
  const { method } = request;
  const isAllowed = context.caller === null || context.caller.scopes.has('read');
  const file = method === 'GET' && isAllowed ? find(name) : null;
  const refusal = method !== 'GET' ? 405 : isAllowed ? 404 : 403;
  if (!file) return void response.writeHead(refusal, { 'content-length': '0' }).end();
  response.writeHead(200, {
    'content-type': file.contentType,
    'content-disposition': `attachment; filename="${name}"`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  await pipeline(Readable.from(file.pieces), response);
}
