import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';

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
