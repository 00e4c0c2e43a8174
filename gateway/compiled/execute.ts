import { assertValidSchema, execute, getOperationAST, GraphQLError, Kind, OperationTypeNode } from 'graphql';
import type {
  DocumentNode,
  ExecutionResult,
  FragmentDefinitionNode,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql';
import { collectFields } from 'graphql/execution/collectFields.js';
import { conditionVariables } from '../executor/conditions.js';
import type { Data } from '../executor/data.js';
import { Lru } from '../lru.js';
import { fieldOf } from './complete.js';
import { fieldsOf, inOrder, inParallel, type CompiledFields } from './object.js';
import { isPromise } from '../at-once.js';
import { FieldErrors, type Running, type Source } from './running.js';
import { variablesIn } from './variables.js';

/** One request to a schema. */
export interface Asked {
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: unknown;
  readonly root?: unknown;
}

export type Execute = (asked: Asked) => ExecutionResult | Promise<ExecutionResult>;
type Execution = (running: Running) => unknown;

/** How many outcomes of an operation's conditions are kept. */
const capacity = 64;

/** Executes as graphql-js does, with everything worked out once for each document that does not depend on the request. */
export function createExecute(schema: GraphQLSchema): Execute {
  const known = new WeakMap<DocumentNode, Map<string | undefined, Execute>>();
  return (asked) => {
    const { document, operationName } = asked;
    const run = known.get(document)?.get(operationName);
    if (run) return run(asked);
    const operation = getOperationAST(document, operationName);
    if (!operation || operation.operation === OperationTypeNode.SUBSCRIPTION) return interpreted(schema, asked);
    const compiled = operationOf(schema, document, operation);
    const ofDocument = known.get(document) ?? new Map<string | undefined, Execute>();
    known.set(document, ofDocument.set(operationName, compiled));
    return compiled(asked);
  };
}

/** What is not compiled, graphql-js executes. */
function interpreted(schema: GraphQLSchema, { document, operationName, variables, context, root }: Asked) {
  const values = { variableValues: variables, contextValue: context, rootValue: root };
  return execute({ schema, document, operationName: operationName ?? null, ...values });
}

function operationOf(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Execute {
  assertValidSchema(schema);
  const fragments = fragmentsIn(document);
  const names = conditionVariables(document);
  const coerce = variablesIn(schema)(operation);
  const executionUnder = executionsOf(names, (conditions) => executionOf({ schema, operation, fragments, conditions }));
  return ({ variables, context, root }) => {
    const { coerced, errors } = coerce(variables);
    if (errors) return { errors };
    return answered(executionUnder(coerced), { context, root, variables: coerced, errors: new FieldErrors() });
  };
}

type Values = Record<string, unknown>;

/** One for each outcome of the conditions that ask for variables of these names. */
function executionsOf(
  names: readonly string[],
  make: (conditions: Values) => Execution,
): (values: Values) => Execution {
  if (names.length === 0) {
    const only = make({});
    return () => only;
  }
  const known = new Lru<Execution>(capacity);
  return (values) => {
    const outcome = names.map((name) => String(values[name])).join();
    const execution = known.get(outcome) ?? make(Object.fromEntries(names.map((name) => [name, values[name]])));
    known.set(outcome, execution);
    return execution;
  };
}

function fragmentsIn({ definitions }: DocumentNode): Record<string, FragmentDefinitionNode> {
  const fragments = Object.create(null) as Record<string, FragmentDefinitionNode>;
  for (const definition of definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  return fragments;
}

/** Works the root's fields out when the first request comes: what is wrong with them is that request's error. */
function executionOf(of: Source): Execution {
  const { schema, operation, fragments, conditions } = of;
  let known: CompiledFields | undefined;
  return (running) => {
    const type = schema.getRootType(operation.operation);
    if (!type) {
      const message = `Schema is not configured to execute ${operation.operation} operation.`;
      throw new GraphQLError(message, { nodes: operation });
    }
    known ??= fieldsOf(of, type, collectFields(schema, fragments, conditions, type, operation.selectionSet), fieldOf);
    if (operation.operation === OperationTypeNode.MUTATION) return inOrder(known, running.root, running);
    return inParallel(known, running.root, undefined, running);
  };
}

function answered(execution: Execution, running: Running): ExecutionResult | Promise<ExecutionResult> {
  const answer = (data: unknown): ExecutionResult => {
    const { found } = running.errors;
    return found.length > 0 ? { errors: found, data: data as Data } : { data: data as Data };
  };
  const lost = (error: unknown): ExecutionResult => {
    running.errors.add(error as GraphQLError, undefined);
    return answer(null);
  };
  try {
    const data = execution(running);
    return isPromise(data) ? data.then(answer, lost) : answer(data);
  } catch (error) {
    return lost(error);
  }
}
