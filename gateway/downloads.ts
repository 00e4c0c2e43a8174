import type { RequestListener } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

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
  next: RequestListener,
  onFault: (error: unknown) => void,
): RequestListener {
  return (request, response) => {
    const [, name] = path.exec((request.url ?? '').split('?')[0] ?? '') ?? [];
    if (name === undefined) return next(request, response);
    const file = request.method === 'GET' ? find(name) : null;
    if (!file) return void response.writeHead(request.method === 'GET' ? 404 : 405, { 'content-length': '0' }).end();
    response.writeHead(200, {
      'content-type': file.contentType,
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    pipeline(Readable.from(file.pieces), response).catch((error: unknown) => {
      if (!request.destroyed) onFault(error);
    });
  };
}
