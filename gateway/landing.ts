import type { ApolloServer, HTTPGraphQLResponse } from '@apollo/server';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import type { IncomingMessage } from 'node:http';
import { askedBy } from './asked-by.js';
import type { GatewayContext } from './subgraph.js';

/**
 * The page a browser gets: Apollo Sandbox on this gateway, with `firstQuery` in its editor and, where there is one,
 * the token of this machine among its headers. The page's script comes from
 * Apollo's CDN; requests go from the browser straight to the gateway, without cookies, and no usage data is sent.
 */
export function landingPage(firstQuery: string, token: string | null) {
  return ApolloServerPluginLandingPageLocalDefault({
    document: firstQuery,
    includeCookies: false,
    footer: false,
    embed: {
      runTelemetry: false,
      initialState: {
        pollForSchemaUpdates: false,
        ...(token === null ? {} : { sharedHeaders: { authorization: `Bearer ${token}` } }),
      },
    },
  });
}

/** Answers a request that is for the page and nothing else; null: it is none. */
export type Page = (request: IncomingMessage) => Promise<HTTPGraphQLResponse | null>;

/** Asks Apollo Server, which alone knows what it answers with its page. It comes before whoever asks has signed in, so nothing may be executed. */
export function pageOf(server: ApolloServer<GatewayContext>): Page {
  const context = (): never => {
    throw new RangeError('a page is asked for by nobody');
  };
  return async (request) => {
    if (request.method !== 'GET' || !request.headers.accept?.includes('text/html')) return null;
    const httpGraphQLRequest = askedBy(request, '', undefined);
    const answer = await server.executeHTTPGraphQLRequest({ httpGraphQLRequest, context: async () => context() });
    return answer.headers.get('content-type') === 'text/html' ? answer : null;
  };
}
