import type { Explanation, Headers, HttpRequest } from './request.js';

const longestReason = 200;

/**
 * What a system says of a refusal, fit for a log: one line of at most 200 characters in which nothing that we sent is
 * repeated, and nothing that looks like an e-mail address or a national identity number. A field that is no name is left out.
 */
export function safeExplanation({ field, reason }: Explanation, request: HttpRequest, sent: Headers): Explanation {
  return {
    field: field !== undefined && /^[\w.[\]-]{1,100}$/.test(field) ? field : undefined,
    reason:
      reason === undefined
        ? undefined
        : safeReason(reason, [...textsIn(request.json), ...textsIn(request.form), ...wordsIn(sent)]),
  };
}

function safeReason(reason: string, secrets: readonly string[]): string | undefined {
  const known = secrets.filter((text) => text.length > 3).sort((a, b) => b.length - a.length);
  const hidden = known.reduce((text, secret) => text.replaceAll(secret, '…'), reason);
  const line = hidden
    .replace(/\S+@\S+/g, '…')
    .replace(/\d{6} ?\d{5}/g, '…')
    .replace(/\s+/g, ' ')
    .trim();
  return line === '' ? undefined : line.slice(0, longestReason);
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function wordsIn(headers: Headers): string[] {
  return Object.values(headers).flatMap((value) => [value, ...value.split(' ')]);
}
