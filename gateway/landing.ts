import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';

/**
 * The page a browser gets: Apollo Sandbox on this gateway, with `firstQuery` in its editor. The page's script comes from
 * Apollo's CDN; requests go from the browser straight to the gateway, without cookies, and no usage data is sent.
 */
export function landingPage(firstQuery: string) {
  return ApolloServerPluginLandingPageLocalDefault({
    document: firstQuery,
    includeCookies: false,
    footer: false,
    embed: { runTelemetry: false, initialState: { pollForSchemaUpdates: false } },
  });
}
