import type { ApolloServer, HeaderMap, HTTPGraphQLResponse } from '@apollo/server';
import type { OperationDefinitionNode } from 'graphql';
import type { IncomingMessage } from 'node:http';
import { acceptedIn, answerWith, type Accepted } from './answering.js';
import { takeIntoAccount } from './accounting.js';
import { askedBy } from './asked-by.js';
import { documentCapacity, weightOf } from './documents.js';
import { isData } from './executor/data.js';
import { Lru } from './lru.js';
import type { Serving } from './serving.js';
import type { GatewayContext } from './subgraph.js';

/** Answers a request for GraphQL whose body, if any, was read. */
export type Answer = (
  request: IncomingMessage,
  search: string,
  body: unknown,
  context: GatewayContext,
) => Promise<HTTPGraphQLResponse>;

/** A query that was answered before, with the headers of that answer: they depend on nothing but what makes the key. */
interface Known extends Accepted {
  readonly headers: HeaderMap;
}

/** Characters of a query that is remembered. */
const longestQuery = 10_000;

/**
 * Answers by Apollo Server. A query that it has accepted once is answered without it as long as the same supergraph is
 * served, to the same bytes: its pipeline takes as much of a small request's time as the query. What is answered with errors
 * still goes through it, on which they are formatted, and is not executed again.
 */
export function shortWay(server: ApolloServer<GatewayContext>, served: Serving): Answer {
  let known = new Lru<Known>(documentCapacity);
  served.follow(() => (known = new Lru(documentCapacity)));
  return async (request, search, body, context) => {
    const asked = askedFor(body, request.headers.accept);
    const query = asked && known.get(asked.key);
    const answer = query && (await query.supergraph.execute({ ...asked, document: query.document, context }));
    if (query && answer && !answer.errors) {
      takeIntoAccount(context, query.operation, answer);
      return { headers: query.headers, body: { kind: 'complete', string: `${JSON.stringify(answer)}\n` } };
    }
    const httpGraphQLRequest = askedBy(request, search, answer ? inPlaceOf(query.operation) : body);
    if (answer) answerWith(httpGraphQLRequest, answer);
    const response = await server.executeHTTPGraphQLRequest({ httpGraphQLRequest, context: async () => context });
    const accepted = response.status === undefined ? acceptedIn(httpGraphQLRequest) : undefined;
    if (asked && accepted?.supergraph === served.current())
      known.set(asked.key, { ...accepted, headers: response.headers }, weightOf(asked.key));
    return response;
  };
}

/** Bears the same name and is valid always: another supergraph may have come while the query was answered. */
function inPlaceOf({ name }: OperationDefinitionNode): object {
  return { query: `query ${name?.value ?? ''} { __typename }` };
}

/** What is asked for by a request with nothing unusual about it. */
interface Asked {
  /** All that an answer depends on, but for the variables, who asks and what is there. */
  readonly key: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
}

function askedFor(body: unknown, accept: string | undefined): Asked | null {
  if (!isData(body)) return null;
  const { query, operationName = null, variables = null, extensions = null } = body;
  if (typeof query !== 'string' || query.length > longestQuery) return null;
  if (operationName !== null && typeof operationName !== 'string') return null;
  if (variables !== null && !isData(variables)) return null;
  if (extensions !== null && (!isData(extensions) || 'persistedQuery' in extensions)) return null;
  const key = JSON.stringify([accept, operationName]) + query;
  return { key, operationName: operationName ?? undefined, variables: variables ?? undefined };
}
