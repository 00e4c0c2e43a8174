import type { Outage } from './breaker.js';
import type { Budget, Quota } from './budget.js';
import type { Clock } from './clock.js';

export interface HttpClientOptions {
  /** The system's name, for messages: `tidsbanken`. */
  readonly system: string;
  /** Where every path starts; a path of its own is kept. */
  readonly baseUrl: string;
  /** The variable that holds the address: `TIDSBANKEN_URL`. */
  readonly address?: string;
  /** The variables to check when the system refuses us, by its answer where that tells: `TIDSBANKEN_KEY and …`. */
  readonly credentials: string | ((json: unknown) => string);
  /** Asked before every request; with `renew` once more after a 401, so that a token can be renewed. */
  readonly headers?: (attempt: { readonly renew: boolean }) => Promise<Headers> | Headers;
  /** When requests may be sent, shared by all who use the credential; no limit where absent. */
  readonly budget?: Budget;
  /** The most requests under way at a time: 8. */
  readonly concurrency?: number;
  /** How long the system may be silent, in ms: 15 000. */
  readonly timeoutMs?: number;
  /** How long an exchange may take in all, its answer's body included, in ms: 30 000. */
  readonly deadlineMs?: number;
  /** Reads the system's own error form: the field's wire name and one sentence for a person. */
  readonly explain?: (json: unknown) => Explanation;
  /** Whether an answer with a status of success is a refusal all the same, by its body. */
  readonly isRefused?: (json: unknown) => boolean;
  /** For tests: the time, and a number from 0 up to 1 that spreads retries. */
  readonly clock?: Clock;
  readonly random?: () => number;
}

export type Headers = Record<string, string>;

export interface Explanation {
  readonly field?: string | undefined;
  readonly reason?: string | undefined;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Follows the base address; starts with a slash, its parts percent-encoded. */
  readonly path: string;
  /** Undefined values are left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly headers?: Readonly<Headers>;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  /** In place of `application/json`. */
  readonly contentType?: string;
  /** What the request is about, for messages. */
  readonly entityType?: string;
  readonly id?: string;
  /** A 404 or 410 is then an answer whose `json` is null. */
  readonly accept404?: boolean;
  /** Whether doing it twice does no harm; only GET where absent. */
  readonly safeToRepeat?: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Headers>;
  /** Undefined for an empty body. */
  readonly json: unknown;
}

export interface HttpClient {
  /** @throws HubError, and nothing else; see `failure.ts` for which. */
  request(request: HttpRequest): Promise<HttpAnswer>;
  /** Since when the system fails every request, so that none is sent; null while it answers. */
  outage(): Outage | null;
  /** What is left of the system's limit now; null where it is not known to have one. */
  quota(): Promise<Quota | null>;
  /** How long, about, a request that comes now would wait until it is sent, in ms. */
  waitMs(): number;
  /** Gives up what is waiting to be sent; what was sent may finish. */
  close(): Promise<void>;
}
