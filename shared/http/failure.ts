import { Conflict, NotFound, RateLimited, Rejected, Unauthenticated, Unavailable } from '../errors.js';
import type { ErrorDetails, HubError } from '../errors.js';
import type { Exchange } from './exchange.js';
import { safeExplanation } from './explanation.js';
import type { Headers, HttpClientOptions, HttpRequest } from './request.js';

/** Whether doing it twice does no harm, so that an unclear end leaves nothing to find out. */
export function isSafe(request: HttpRequest): boolean {
  return request.safeToRepeat ?? request.method === 'GET';
}

/** A request that was answered, and everything its error may draw on. */
export interface Answered {
  readonly exchange: Exchange;
  readonly request: HttpRequest;
  readonly options: HttpClientOptions;
  /** The headers sent, which no message may repeat. */
  readonly sent: Headers;
}

/** The one place where a status becomes an error; null where the exchange is an answer. */
export function failureOf(answered: Answered): HubError | null {
  const { exchange, request, options } = answered;
  const { status, headers, body } = exchange;
  const { system, address = 'its address' } = options;
  const details = { ...detailsOf(request, options), status };
  if ((status >= 200 && status < 300) || ((status === 404 || status === 410) && isWebPage(exchange))) {
    const what = isWebPage(exchange) ? 'a web page' : 'something other than JSON';
    const message = `${system} answered${about(request)} with ${what} (${status}): check ${address}, or wait if it is being maintained`;
    if (!body) return unavailable(request, message, details);
    return options.isRefused?.(body.json) ? refusal(answered, details) : null;
  }
  const waiting = { ...details, ...retryAfterOf(headers) };
  if (status < 400)
    return unavailable(request, `${system} points elsewhere${about(request)} (${status}): check ${address}`, details);
  if (status === 429) return new RateLimited(`${system} asks us to slow down`, waiting);
  if (status >= 500) return unavailable(request, `${system} has a fault of its own (${status})`, waiting);
  if (!refusesUs(status, body?.json)) return refusal(answered, details);
  const what =
    status === 403
      ? `lets us in but not to ${request.entityType ?? 'this'}`
      : `does not accept our credentials${about(request)}`;
  const message = `${system} ${what} (${status}): check ${variablesToCheck(options, body?.json)}`;
  return new Unauthenticated(message, details);
}

/** Whether a page for people came in place of an answer. */
export function isWebPage({ headers, body }: Exchange): boolean {
  return body === null && /\bhtml\b/i.test(headers['content-type'] ?? '');
}

function about({ entityType }: HttpRequest): string {
  return entityType === undefined ? '' : ` for ${entityType}`;
}

function variablesToCheck({ credentials }: HttpClientOptions, json: unknown): string {
  return typeof credentials === 'string' ? credentials : credentials(json);
}

/** The error for an exchange that came to no end. */
export function failureOfSocket(error: unknown, request: HttpRequest, options: HttpClientOptions): Unavailable {
  const { system, address = 'its address' } = options;
  const details = detailsOf(request, options);
  const code = codeOf(error);
  if (isAboutCertificate(code)) {
    const message =
      `${system} cannot be trusted${about(request)}: the certificate of ${new URL(options.baseUrl).host} is not good ` +
      `(${code}). Check ${address}; where the authority is your own, name its file in NODE_EXTRA_CA_CERTS`;
    return new Unavailable(message, details, { cause: error });
  }
  if (!wasNeverSent(error)) return unavailable(request, `${system} gave no answer (${code})`, details, error);
  const message = `${system} cannot be reached (${code}): check ${address} and whether it is running`;
  return new Unavailable(message, details, { cause: error });
}

function unavailable(request: HttpRequest, message: string, details: ErrorDetails, cause?: unknown): Unavailable {
  const known = isSafe(request) ? details : { ...details, ambiguous: true };
  return new Unavailable(message, known, cause === undefined ? undefined : { cause });
}

function refusal({ exchange, request, options, sent }: Answered, facts: ErrorDetails): HubError {
  const { system, explain } = options;
  const { status, body } = exchange;
  const { entityType, id } = request;
  const thing = entityType === undefined ? 'such address' : id === undefined ? entityType : `${entityType} ${id}`;
  const { field, reason = `answered ${status}` } = safeExplanation(explain?.(body?.json) ?? {}, request, sent);
  const details = field === undefined ? facts : { ...facts, field };
  if (status === 404 || status === 410) return new NotFound(`${system} has no ${thing}`, details);
  if (status === 409 || status === 412) return new Conflict(`${system}: ${thing}: ${reason}`, details);
  return new Rejected(`${system} refused ${field === undefined ? thing : `${field} of ${thing}`}: ${reason}`, details);
}

/** RFC 6749 5.2: an authorization server may refuse credentials with 400. */
function refusesUs(status: number, json: unknown): boolean {
  if (status === 401 || status === 403) return true;
  const code = typeof json === 'object' && json !== null && 'error' in json ? json.error : undefined;
  return status === 400 && ['invalid_client', 'invalid_grant', 'unauthorized_client'].includes(String(code));
}

function retryAfterOf(headers: Headers): { retryAfter?: number } {
  const text = headers['retry-after']?.trim();
  if (text === undefined || text === '') return {};
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? {} : { retryAfter: Math.max(0, Math.ceil(seconds)) };
}

/** What every error of the request names. */
export function detailsOf({ entityType, id }: HttpRequest, { system }: HttpClientOptions): ErrorDetails {
  return { system, ...(entityType !== undefined && { entityType }), ...(id !== undefined && { id }) };
}

function wasNeverSent(error: unknown): boolean {
  const connecting = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT', 'ERR_INVALID_URL'];
  if (typeof error !== 'object' || error === null) return false;
  return connecting.includes(codeOf(error)) || ('syscall' in error && error.syscall === 'connect');
}

/** OpenSSL's names of what is wrong with a certificate, and Node's own for one of another host. */
function isAboutCertificate(code: string): boolean {
  return /CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE/.test(code);
}

function codeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'name' in error && error.name === 'TimeoutError')
    return 'it took too long';
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'no code';
}
