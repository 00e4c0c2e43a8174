import { setMaxListeners } from 'node:events';
import { RateLimited, Unauthenticated, Unavailable, HubError } from '../errors.js';
import { noteAsked } from './asked-at.js';
import { createBreaker, type Breaker } from './breaker.js';
import { systemClock, type Clock } from './clock.js';
import { concurrencyOf, createWire, type Wire } from './exchange.js';
import { detailsOf, failureOf, failureOfSocket, isSafe, isWebPage } from './failure.js';
import { currentPatience } from './lane.js';
import { createPacer, type Pacer } from './pacer.js';
import type { Headers, HttpAnswer, HttpClient, HttpClientOptions, HttpRequest } from './request.js';
import { steadyNow } from './steady.js';
import { tracedExchange } from './traced-exchange.js';

export type { HttpAnswer, HttpClient, HttpClientOptions, HttpRequest } from './request.js';

/**
 * A client of one system's HTTP API. It paces itself, waits when told to slow down, repeats what is safe to repeat
 * and turns every failure into a `HubError`. Opens nothing until first used.
 */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { clock = systemClock, random = Math.random, system } = options;
  const stopped = new AbortController();
  const { signal } = stopped;
  // However many requests wait: each listens for the end while it does.
  setMaxListeners(0, signal);
  const pacer = createPacer({
    system,
    budget: options.budget ?? null,
    concurrency: concurrencyOf(options),
    clock,
    signal,
  });
  const breaker = createBreaker(system, clock);
  const line: Line = { options, clock, random, pacer, breaker, wire: createWire(options), stopped: signal };

  return {
    async request(request) {
      const refusal = breaker.refusal(detailsOf(request, options));
      if (refusal) throw refusal;
      const headers = await headersOf(options, request, false);
      let outcome = await persist(line, request, headers);
      if (outcome instanceof Unauthenticated && outcome.details.status === 401) {
        const renewed = await headersOf(options, request, true);
        if (!isSame(headers, renewed)) outcome = await persist(line, request, renewed);
      }
      if (outcome instanceof HubError) throw outcome;
      return outcome;
    },
    outage: () => breaker.outage(),
    quota: async () =>
      options.budget ? { perSecond: options.budget.perSecond, left: await options.budget.left() } : null,
    waitMs: () => pacer.waitMs(),
    async close() {
      stopped.abort(new Unavailable(`The connection to ${system} was closed`, { system }));
      await line.wire.close();
    },
  };
}

/** What a connection tells of itself where all its requests go through one client. */
export function standingOf({ outage, quota, waitMs }: HttpClient): Pick<HttpClient, 'outage' | 'quota' | 'waitMs'> {
  return { outage, quota, waitMs };
}

/** What one client's requests share. */
interface Line {
  readonly options: HttpClientOptions;
  readonly clock: Clock;
  readonly random: () => number;
  readonly pacer: Pacer;
  readonly breaker: Breaker;
  readonly wire: Wire;
  readonly stopped: AbortSignal;
}

async function persist(line: Line, request: HttpRequest, headers: Headers): Promise<HttpAnswer | HubError> {
  let outcome: HttpAnswer | HubError | null = null;
  const until = line.clock.now() + currentPatience();
  for (let tries = 1; ; tries++) {
    const over = await line.pacer.turn(until);
    try {
      const refusal = line.breaker.refusal(detailsOf(request, line.options));
      if (refusal) return outcome ?? refusal;
      outcome = await watched(line, request, { ...headers, ...request.headers });
    } finally {
      over();
    }
    const wait = waitBefore(outcome, request, tries, line.random());
    if (wait === null) return outcome;
    if (outcome instanceof RateLimited) line.pacer.pause(wait);
    if (line.clock.now() + wait > until) return outcome;
    if (!(outcome instanceof RateLimited)) await line.clock.sleep(wait, line.stopped);
  }
}

/** Sends, and tells the breaker and whoever asks. A system that refuses us, or asks us to slow down, answers. */
async function watched(line: Line, request: HttpRequest, headers: Headers): Promise<HttpAnswer | HubError> {
  const sentAt = steadyNow();
  line.breaker.sent();
  const outcome = await send(line, request, headers);
  line.breaker.ended(outcome instanceof Unavailable);
  if (!(outcome instanceof HubError)) noteAsked(sentAt);
  return outcome;
}

async function send({ wire, options }: Line, request: HttpRequest, headers: Headers): Promise<HttpAnswer | HubError> {
  try {
    const exchange = await tracedExchange(wire, options, request, headers);
    const { status } = exchange;
    const isAbsent = request.accept404 === true && (status === 404 || status === 410);
    if (isAbsent && !isWebPage(exchange)) return { status, headers: exchange.headers, json: null };
    const failure = failureOf({ exchange, request, options, sent: headers });
    return failure ?? { status, headers: exchange.headers, json: exchange.body?.json };
  } catch (error) {
    return failureOfSocket(error, request, options);
  }
}

const triesWhenLimited = 4;
const triesWhenUnavailable = 3;
/** A system that asks for a longer pause gets it from the caller, who can do something else meanwhile. */
const longestWait = 10_000;

/** How long to wait before the next try, in ms; null where the outcome stands. */
function waitBefore(
  outcome: HttpAnswer | HubError,
  request: HttpRequest,
  tries: number,
  chance: number,
): number | null {
  const isLimited = outcome instanceof RateLimited;
  if (!isLimited && !(outcome instanceof Unavailable)) return null;
  if (!isLimited && outcome.details.ambiguous && !isSafe(request)) return null;
  if (tries >= (isLimited ? triesWhenLimited : triesWhenUnavailable)) return null;
  const asked = outcome.details.retryAfter;
  if (asked !== undefined) return asked * 1000 <= longestWait ? asked * 1000 : null;
  return chance * (isLimited ? 1000 : 200) * 2 ** tries;
}

/** A failure to get a token leaves the request unsent, however unclear the token's own end is. */
async function headersOf(options: HttpClientOptions, request: HttpRequest, renew: boolean): Promise<Headers> {
  try {
    return (await options.headers?.({ renew })) ?? {};
  } catch (error) {
    if (!(error instanceof HubError)) {
      const message = `${options.system} was not asked: what it takes to sign in could not be had`;
      throw new Unavailable(message, detailsOf(request, options), { cause: error });
    }
    if (!(error instanceof Unavailable || error instanceof Unauthenticated)) throw error;
    const details = { ...error.details, ...detailsOf(request, options) };
    if (error instanceof Unauthenticated) throw new Unauthenticated(error.message, details, { cause: error });
    throw new Unavailable(error.message, { ...details, ambiguous: false }, { cause: error });
  }
}

function isSame(a: Headers, b: Headers): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
