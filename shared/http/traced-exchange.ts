import { inSpan, isTracing, noteInSpan, type SpanFacts } from '../trace.js';
import type { Exchange, Wire } from './exchange.js';
import type { Headers, HttpClientOptions, HttpRequest } from './request.js';

/** The exchange as a span. Systems are told nothing of the trace: they are other people's. */
export function tracedExchange(
  wire: Wire,
  options: HttpClientOptions,
  request: HttpRequest,
  headers: Headers,
): Promise<Exchange> {
  if (!isTracing()) return wire.exchange(request, headers);
  return inSpan(
    () => factsOf(options, request),
    async () => {
      const exchange = await wire.exchange(request, headers);
      const { status } = exchange;
      const failed = status >= 400 ? { 'error.type': String(status) } : {};
      noteInSpan(() => ({ 'http.response.status_code': status, ...failed }));
      return exchange;
    },
  );
}

function factsOf({ system, baseUrl }: HttpClientOptions, request: HttpRequest): SpanFacts {
  const { hostname, port } = new URL(baseUrl);
  const template = templateOf(request);
  const about = request.entityType === undefined ? {} : { 'samband.entity_type': request.entityType };
  return {
    ...{ name: `${request.method} ${template || '/'}`, kind: 'client' },
    attributes: {
      ...{ 'samband.system': system, ...about, 'http.request.method': request.method, 'url.template': template },
      ...{ 'server.address': hostname, ...(port === '' ? {} : { 'server.port': Number(port) }) },
    },
  };
}

/**
 * A request's way with `{id}` in place of whatever may name a record: the id that it is about, and every part that is not a plain
 * word. The query is left out.
 */
export function templateOf({ path, id }: Pick<HttpRequest, 'path' | 'id'>): string {
  const ids = new Set(id === undefined ? [] : [id, encodeURIComponent(id)]);
  const parts = path.split('/').map((part) => (!ids.has(part) && isWord(part) ? part : '{id}'));
  return parts.join('/');
}

/** A word of the way itself: letters, with a version's number perhaps. */
function isWord(part: string): boolean {
  return /^([A-Za-z]+([-_][A-Za-z]+)*|v\d+)?$/.test(part);
}
