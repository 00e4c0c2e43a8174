import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** What a request is answered with that GraphQL never sees. */
interface Refused {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** What the log has its fault under; absent: there is nothing more to be known. */
  readonly requestId?: string;
}

/** Answers a request that GraphQL never sees with a GraphQL error, and lets its connection go. */
export function answerError(
  response: ServerResponse,
  { status, code, message, requestId }: Refused,
  headers: OutgoingHttpHeaders = {},
): void {
  response.writeHead(status, {
    ...{ 'content-type': 'application/json; charset=utf-8', connection: 'close' },
    ...headers,
  });
  response.end(`${JSON.stringify({ errors: [{ message, extensions: { code, requestId } }] })}\n`);
}
