import type { IncomingMessage, ServerResponse } from 'node:http';

/** Where Apollo's hosted and embedded Sandbox run. A page of our own origin needs no permission. */
export const sandboxOrigins = ['https://studio.apollographql.com', 'https://sandbox.embed.apollographql.com'];

/** Lets a page of one of the origins read the response; without cookies, and no other origin. */
export function allowOrigin(request: IncomingMessage, response: ServerResponse, origins: ReadonlySet<string>): void {
  response.setHeader('vary', 'Origin');
  const { origin } = request.headers;
  if (origin !== undefined && origins.has(origin)) response.setHeader('access-control-allow-origin', origin);
}

/**
 * Whether a WebSocket may be opened: by what is no browser, by a page of our own, or of one of the origins. No other rule keeps a
 * page of somebody else from connecting to a server on the user's own machine.
 */
export function mayConnect({ headers: { origin, host } }: IncomingMessage, origins: ReadonlySet<string>): boolean {
  return origin === undefined || origins.has(origin) || origin === `http://${host}` || origin === `https://${host}`;
}

/** Answers a browser that asks whether it may send a request; for an origin without permission the answer is empty. */
export function answerPreflight(request: IncomingMessage, response: ServerResponse): void {
  if (response.hasHeader('access-control-allow-origin')) {
    response.setHeader('access-control-allow-methods', 'GET, POST');
    response.setHeader('access-control-max-age', '600');
    const headers = request.headers['access-control-request-headers'];
    if (headers !== undefined) response.setHeader('access-control-allow-headers', headers);
    // Chrome asks this before a public page may reach a server on the user's own machine.
    if (request.headers['access-control-request-private-network'] === 'true') {
      response.setHeader('access-control-allow-private-network', 'true');
    }
  }
  response.writeHead(204).end();
}
