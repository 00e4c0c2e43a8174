import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** Answers a request that GraphQL never sees with a GraphQL error, and lets its connection go. */
export function answerError(
  response: ServerResponse,
  { status, code, message }: { readonly status: number; readonly code: string; readonly message: string },
  headers: OutgoingHttpHeaders = {},
): void {
  response.writeHead(status, {
    ...{ 'content-type': 'application/json; charset=utf-8', connection: 'close' },
    ...headers,
  });
  response.end(`${JSON.stringify({ errors: [{ message, extensions: { code } }] })}\n`);
}
