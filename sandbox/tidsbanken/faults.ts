import type { Answer } from '../http.js';
import { FilterFault } from '../odata/filter.js';

/** A refusal in the form of an OData service. */
export class ODataFault extends Error {
  override readonly name = 'ODataFault';
  constructor(
    readonly status: 400 | 404 | 405 | 409,
    message: string,
  ) {
    super(message);
  }
}

const CODES = {
  400: 'BadRequest',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  409: 'Conflict',
  500: 'InternalServerError',
};

/** `{ error: { code, message } }`; what is neither an `ODataFault` nor a `FilterFault` is a 500. */
export function faultAnswer(error: unknown): Answer {
  const status = error instanceof ODataFault ? error.status : error instanceof FilterFault ? 400 : 500;
  const message = error instanceof Error ? error.message : String(error);
  return { status, body: { error: { code: CODES[status], message } } };
}

/** The gateway's own form, for a key that is missing or wrong. */
export function denied(message: string): Answer {
  return { status: 401, body: { statusCode: 401, message } };
}
