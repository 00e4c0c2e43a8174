import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { GatewayContext } from '../subgraph.js';
import { callerIn, type Authenticate, type Caller } from './caller.js';

/** Lets in who may ask. */
export interface Door {
  /** What a request carries, by its `Authorization` header; null: nobody that is known, and it is to be refused. */
  enter(authorization: string | undefined): Promise<GatewayContext | null>;
  /** What a request carries that is for a page and nothing else. */
  enterForPage(): GatewayContext;
}

/** Who may come in, and from where. */
export interface Entry {
  readonly door: Door;
  /** The names of the host that requests may be for; null: any. */
  readonly hosts: ReadonlySet<string> | null;
  /** Whose pages may use the graph. */
  readonly origins: ReadonlySet<string>;
}

/** @param authenticate null: whoever comes may have everything. */
export function doorFor(authenticate: Authenticate | null): Door {
  return {
    async enter(authorization) {
      if (!authenticate) return freshContext(null);
      const caller = await authenticate(authorization);
      return caller && freshContext(caller);
    },
    enterForPage: () => freshContext(authenticate && callerIn('nobody', [])),
  };
}

/** Another request of the same caller. */
export function freshContext(caller: Caller | null): GatewayContext {
  const scopes = caller?.scopes ?? new Set<string>();
  return { requestId: randomUUID(), caller, scopes, loaders: new Map(), notes: new Map() };
}

export const unknownCaller =
  'Nobody that is known asks: send «authorization: Bearer …» with a token or a key that is valid';

/** Answers whoever is not known; why is nobody's business. */
export function answerUnknown(response: ServerResponse): void {
  const error = { message: unknownCaller, extensions: { code: 'UNAUTHENTICATED' } };
  response.writeHead(401, {
    'content-type': 'application/json; charset=utf-8',
    'www-authenticate': 'Bearer',
    connection: 'close',
  });
  response.end(`${JSON.stringify({ errors: [error] })}\n`);
}

const longestTimer = 2 ** 31 - 1;

/** Has something end when the caller's token does. @returns what calls that off. */
export function atExpiry(caller: Caller | null, end: () => void): () => void {
  if (!caller || caller.expiresAt === null) return () => undefined;
  const timer = setTimeout(end, Math.min(longestTimer, Math.max(0, caller.expiresAt - Date.now())));
  timer.unref();
  return () => clearTimeout(timer);
}
