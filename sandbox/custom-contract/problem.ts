import { STATUS_CODES } from 'node:http';
import type { Answer } from '../http.js';
import type { FieldError } from './merge.js';

interface More {
  readonly errors?: readonly FieldError[];
  readonly existingId?: string;
  readonly headers?: Record<string, string>;
}

/** Thrown to answer a call with a problem instead of what was asked for. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly status: number,
    message: string,
    readonly more: More = {},
  ) {
    super(message);
  }
}

/** 422, or the given status, naming every field that is wrong. */
export function wrongFields(errors: readonly FieldError[], status: 400 | 422 = 422): Refusal {
  return new Refusal(status, errors.map(({ field, message }) => `${field} ${message}`).join('; '), { errors });
}

/** The `application/problem+json` answer (RFC 9457) for anything thrown; what is no refusal is a 500. */
export function problem(thrown: unknown): Answer {
  const { status, message, more } =
    thrown instanceof Refusal ? thrown : new Refusal(500, thrown instanceof Error ? thrown.message : String(thrown));
  const { headers, ...rest } = more;
  return {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
    body: { type: 'about:blank', title: STATUS_CODES[status], status, detail: message, ...rest },
  };
}
