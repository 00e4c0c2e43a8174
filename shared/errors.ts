/** Codes a caller may switch on. They are API: add freely, never rename or reuse. */
export type ErrorCode =
  | 'CONFIG_INVALID'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'REJECTED'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'RATE_LIMITED'
  | 'UNAVAILABLE';

/** What may stand beside an error's message: names and numbers only, never a header, a body or a field's value. */
export interface ErrorDetails {
  readonly system?: string;
  readonly entityType?: string;
  readonly id?: string;
  /** The wire name of the field that was refused, where the system said so. */
  readonly field?: string;
  readonly status?: number;
  /** Seconds the system asked us to wait. */
  readonly retryAfter?: number;
  /** Whether a write may have taken effect although no answer came. */
  readonly ambiguous?: boolean;
}

/** Root of every error the hub raises on purpose; its message is fit for a user. Anything else is masked at the edge. */
export abstract class HubError extends Error {
  abstract readonly code: ErrorCode;
  /** Whether the same call may succeed later without anyone changing anything. */
  readonly retryable: boolean = false;

  constructor(
    message: string,
    readonly details: ErrorDetails = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The configuration is wrong; the message names every faulty variable. */
export class ConfigInvalid extends HubError {
  readonly code = 'CONFIG_INVALID';
}

/** The thing asked for is not there. */
export class NotFound extends HubError {
  readonly code = 'NOT_FOUND';
}

/** The thing changed meanwhile, or a unique value is taken. */
export class Conflict extends HubError {
  readonly code = 'CONFLICT';
}

/** The input was understood and refused; `details.field` names the field where known. */
export class Rejected extends HubError {
  readonly code = 'REJECTED';
}

/** The system does not accept our credentials; the message names the variables to check. */
export class Unauthenticated extends HubError {
  readonly code = 'UNAUTHENTICATED';
}

/** The caller lacks the scope for what was asked. */
export class Forbidden extends HubError {
  readonly code = 'FORBIDDEN';
}

/** The system asks us to slow down; `details.retryAfter` in seconds where it said so. */
export class RateLimited extends HubError {
  readonly code = 'RATE_LIMITED';
  override readonly retryable = true;
}

/** The system did not answer usefully; `details.ambiguous` where a write may have landed all the same. */
export class Unavailable extends HubError {
  readonly code = 'UNAVAILABLE';
  override readonly retryable = true;
}
