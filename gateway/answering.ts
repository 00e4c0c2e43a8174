import { HeaderMap, type ApolloServerPlugin, type GraphQLRequestListener } from '@apollo/server';
import type { ExecutionResult } from 'graphql';
import type { Serving } from './serving.js';
import { correctStatus } from './status-codes.js';
import type { GatewayContext } from './subgraph.js';

const failed = new WeakMap<GatewayContext, ExecutionResult>();
const http = { headers: new HeaderMap() };

/**
 * Has Apollo Server answer operations by the supergraph that is served. An answer without errors is handed over as it is;
 * one with errors goes the way of what a gateway executed, on which they are formatted (`failedAnswerTo`). That way
 * takes much of a small request's time.
 */
export function answering(served: Serving): ApolloServerPlugin<GatewayContext> {
  const listener: GraphQLRequestListener<GatewayContext> = {
    async responseForOperation({ document, request: { operationName, variables }, contextValue: context, schema }) {
      const answer = await served.of(schema).execute({ document, operationName, variables, context });
      if (!answer.errors) return { http, body: { kind: 'single', singleResult: answer as never } };
      failed.set(context, answer);
      return null;
    },
    willSendResponse: correctStatus,
  };
  return { requestDidStart: async () => listener };
}

/** What the operation of this request was answered; there is one with errors, or this is not asked for. */
export function failedAnswerTo(context: GatewayContext): ExecutionResult {
  const answer = failed.get(context);
  if (!answer) throw new RangeError('an operation that was not answered');
  return answer;
}
