import type { Jobs } from '../jobs/jobs.js';
import type { SyncContext } from '../sync/context.js';

/** What an operation works with. */
export interface Hub {
  readonly context: SyncContext;
  readonly jobs: Jobs;
}

/** Bad input, as the caller sees it: which field of the input, what kind of fault, what to do. */
export interface UserFault {
  /** Path within the input: `["patch", "email"]`. */
  readonly field: readonly string[];
  readonly code: 'INVALID' | 'NOT_FOUND' | 'CONFLICT' | 'CHANGED_SINCE' | 'REQUIRED';
  readonly message: string;
}

/** Either what was asked for or the faults that kept it from happening; then nothing was changed. */
export type Outcome<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly faults: readonly UserFault[] };

export function done<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

export function refused(...faults: readonly UserFault[]): {
  readonly ok: false;
  readonly faults: readonly UserFault[];
} {
  return { ok: false, faults };
}
