import { Kind } from 'graphql';
import type { ExecutionResult, GraphQLError } from 'graphql';
import type { PromiseOrValue } from 'graphql/jsutils/PromiseOrValue.js';
import { after, isPromise } from '../at-once.js';
import { contextUntil } from '../subgraph.js';
import type { GatewayContext, Subgraph } from '../subgraph.js';
import { chunksOf, forAll } from './chunks.js';
import { isData, mergeInto } from './data.js';
import type { Data } from './data.js';
import { inTime, lengthOf, shareOf } from './deadline.js';
import { asSubgraphError, commonPath, faultOf, presentError } from './errors.js';
import type { SubgraphError } from './errors.js';
import { responseKeyOf } from './naming.js';
import type { Call, Lookup, Step } from './plan.js';
import { batchOf } from './representations.js';
import type { Batch } from './representations.js';
import { rewrite } from './rewrites.js';
import type { PossibleTypes } from './types.js';

/** One execution of an operation: what it may use, and what it has gathered so far. */
export interface Run {
  readonly subgraphs: ReadonlyMap<string, Subgraph>;
  readonly types: PossibleTypes;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: GatewayContext;
  readonly data: Data;
  readonly errors: GraphQLError[];
  /** When the answer must be there, in ms of `performance.now()`; null: whenever. */
  readonly endsAt: number | null;
  /** Takes the errors the client does not get to see. */
  readonly logError: (error: unknown, requestId: string, subgraph?: string) => void;
}

interface Answered {
  readonly data: Data;
  readonly errors: readonly SubgraphError[];
}

/**
 * Runs a step and everything under it; the run's data and errors then hold what came of it: at once, where every subgraph
 * answers at once. Never rejects.
 * @param waiting how many fetches come after it, one after another.
 */
export function runStep(step: Step, run: Run, waiting = 0): PromiseOrValue<void> {
  switch (step.kind) {
    case 'sequence':
      return runInOrder(step.steps, run, waiting);
    case 'parallel':
      return runAll(step.steps, run, waiting);
    case 'root':
      return after(ask(step.call, {}, run, shareOf(run.endsAt, waiting)), (answer) => takeAnswer(step, answer, run));
    case 'entities':
      return runEntities(step.call, step.lookups, run, shareOf(run.endsAt, waiting));
  }
}

/** Runs steps one after another. */
export function runInOrder(steps: readonly Step[], run: Run, waiting = 0): PromiseOrValue<void> {
  const [first, ...rest] = steps;
  if (!first) return undefined;
  const left = rest.reduce((sum, each) => sum + lengthOf(each), waiting);
  return after(runStep(first, run, left), () => runInOrder(rest, run, waiting));
}

function runAll(steps: readonly Step[], run: Run, waiting: number): PromiseOrValue<void> {
  const pending: Promise<unknown>[] = [];
  try {
    for (const each of steps) {
      const done = runStep(each, run, waiting);
      if (isPromise(done)) pending.push(done);
    }
  } catch (fault) {
    // Those that are under way are waited for all the same: what befalls them must not go unheard.
    pending.push(Promise.reject(fault as Error));
  }
  return pending.length > 0 ? Promise.all(pending).then(() => undefined) : undefined;
}

/** A call that needs nothing that was read before. */
export type RootStep = Extract<Step, { readonly kind: 'root' }>;

/** Takes in what a subgraph answered to such a call. */
export function takeRoot(step: RootStep, result: ExecutionResult, run: Run): void {
  takeAnswer(step, answered(result), run);
}

/** Takes in that such a call failed without an answer. */
export function takeFailure(step: RootStep, thrown: unknown, run: Run): void {
  takeAnswer(step, unanswered(thrown), run);
}

function takeAnswer({ call, outputRewrites }: RootStep, { data, errors }: Answered, run: Run): void {
  rewrite(data, outputRewrites, run.types);
  mergeInto(run.data, data, run.types);
  for (const error of errors) report(error, error.path ?? rootPath(call), call, run);
}

function runEntities(call: Call, lookups: readonly Lookup[], run: Run, endsAt: number | null): PromiseOrValue<void> {
  const batches = lookups.map((lookup) => batchOf(run.data, lookup, run.types));
  if (batches.every(({ representations }) => representations.length === 0)) return undefined;
  const chunks = chunksOf(batches, run.subgraphs.get(call.subgraph)?.entitiesAtMost ?? Infinity);
  const answers = forAll(chunks, (chunk) => {
    const variables: Data = {};
    lookups.forEach(({ variable }, index) => (variables[variable] = chunk[index]?.representations ?? []));
    return ask(call, variables, run, endsAt);
  });
  return after(answers, (all) => takeEntities(call, lookups, chunks, all, run));
}

function takeEntities(
  call: Call,
  lookups: readonly Lookup[],
  chunks: readonly (readonly Batch[])[],
  answers: readonly Answered[],
  run: Run,
): void {
  const failures: Failures = new Map();
  answers.forEach(({ data, errors }, part) => {
    const chunk = chunks[part] ?? [];
    lookups.forEach((lookup, index) => spread(data[lookup.responseKey], lookup, chunk[index], run));
    for (const error of errors) {
      const places = placesOf(error, lookups, chunk);
      if (places) for (const path of places) report(error, path, call, run);
      else noteFailure(failures, error, lookups, chunk);
    }
  });
  // What befell whole calls is one error, in however many parts the entities went out.
  for (const { error, batches: missing } of failures.values())
    report(error, commonPath(missing.flatMap((batch) => batch.places).flat()), call, run);
}

function spread(entities: unknown, lookup: Lookup, batch: Batch | undefined, run: Run): void {
  if (!Array.isArray(entities)) return;
  entities.forEach((entity: unknown, index) => {
    if (!isData(entity)) return;
    rewrite(entity, lookup.outputRewrites, run.types);
    batch?.places[index]?.forEach(({ target }) => mergeInto(target, entity, run.types));
  });
}

/** Every place of the entity that an error names; null where it names none. */
function placesOf({ path }: SubgraphError, lookups: readonly Lookup[], batches: readonly Batch[]) {
  const [key, entity, ...rest] = path ?? [];
  const index = lookups.findIndex(({ responseKey }) => responseKey === key);
  const places = typeof entity === 'number' ? batches[index]?.places[entity] : undefined;
  return places?.map((place) => [...commonPath([place]), ...rest]) ?? null;
}

type Failures = Map<string, { readonly error: SubgraphError; readonly batches: Batch[] }>;

/** An error that names no entity belongs to what all places of its lookup, or else of the call, have in common. */
function noteFailure(
  known: Failures,
  error: SubgraphError,
  lookups: readonly Lookup[],
  batches: readonly Batch[],
): void {
  const [key] = error.path ?? [];
  const missing = batches.filter((_, index) => lookups[index]?.responseKey === key);
  const name = JSON.stringify([error.message, error.extensions, missing.length > 0 ? key : null]);
  const same = known.get(name) ?? { error, batches: [] };
  same.batches.push(...(missing.length > 0 ? missing : batches));
  known.set(name, same);
}

function rootPath({ document }: Call): string[] {
  const keys = document.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION
      ? definition.selectionSet.selections.flatMap((node) => (node.kind === Kind.FIELD ? [responseKeyOf(node)] : []))
      : [],
  );
  return keys.length === 1 ? keys : [];
}

function report(error: SubgraphError, path: readonly (string | number)[], call: Call, run: Run): void {
  const { requestId } = run.context;
  const presented = presentError(error, path, call.subgraph, requestId);
  run.errors.push(presented.error);
  if (presented.masked) run.logError(faultOf(error), requestId, call.subgraph);
}

function ask(call: Call, entities: Data, run: Run, endsAt: number | null): PromiseOrValue<Answered> {
  const variables = argumentsOf(call, run);
  for (const name in entities) variables[name] = entities[name];
  const { query, document, operationName } = call;
  const { context } = run;
  try {
    const subgraph = run.subgraphs.get(call.subgraph);
    if (!subgraph) throw new Error(`No subgraph is called ${call.subgraph}`);
    const request = { query, document, variables, context: endsAt === null ? context : contextUntil(context, endsAt) };
    const answer = subgraph.execute(operationName === undefined ? request : { ...request, operationName });
    if (!isPromise(answer)) return answered(answer);
    return inTime(answer, endsAt, call.subgraph).then(answered).catch(unanswered);
  } catch (thrown) {
    return unanswered(thrown);
  }
}

function unanswered(thrown: unknown): Answered {
  return { data: {}, errors: [asSubgraphError(thrown)] };
}

/** The client's variables that a call uses, as far as they are given. */
export function argumentsOf({ variables: names }: Call, { variables }: Run): Data {
  const given: Data = {};
  for (const name of names) if (name in variables) given[name] = variables[name];
  return given;
}

function answered({ data, errors }: ExecutionResult): Answered {
  if (isData(data)) return { data, errors: errors ?? [] };
  if (errors && errors.length > 0) return { data: {}, errors };
  return { data: {}, errors: [{ message: 'The subgraph answered neither data nor errors' }] };
}
