import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { entered } from '../accounting.js';
import type { GatewayContext } from '../subgraph.js';
import type { LoadGuard } from '../guard/load.js';
import { rateLimit } from '../guard/rate.js';
import type { Authenticate, Caller } from './caller.js';
import { answerError } from './refusal.js';

/** Why somebody is not let in: nobody that is known, or one who has asked too often. */
export type Refusal = { readonly status: 401 } | TooOften;

/** How many seconds one who has asked too often is to wait. */
export interface TooOften {
  readonly status: 429;
  readonly retryAfter: number;
}

/** Lets in who may ask. */
export interface Door {
  /** What a request carries, by its headers, or why it is to be refused. */
  enter(headers: IncomingHttpHeaders): Promise<GatewayContext | Refusal>;
  /** Counts another request of somebody who is in, or answers why it is to be refused; null: it may go on. */
  again(caller: Caller | null): TooOften | null;
  /** Whether somebody would still be let in; counts as no request. */
  knows(authorization: string | undefined): Promise<boolean>;
}

/** Who may come in, from where, and while what holds. */
export interface Entry {
  readonly door: Door;
  /** Null: however many come. */
  readonly load: LoadGuard | null;
  /** The names of the host that requests may be for; null: any. */
  readonly hosts: ReadonlySet<string> | null;
  /** Whose pages may use the graph. */
  readonly origins: ReadonlySet<string>;
}

/**
 * @param authenticate null: whoever comes may have everything. @param requestsPerMinute of each caller; null: any number.
 * @param passedOn the headers that subgraphs elsewhere get to see, in lower case.
 */
export function doorFor(
  authenticate: Authenticate | null,
  requestsPerMinute: number | null = null,
  passedOn: readonly string[] = [],
): Door {
  const limit = requestsPerMinute === null ? null : rateLimit(requestsPerMinute);
  const again = (caller: Caller | null): TooOften | null => {
    // A key and a token may have the same name.
    const waitMs = (caller && limit?.waitFor(`${caller.kind} ${caller.name}`)) ?? 0;
    return waitMs > 0 ? { status: 429, retryAfter: Math.ceil(waitMs / 1000) } : null;
  };
  return {
    async enter(all) {
      const headers = picked(all, passedOn);
      if (!authenticate) return freshContext({ caller: null, headers });
      const caller = await authenticate(all.authorization);
      if (!caller) return { status: 401 };
      return again(caller) ?? freshContext({ caller, headers });
    },
    again,
    knows: async (authorization) => !authenticate || (await authenticate(authorization)) !== null,
  };
}

export function isRefusal(entered: GatewayContext | Refusal): entered is Refusal {
  return 'status' in entered;
}

/** Lets a request in, or answers why not. @returns what it carries; null: it is answered. */
export async function admit(
  door: Door,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<GatewayContext | null> {
  const found = await door.enter(request.headers);
  if (!isRefusal(found)) return entered(request, found);
  answerRefusal(response, found);
  return null;
}

/** What was let in bears a context. @throws RangeError where it does not: a fault of ours, that lets nobody in. */
export function letIn(context: GatewayContext | undefined): GatewayContext {
  if (!context) throw new RangeError('an operation of somebody who was not let in');
  return context;
}

/** Another request that came the same way. */
export function freshContext({ caller, headers }: Pick<GatewayContext, 'caller' | 'headers'>): GatewayContext {
  const scopes = caller?.scopes ?? new Set<string>();
  return { requestId: randomUUID(), caller, scopes, headers, loaders: new Map(), notes: new Map() };
}

const none: Readonly<Record<string, string>> = {};

function picked(headers: IncomingHttpHeaders, names: readonly string[]): Readonly<Record<string, string>> {
  if (names.length === 0) return none;
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[name, String(value)]];
    }),
  );
}

const unknownCaller = 'Nobody that is known asks: send «authorization: Bearer …» with a token or a key that is valid';

/** Answers whoever is not let in; why a token is none is nobody's business. */
function answerRefusal(response: ServerResponse, refusal: Refusal): void {
  if (refusal.status === 401) {
    const error = { status: 401, code: 'UNAUTHENTICATED', message: unknownCaller };
    return answerError(response, error, { 'www-authenticate': 'Bearer' });
  }
  const error = { status: 429, code: 'RATE_LIMITED', message: 'Too many requests: wait as long as Retry-After says' };
  answerError(response, error, { 'retry-after': String(refusal.retryAfter) });
}

const longestTimer = 2 ** 31 - 1;
const lookedAfterMs = 15_000;

/**
 * Has something that is open end once its caller is not known any more: when the token is over, or some seconds after a key
 * was revoked. @returns what calls that off.
 */
export function whileKnown(
  door: Door,
  authorization: string | undefined,
  caller: Caller | null,
  end: () => void,
  everyMs = lookedAfterMs,
): () => void {
  if (!caller) return () => undefined;
  // Where nobody can tell for a moment, what is open stays so.
  const look = (): void =>
    void door.knows(authorization).then(
      (isKnown) => isKnown || end(),
      () => undefined,
    );
  const looking = setInterval(look, everyMs);
  const left = caller.expiresAt === null ? longestTimer : caller.expiresAt - Date.now();
  const expiry = setTimeout(end, Math.min(longestTimer, Math.max(0, left)));
  for (const timer of [looking, expiry]) timer.unref();
  return () => {
    clearInterval(looking);
    clearTimeout(expiry);
  };
}
