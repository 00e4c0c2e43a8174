import type { Answer } from '../http.js';

/** A refusal as problem details, with the upper-case keys of the v2 API. */
export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(
    readonly status: 400 | 404 | 405 | 409 | 415,
    readonly title: string,
    detail: string,
  ) {
    super(detail);
  }
}

/** `{ Type, Title, Status, Detail, Instance }`; what is not a `Problem` is a 500. */
export function problemAnswer(error: unknown): Answer {
  const status = error instanceof Problem ? error.status : 500;
  const title = error instanceof Problem ? error.title : 'An error occurred';
  const detail = error instanceof Error ? error.message : String(error);
  return {
    status,
    headers: { 'content-type': 'application/problem+json; charset=utf-8' },
    body: { Type: null, Title: title, Status: status, Detail: detail, Instance: null },
  };
}

/** The gateway's own form: `{ statusCode, message }`. */
export function gatewayAnswer(status: number, message: string, headers: Record<string, string> = {}): Answer {
  return { status, headers, body: { statusCode: status, message } };
}
