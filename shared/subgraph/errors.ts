import { GraphQLError } from 'graphql';
import { Conflict, HubError, NotFound, Rejected, Unauthenticated } from '../errors.js';
import { itemOf, wireFields, type WireClass } from './wire.js';

/**
 * The GraphQL form of an error raised on purpose: its own message, with `code`, `retryable` and, where known, `system`
 * and `entityType` beside it. @throws anything else as it is: the edge logs and masks that.
 */
export function toGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  if (!(error instanceof HubError)) throw error;
  const { system, entityType } = error.details;
  return new GraphQLError(error.message, {
    originalError: error,
    extensions: {
      code: error.code,
      ...(system !== undefined && { system }),
      ...(entityType !== undefined && { entityType }),
      retryable: error.retryable,
    },
  });
}

/** What a payload says of a write that a user can do something about. */
export interface UserErrorValue {
  /** The path of the refused field within the input; null where the system named none that we know. */
  readonly field: readonly string[] | null;
  readonly code: string;
  readonly message: string;
}

/** The user's form of a refused write on `type`. @throws GraphQLError where trying again, not another input, would help. */
export function toUserError(type: WireClass, error: unknown): UserErrorValue {
  const refused =
    error instanceof Rejected ||
    error instanceof Conflict ||
    error instanceof NotFound ||
    error instanceof Unauthenticated;
  if (!refused) throw toGraphQLError(error);
  const { field } = error.details;
  return { field: field === undefined ? null : inputPath(type, field), code: error.code, message: error.message };
}

/** The GraphQL names on the way to a wire path, whose case systems tend to change in their errors. */
function inputPath(type: WireClass, path: string): readonly string[] | null {
  const wanted = path.toLowerCase();
  for (const field of wireFields(type)) {
    const own = field.path.toLowerCase();
    if (wanted === own) return [field.name];
    const { wireClass } = itemOf(field);
    const rest = wireClass && wanted.startsWith(`${own}.`) ? inputPath(wireClass, path.slice(own.length + 1)) : null;
    if (rest) return [field.name, ...rest];
  }
  return null;
}
