import { Pool } from 'undici';
import type { Headers, HttpClientOptions, HttpRequest } from './request.js';

/** What came back, whatever its status; `json` is undefined where the body is empty. */
export interface Exchange {
  readonly status: number;
  readonly headers: Readonly<Headers>;
  /** Null where a body came that is not JSON. */
  readonly body: { readonly json: unknown } | null;
}

/** One request over the wire and its answer. @throws what the socket throws. */
export interface Wire {
  exchange(request: HttpRequest, headers: Headers): Promise<Exchange>;
  /** May be called again. */
  close(): Promise<void>;
}

/** The most requests under way at a time. */
export function concurrencyOf({ concurrency = 8 }: HttpClientOptions): number {
  return concurrency;
}

/** A pool of connections to the system, opened when first used. */
export function createWire(options: HttpClientOptions): Wire {
  let pool: Pool | null = null;
  let closing: Promise<void> | undefined;

  function open(base: URL): Pool {
    const timeout = options.timeoutMs ?? 15_000;
    return new Pool(base.origin, {
      connections: concurrencyOf(options),
      connect: { timeout },
      headersTimeout: timeout,
      bodyTimeout: timeout,
    });
  }

  return {
    async exchange(request, headers) {
      const base = new URL(options.baseUrl);
      pool ??= open(base);
      const answer = await pool.request({
        method: request.method,
        path: base.pathname.replace(/\/$/, '') + request.path + queryOf(request),
        headers: { accept: 'application/json', 'user-agent': 'Samband', ...contentOf(request), ...headers },
        body: bodyOf(request),
        signal: AbortSignal.timeout(options.deadlineMs ?? 30_000),
      });
      const text = await answer.body.text();
      return { status: answer.statusCode, headers: flat(answer.headers), body: parse(text) };
    },
    close: async () => (closing ??= pool?.close()),
  };
}

/** A dollar sign stays as it is: not every OData server decodes the names of its options. */
function queryOf({ query = {} }: HttpRequest): string {
  const pairs = Object.entries(query).flatMap(([name, value]) => {
    return value === undefined ? [] : [`${encode(name).replaceAll('%24', '$')}=${encode(String(value))}`];
  });
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll("'", '%27');
}

function contentOf(request: HttpRequest): Headers {
  if (request.form) return { 'content-type': 'application/x-www-form-urlencoded' };
  return request.json === undefined ? {} : { 'content-type': request.contentType ?? 'application/json' };
}

function bodyOf(request: HttpRequest): string | null {
  if (request.form) return new URLSearchParams(request.form).toString();
  return request.json === undefined ? null : JSON.stringify(request.json);
}

function flat(headers: Readonly<Record<string, string | string[] | undefined>>): Headers {
  const pairs = Object.entries(headers).flatMap(([name, value]) => {
    return value === undefined ? [] : [[name.toLowerCase(), String(value)] as const];
  });
  return Object.fromEntries(pairs);
}

/** The parser's error is dropped on purpose: its message quotes the body. */
function parse(text: string): { json: unknown } | null {
  if (text.trim() === '') return { json: undefined };
  try {
    return { json: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
}
