import type { FieldError } from './merge.js';
import { wrongFields } from './problem.js';

/** What a list call asks for; null where it does not say. */
export interface Question {
  readonly limit: number;
  readonly cursor: string | null;
  readonly ids: readonly string[] | null;
  readonly externalRef: string | null;
  readonly updatedSince: string | null;
  readonly includeDeleted: boolean;
}

const known = ['limit', 'cursor', 'ids', 'externalRef', 'updatedSince', 'includeDeleted'];
/** Each picks the rows in its own way; two of them in one call is a mistake of the caller. */
const selectors = ['ids', 'externalRef', 'updatedSince'];
const mostIds = 200;
const mostRows = 1000;

/** Reads a list call's query. Throws 400 naming every parameter that is unknown, doubled or out of range. */
export function readQuestion(query: URLSearchParams): Question {
  const errors = faults(query);
  if (errors.length > 0) throw wrongFields(errors, 400);
  return {
    limit: Number(query.get('limit') ?? 100),
    cursor: query.get('cursor'),
    ids: idsIn(query),
    externalRef: query.get('externalRef'),
    updatedSince: query.get('updatedSince'),
    includeDeleted: query.get('includeDeleted') === 'true',
  };
}

function faults(query: URLSearchParams): FieldError[] {
  const errors: FieldError[] = [];
  const fault = (field: string, message: string): void => void errors.push({ field, message });
  for (const name of new Set(query.keys())) {
    if (!known.includes(name)) fault(name, 'is not a parameter here');
    if (query.getAll(name).length > 1) fault(name, 'is given more than once');
  }
  const limit = query.get('limit') ?? '100';
  if (!/^\d{1,4}$/.test(limit) || Number(limit) < 1 || Number(limit) > mostRows) {
    fault('limit', `must be a whole number from 1 to ${mostRows}`);
  }
  if (!['true', 'false', null].includes(query.get('includeDeleted'))) fault('includeDeleted', 'must be true or false');
  if ((idsIn(query)?.length ?? 0) > mostIds) fault('ids', `must be at most ${mostIds}`);
  const used = selectors.filter((name) => query.has(name));
  if (used.length > 1) fault(used[1] ?? '', `cannot be combined with ${used[0]}`);
  if (query.has('cursor') && (query.has('ids') || query.has('externalRef'))) {
    fault('cursor', 'cannot be combined with ids or externalRef');
  }
  return errors;
}

function idsIn(query: URLSearchParams): string[] | null {
  return query.get('ids')?.split(',').filter(Boolean) ?? null;
}
