import type { GraphQLRequestContextWillSendResponse } from '@apollo/server';
import type { GatewayContext } from './subgraph.js';

const ofTheDocument = new Set(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT']);
const responseType = 'application/graphql-response+json';

/**
 * A request that is well-formed and whose document or variables are refused is answered 400 to clients that know
 * `application/graphql-response+json`, and 200 to those that only know `application/json`, which may take any other status for
 * that of a proxy in between (GraphQL over HTTP, section 6.4).
 */
export async function correctStatus({
  request,
  response,
  errors,
}: GraphQLRequestContextWillSendResponse<GatewayContext>): Promise<void> {
  if (response.http.status !== 400 || request.http?.headers.get('accept')?.includes(responseType)) return;
  const refused = errors?.some(({ extensions: { code } }) => ofTheDocument.has(String(code)));
  if (refused) response.http.status = 200;
}
