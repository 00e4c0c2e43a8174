import type { Answer, Call } from '../http.js';
import type { SystemName } from '../seeds.js';

/** How one system shapes its lists and says no. */
export interface Dialect {
  /** Whether the call asks for a token. */
  isTokenCall(call: Call): boolean;
  /** Whether the call reads a list. */
  isList(call: Call): boolean;
  /** Whether the call reads a page after the first of a list whose pages are counted; a list by cursor never drifts. */
  isLaterPage(call: Call): boolean;
  /** The system's own answer for this failure; `retryAfter` is the header's text. */
  unauthorised(call: Call): Answer;
  tooMany(call: Call, retryAfter: string | null): Answer;
  broken(call: Call, status: number): Answer;
}

const FAILED = 'The server failed (a fault that was injected).';
const REFUSED = 'Too many requests (a fault that was injected).';
const EXPIRED = 'The credentials are not valid (a fault that was injected).';

/** The dialect of a system; systems without one of their own speak the common contract's. */
export function dialectOf(system: SystemName): Dialect {
  switch (system) {
    case 'tidsbanken':
      return tidsbanken;
    case 'powerofficego':
      return powerofficego;
    case 'crmoffice':
      return crmoffice;
    default:
      return contract;
  }
}

const tidsbanken: Dialect = {
  isTokenCall: () => false,
  isList: ({ method, path }) => method === 'GET' && !path.includes('('),
  isLaterPage: (call) => isAbove(call, '$skip', 0),
  unauthorised: () => gateway(401, EXPIRED),
  tooMany: (_, retryAfter) => gateway(429, REFUSED, retryAfter),
  broken: (_, status) => ({ status, body: { error: { code: 'InternalServerError', message: FAILED } } }),
};

const powerofficego: Dialect = {
  isTokenCall: ({ path }) => /\/OAuth\/Token\/?$/i.test(path),
  isList: ({ method, path }) => method === 'GET' && !/\/\d+\/?$/.test(path),
  isLaterPage: (call) => isAbove(call, 'pagenumber', 1) || isAbove(call, '$skip', 0),
  unauthorised: (call) => (isV1(call) ? { status: 401, body: { message: EXPIRED } } : gateway(401, EXPIRED)),
  tooMany: (_, retryAfter) => gateway(429, REFUSED, retryAfter),
  broken: (call, status) => (isV1(call) ? { status, body: { message: FAILED } } : details(status)),
};

const isV1 = (call: Call): boolean => /^\/v1\//i.test(call.path);

const crmoffice: Dialect = {
  isTokenCall: ({ path }) => path === '/connect/token',
  isList: isCollection,
  isLaterPage: (call) => isAbove(call, 'page', 1),
  unauthorised: () => ({ status: 401, headers: { 'www-authenticate': 'Bearer' }, body: { message: EXPIRED } }),
  tooMany: (_, retryAfter) => ({ status: 429, headers: retrying(retryAfter), body: { message: REFUSED } }),
  broken: (_, status) => ({ status, body: { message: FAILED } }),
};

const contract: Dialect = {
  isTokenCall: () => false,
  isList: isCollection,
  isLaterPage: () => false,
  unauthorised: () => problem(401, 'Unauthorized', EXPIRED, { 'www-authenticate': 'Bearer' }),
  tooMany: (_, retryAfter) => problem(429, 'Too Many Requests', REFUSED, retrying(retryAfter)),
  broken: (_, status) => problem(status, 'Internal Server Error', FAILED, {}),
};

function isCollection({ method, path }: Call): boolean {
  return method === 'GET' && /^\/[^/.]+\/?$/.test(path);
}

/** Whether a parameter, its name in any case, is a number above this one. */
function isAbove({ query }: Call, name: string, least: number): boolean {
  return [...query].some(([each, value]) => each.toLowerCase() === name && Number(value) > least);
}

function retrying(retryAfter: string | null): Record<string, string> {
  return retryAfter === null ? {} : { 'retry-after': retryAfter };
}

/** The form of the API gateway before Tidsbanken and PowerOffice Go. */
function gateway(status: number, message: string, retryAfter: string | null = null): Answer {
  return { status, headers: retrying(retryAfter), body: { statusCode: status, message } };
}

/** Problem details as PowerOffice Go v2 spells them. */
function details(status: number): Answer {
  const body = { Type: null, Title: 'An error occurred', Status: status, Detail: FAILED, Instance: null };
  return { status, headers: { 'content-type': 'application/problem+json; charset=utf-8' }, body };
}

function problem(status: number, title: string, detail: string, headers: Record<string, string>): Answer {
  const body = { type: 'about:blank', title, status, detail };
  return { status, headers: { 'content-type': 'application/problem+json', ...headers }, body };
}
