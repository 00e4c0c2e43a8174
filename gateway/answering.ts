import {
  HeaderMap,
  type ApolloServerPlugin,
  type GraphQLRequestListener,
  type HTTPGraphQLRequest,
} from '@apollo/server';
import { OperationTypeNode, type DocumentNode, type ExecutionResult, type OperationDefinitionNode } from 'graphql';
import type { Serving } from './serving.js';
import { correctStatus } from './status-codes.js';
import type { GatewayContext } from './subgraph.js';
import type { Supergraph } from './supergraph.js';

/** A query that Apollo Server found nothing wrong with. */
export interface Accepted {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** The one that it was validated against. */
  readonly supergraph: Supergraph;
}

const accepted = new WeakMap<HTTPGraphQLRequest, Accepted>();
const answers = new WeakMap<HTTPGraphQLRequest, ExecutionResult>();
const failed = new WeakMap<GatewayContext, ExecutionResult>();
const http = { headers: new HeaderMap() };

/**
 * Has Apollo Server answer operations by the supergraph that is served. An answer without errors is handed over as it is;
 * one with errors goes the way of what a gateway executed, on which they are formatted (`failedAnswerTo`). That way
 * takes much of a small request's time.
 */
export function answering(served: Serving): ApolloServerPlugin<GatewayContext> {
  const listener: GraphQLRequestListener<GatewayContext> = {
    async responseForOperation({ document, operation, request, contextValue: context, schema }) {
      const { operationName, variables, http: asked } = request;
      const supergraph = served.of(schema);
      const known = asked && answers.get(asked);
      const answer = known ?? (await supergraph.execute({ document, operationName, variables, context }));
      if (answer.errors) {
        failed.set(context, answer);
        return null;
      }
      const isQuery = operation?.operation === OperationTypeNode.QUERY;
      if (asked && isQuery) accepted.set(asked, { document, operation, supergraph });
      return { http, body: { kind: 'single', singleResult: answer as never } };
    },
    willSendResponse: correctStatus,
  };
  return { requestDidStart: async () => listener };
}

/** Has a request that is handed to Apollo Server answered so, instead of executed. */
export function answerWith(asked: HTTPGraphQLRequest, answer: ExecutionResult): void {
  answers.set(asked, answer);
}

/** What Apollo Server accepted with a request, if that was a query and was answered without errors. */
export function acceptedIn(asked: HTTPGraphQLRequest): Accepted | undefined {
  return accepted.get(asked);
}

/** What the operation of this request was answered; there is one with errors, or this is not asked for. */
export function failedAnswerTo(context: GatewayContext): ExecutionResult {
  const answer = failed.get(context);
  if (!answer) throw new RangeError('an operation that was not answered');
  return answer;
}
