import { QueryPlanner } from '@graphql-hive/router-query-planner';
import { parse } from 'graphql';
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { checksIn, checksOf, type Check, type Checks } from './access/checks.js';
import { documentCapacity, documentWeight } from './documents.js';
import { conditionVariables } from './executor/conditions.js';
import { costOf, type Cost } from './executor/cost.js';
import type { Data } from './executor/data.js';
import { assertWithinLimits } from './executor/limits.js';
import { createNaming } from './executor/naming.js';
import { fragmentsOf, splitOperation } from './executor/operation.js';
import { stepsOf } from './executor/plan.js';
import type { Step } from './executor/plan.js';
import { rootSelection } from './executor/shape.js';
import type { Selection } from './executor/shape.js';
import { Lru } from './lru.js';

/** Everything about an operation that does not depend on the request, apart from the conditions it was prepared for. */
export interface PreparedOperation {
  readonly selection: Selection;
  /** To be run one after another. */
  readonly requests: readonly PreparedRequest[];
  readonly introspection: DocumentNode | undefined;
  readonly cost: Cost;
  /** What it takes to be allowed it. */
  readonly checks: readonly Check[];
}

/** `isLost` tells from the data whether the answer is null by now, so that no further mutation should run. */
export interface PreparedRequest {
  readonly step: Step;
  isLost(data: Data): boolean;
}

/** The values of the variables that `@skip` and `@include` ask for. */
type Conditions = Readonly<Record<string, boolean>>;
type Prepare = (
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
) => Promise<PreparedOperation>;

/**
 * Plans operations, off the main thread, and keeps the latest: one per document, operation and outcome of its
 * `@skip` and `@include` conditions, and of chance, where fields are moved for a part of the requests. A document is known
 * by identity. Rejects with a `GraphQLError` where an operation is beyond the limits, and with another error where the
 * planner cannot plan it. @param chance a number from 0 up to 1.
 */
export function createPreparation(supergraphSdl: string, schema: GraphQLSchema, chance = Math.random): Prepare {
  const planner = new QueryPlanner(supergraphSdl);
  const parts = { planner, schema, checks: checksIn(parse(supergraphSdl)) };
  const draw = drawing(planner.overridePercentages, chance);
  const prepared = new Lru<Promise<PreparedOperation>>(documentCapacity);
  const factsOf = createFacts();
  return (document, operation, variables) => {
    const { id, names } = factsOf(document);
    const outcome = names.map((name) => variables[name] === true);
    const drawn = draw();
    const key = `${id} ${operation.name?.value ?? ''} ${outcome.join()} ${drawn}`;
    const known = prepared.get(key);
    if (known) return known;
    const conditions = Object.fromEntries(names.map((name, index) => [name, outcome[index] === true]));
    const preparing = prepareOperation(parts, document, operation, conditions, drawn);
    prepared.set(key, preparing, documentWeight(document));
    preparing.catch(() => prepared.delete(key));
    return preparing;
  };
}

/**
 * Draws the number that decides for each `@override(label: "percent(n)")` whether a request is among those that are moved: it
 * is where the number is below n. Of the numbers that all decide alike it is always the same one, so that plans can be kept.
 */
function drawing(percentages: readonly number[], chance: () => number): () => number {
  if (percentages.length === 0) return () => 0;
  return () => {
    const number = chance() * 100;
    return Math.max(0, ...percentages.filter((percentage) => percentage <= number));
  };
}

/** A number to know a document by, and the variables its conditions ask for. */
function createFacts() {
  let documents = 0;
  const known = new WeakMap<DocumentNode, { id: number; names: readonly string[] }>();
  return (document: DocumentNode) => {
    const present = known.get(document);
    if (present) return present;
    const facts = { id: documents++, names: conditionVariables(document) };
    known.set(document, facts);
    return facts;
  };
}

interface Parts {
  readonly planner: QueryPlanner;
  readonly schema: GraphQLSchema;
  readonly checks: Checks;
}

async function prepareOperation(
  { planner, schema, checks }: Parts,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  conditions: Conditions,
  drawn: number,
): Promise<PreparedOperation> {
  const scope = { schema, fragments: fragmentsOf(document), conditions, nameOf: createNaming() };
  assertWithinLimits(operation, scope.fragments);
  const selection = rootSelection(scope, operation);
  const { requests, introspection } = splitOperation(operation, scope);
  const steps = await Promise.all(requests.map(({ text }) => plan(planner, text, drawn)));
  return {
    selection,
    introspection,
    cost: costOf(schema, operation, scope.fragments),
    checks: checksOf(operation, { ...scope, checks }),
    requests: steps.map((step, index) => ({ step, isLost: lossOf(selection, requests[index]?.responseKey) })),
  };
}

async function plan(planner: QueryPlanner, text: string, drawn: number): Promise<Step> {
  const { node } = await planner.planAsync(text, null, new Set(), drawn);
  return node ? stepsOf(node) : { kind: 'sequence', steps: [] };
}

function lossOf(selection: Selection, responseKey: string | undefined): (data: Data) => boolean {
  const field = selection.fieldsOf(selection.type)?.all.find(({ to }) => to === responseKey);
  if (field?.kind !== 'field' || !field.shape.nonNull) return () => false;
  return (data) => data[field.from] === null || data[field.from] === undefined;
}
