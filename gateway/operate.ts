import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { admit, type Door } from './access/door.js';

/** How one thing that the hub needs stands. */
export interface Readiness {
  readonly isReady: boolean;
  /** By what it depends on: `up`, or what is wrong; nothing of anybody's data. */
  readonly dependencies: Readonly<Record<string, string>>;
}

/** What whoever operates the hub asks of it. */
export interface Operating {
  readiness(): Promise<Readiness>;
  /** In the text format of Prometheus. */
  metrics(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/**
 * Serves `/healthz` (this process answers), `/readyz` (what it needs is there; 503 where it is not) and, to whoever may operate
 * the hub, `/metrics`; leaves every other request to `next`.
 */
export function operatingListener(
  operating: Operating,
  door: Door,
  next: RequestListener,
  onFault: (error: unknown) => void,
): RequestListener {
  const serve = async (path: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (path === '/healthz') return send(response, 200, 'application/json', '{"status":"up"}\n');
    if (path === '/readyz') {
      const { isReady, dependencies } = await operating.readiness();
      const body = `${JSON.stringify({ status: isReady ? 'ready' : 'not ready', dependencies })}\n`;
      return send(response, isReady ? 200 : 503, 'application/json', body);
    }
    const context = await admit(door, request, response);
    if (!context) return;
    if (context.caller && !context.caller.scopes.has('operate')) return send(response, 403, 'text/plain', '');
    const { contentType, text } = await operating.metrics();
    send(response, 200, contentType, text);
  };
  const paths = new Set(['/healthz', '/readyz', '/metrics']);
  return (request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    if (request.method !== 'GET' || !paths.has(path)) return next(request, response);
    serve(path, request, response).catch((error: unknown) => {
      onFault(error);
      if (!response.headersSent) send(response, 500, 'text/plain', '');
    });
  };
}

function send(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' });
  response.end(body);
}
