import { GraphQLError } from 'graphql';
import { HubError } from '../../shared/errors.js';
import { pathToArray } from './data.js';
import { clientPath } from './naming.js';
import type { Place } from './places.js';

type Keys = readonly (string | number)[];

/** The parts of an error every transport delivers; one that came over the wire is no `GraphQLError` instance. */
export interface SubgraphError {
  readonly message: string;
  readonly path?: Keys | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
  readonly originalError?: unknown;
}

/** What the client is told of a subgraph's error, and whether that hides something the log must have. */
export interface Presented {
  readonly error: GraphQLError;
  readonly masked: boolean;
}

/**
 * An error raised on purpose, which carries `extensions.code` or is a `HubError`, passes with the subgraph's name added;
 * of any other the client learns only that it happened, and the request id to look it up by.
 */
export function presentError(error: SubgraphError, path: Keys, service: string, requestId: string): Presented {
  const extensions = deliberateExtensions(error);
  const located = path.length > 0 ? { path: clientPath(path) } : {};
  if (extensions) {
    return {
      error: new GraphQLError(error.message, { ...located, extensions: { ...extensions, service } }),
      masked: false,
    };
  }
  const { message, extensions: hidden } = maskedError(requestId);
  return { error: new GraphQLError(message, { ...located, extensions: { ...hidden, service } }), masked: true };
}

/** What a client is told of an error that was not meant for it. */
export function maskedError(requestId: string): GraphQLError {
  return new GraphQLError('Internal error', { extensions: { code: 'INTERNAL_SERVER_ERROR', requestId } });
}

function deliberateExtensions({ extensions, originalError }: SubgraphError): Record<string, unknown> | undefined {
  if (typeof extensions?.['code'] === 'string') return extensions;
  if (originalError instanceof HubError) return { ...originalError.details, code: originalError.code };
  return undefined;
}

/** Reads whatever was thrown as an error of a subgraph. */
export function asSubgraphError(thrown: unknown): SubgraphError {
  if (thrown instanceof GraphQLError) return { message: thrown.message, extensions: thrown.extensions };
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { message, originalError: thrown };
}

/** The way all the places have in common: one failed call is one error, however many objects it leaves incomplete. */
export function commonPath(places: readonly Place[]): Keys {
  const [first, ...others] = places.map(({ path }) => pathToArray(path));
  if (!first) return [];
  return others.reduce((common, path) => common.slice(0, sharedLength(common, path)), first);
}

/** Whether one of the errors explains a null at `path`: it is there, above, or below from where it bubbled. */
export function isExplained(path: Keys, errors: readonly GraphQLError[]): boolean {
  return errors.some((error) => {
    const at = error.path ?? [];
    return sharedLength(at, path) === Math.min(at.length, path.length);
  });
}

function sharedLength(a: Keys, b: Keys): number {
  const end = Math.min(a.length, b.length);
  for (let index = 0; index < end; index++) if (a[index] !== b[index]) return index;
  return end;
}
