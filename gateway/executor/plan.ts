import { parse } from 'graphql';
import type { DocumentNode } from 'graphql';
import type {
  BatchFetchNode,
  FetchNode,
  FetchRewrite,
  FlattenNode,
  FlattenNodePathSegment,
  PlanNode,
  RequiresSelection,
} from '@graphql-hive/router-query-planner';

/** One operation for one subgraph, printed and parsed, with the names of the client's variables it uses. */
export interface Call {
  readonly subgraph: string;
  readonly query: string;
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variables: readonly string[];
}

/** Which entities one `_entities` field of a call asks for, and where its answers belong. */
export interface Lookup {
  /** The response key of the `_entities` field. */
  readonly responseKey: string;
  /** The variable that carries the representations. */
  readonly variable: string;
  readonly paths: readonly (readonly FlattenNodePathSegment[])[];
  readonly requires: readonly RequiresSelection[];
  readonly inputRewrites: readonly FetchRewrite[];
  readonly outputRewrites: readonly FetchRewrite[];
}

/** A query plan in the form the executor runs. */
export type Step =
  | { readonly kind: 'sequence'; readonly steps: readonly Step[] }
  | { readonly kind: 'parallel'; readonly steps: readonly Step[] }
  | { readonly kind: 'root'; readonly call: Call; readonly outputRewrites: readonly FetchRewrite[] }
  | { readonly kind: 'entities'; readonly call: Call; readonly lookups: readonly Lookup[] };

/**
 * Turns a plan of the planner into steps. Throws for the nodes that no operation printed by `splitOperation` leads to:
 * `Condition`, since conditions are decided before planning, and `Defer`.
 */
export function stepsOf(node: PlanNode): Step {
  switch (node.kind) {
    case 'Sequence':
      return { kind: 'sequence', steps: node.nodes.map(stepsOf) };
    case 'Parallel':
      return { kind: 'parallel', steps: node.nodes.map(stepsOf) };
    case 'Fetch':
      return rootOf(node);
    case 'Subscription':
      // The planner leaves the kind of this one out.
      return rootOf(node.primary);
    case 'Flatten':
      return flattened(node);
    case 'BatchFetch':
      return batched(node);
    default:
      throw new Error(`The query plan has a ${node.kind} node, which this executor does not run`);
  }
}

function rootOf(node: FetchNode): Step {
  return { kind: 'root', call: callOf(node), outputRewrites: node.outputRewrites ?? [] };
}

function flattened({ path, node }: FlattenNode): Step {
  if (node.kind !== 'Fetch' || !node.requires)
    throw new Error(`The query plan flattens a ${node.kind} without entities`);
  const lookup: Lookup = {
    responseKey: '_entities',
    variable: 'representations',
    paths: [path],
    requires: node.requires,
    inputRewrites: node.inputRewrites ?? [],
    outputRewrites: node.outputRewrites ?? [],
  };
  return { kind: 'entities', call: callOf(node), lookups: [lookup] };
}

function batched(node: BatchFetchNode): Step {
  const lookups = node.entityBatch.aliases.map((alias): Lookup => ({
    responseKey: alias.alias,
    variable: alias.representationsVariableName,
    paths: alias.paths,
    requires: alias.requires,
    inputRewrites: alias.inputRewrites ?? [],
    outputRewrites: alias.outputRewrites ?? [],
  }));
  return { kind: 'entities', call: callOf(node), lookups };
}

function callOf({ serviceName, operation, operationName, variableUsages }: FetchNode | BatchFetchNode): Call {
  const document = parse(operation, { noLocation: true });
  return { subgraph: serviceName, query: operation, document, operationName, variables: variableUsages ?? [] };
}
