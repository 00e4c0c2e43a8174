import { execute, parse, type ExecutionResult } from 'graphql';
import { createSupergraph, type LogError } from '../../../gateway/supergraph.js';
import { gatewayContext } from '../support/gateway.js';
import { monolithOf, partsOf, supergraphOf } from './schemas.js';
import type { Asked, World } from './world.js';

/** What a client is told of an error; of one not meant for it, the place alone. */
export interface Told {
  readonly at: string;
  readonly message?: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** `data` is its text, so that the order of keys counts; the order of errors does not. */
export interface Answer {
  readonly data: string;
  readonly errors: readonly Told[];
}

export type Ask = (asked: Asked) => Promise<Answer>;

/** What gateways give an error that came without a code. */
const withoutCode = new Set(['INTERNAL_SERVER_ERROR', 'DOWNSTREAM_SERVICE_ERROR']);

export function answerOf({ data, errors = [] }: ExecutionResult): Answer {
  const told = errors.map(({ message, path = [], extensions: { service: _service, ...extensions } = {} }): Told => {
    return typeof extensions['code'] === 'string' && !withoutCode.has(extensions['code'])
      ? { at: path.join('.'), message, extensions }
      : { at: path.join('.') };
  });
  return { data: JSON.stringify(data ?? null), errors: told.sort((a, b) => (a.at < b.at ? -1 : 1)) };
}

/** Asks the gateway, over fresh rows each time. */
export function askGateway(world: World, logError: LogError = () => undefined): Ask {
  const supergraph = supergraphOf(world);
  return async ({ query, variables }) => {
    const subgraphs = partsOf(world, world.create()).map(({ subgraph }) => subgraph);
    const { execute: run } = createSupergraph(supergraph, subgraphs, logError);
    return answerOf(await run({ document: parse(query), variables, context: gatewayContext() }));
  };
}

/** Asks the one schema, over fresh rows each time: what the specification says, as graphql-js has it. */
export function askMonolith(world: World): Ask {
  const schema = monolithOf(world);
  return async ({ query, variables }) => {
    const { root: rootValue } = world.create();
    return answerOf(await execute({ schema, document: parse(query), rootValue, variableValues: variables }));
  };
}
