import { createHash } from 'node:crypto';
import type { Call } from '../http.js';
import { isObject } from './merge.js';
import { Refusal } from './problem.js';

/** The JSON object a call carries. Throws 415 when it says it is something else, 400 when it is no JSON object. */
export function objectIn(call: Call, types: readonly string[]): Record<string, unknown> {
  const type = (call.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (!types.includes(type)) throw new Refusal(415, `The body must be ${types.join(' or ')}.`);
  const body = parsed(call.text);
  if (!isObject(body)) throw new Refusal(400, 'The body must be a JSON object.');
  return body;
}

/** Equal for two values when they are the same JSON, whatever the order of their keys. */
export function fingerprint(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value, sortedKeys)).digest('hex');
}

function sortedKeys(_key: string, value: unknown): unknown {
  return isObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Refusal(400, 'The body is not JSON.');
  }
}
