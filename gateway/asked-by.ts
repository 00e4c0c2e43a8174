import { HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import type { IncomingMessage } from 'node:http';

/** A request as Apollo Server takes it. @param search with its question mark. */
export function askedBy(
  { method = 'GET', headers }: IncomingMessage,
  search: string,
  body: unknown,
): HTTPGraphQLRequest {
  const map = new HeaderMap();
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return { method, headers: map, search, body };
}
