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
  const { message, extensions, masked } = shownOf(error, requestId);
  const located = path.length > 0 ? { path: clientPath(path) } : {};
  return { error: new GraphQLError(message, { ...located, extensions: { ...extensions, service } }), masked };
}

/** What is shown of an error to whoever asked, and whether that hides something. */
interface Shown {
  readonly message: string;
  readonly extensions: Readonly<Record<string, unknown>>;
  readonly masked: boolean;
}

function shownOf(error: SubgraphError, requestId: string): Shown {
  const extensions = deliberateExtensions(error);
  if (extensions) return { message: error.message, extensions, masked: false };
  const { message, extensions: hidden } = maskedError(requestId);
  return { message, extensions: hidden, masked: true };
}

/** A subgraph's error as it is sent to a gateway elsewhere, which shows its client no more than this. */
export function sentError(
  error: SubgraphError,
  requestId: string,
): { readonly sent: object; readonly masked: boolean } {
  const { masked, ...shown } = shownOf(error, requestId);
  return { sent: error.path ? { ...shown, path: error.path } : shown, masked };
}

/** What a client is told of an error that was not meant for it. */
export function maskedError(requestId: string): GraphQLError {
  return new GraphQLError('Internal error', { extensions: { code: 'INTERNAL_SERVER_ERROR', requestId } });
}

/** What servers write to an error that nobody raised on purpose. */
const unforeseen = new Set(['INTERNAL_SERVER_ERROR', 'DOWNSTREAM_SERVICE_ERROR']);

function deliberateExtensions({ extensions, originalError }: SubgraphError): Record<string, unknown> | undefined {
  // Servers add these while they are developed: where an error was thrown is nobody's business but theirs.
  const { stacktrace: _stacktrace, exception: _exception, ...told } = extensions ?? {};
  const { code } = told;
  if (typeof code === 'string') return unforeseen.has(code) ? undefined : told;
  if (originalError instanceof HubError) return { ...originalError.details, code: originalError.code };
  return undefined;
}

/** Reads whatever was thrown as an error of a subgraph. */
export function asSubgraphError(thrown: unknown): SubgraphError {
  if (thrown instanceof GraphQLError) {
    const { message, extensions, originalError = thrown } = thrown;
    return { message, extensions, originalError };
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { message, originalError: thrown };
}

/** An error that a subgraph answered from elsewhere, as the log is told of it; its message may hold anything. */
export class AnsweredFault extends Error {
  readonly code: string | undefined;

  constructor({ message, extensions }: SubgraphError) {
    super(message);
    this.name = 'AnsweredFault';
    const code = extensions?.['code'];
    this.code = typeof code === 'string' && /^\w{1,64}$/.test(code) ? code : undefined;
    // It was thrown elsewhere.
    this.stack = '';
  }
}

/** What was thrown, as far as that is known here. */
export function faultOf(error: SubgraphError): unknown {
  return error.originalError ?? (error instanceof Error ? error : new AnsweredFault(error));
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
