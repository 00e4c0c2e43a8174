import { BadFault, type Faults } from '../faults.js';
import type { Answer, Call } from '../http.js';

/** Where the faults of a system are switched. */
export const FAULTS_PATH = /^\/sandbox\/faults(?:\/(?<id>[^/]+))?\/?$/;

/** Answers the control API: GET lists, POST adds one or an array of them, DELETE removes all or the one named. */
export function controlFaults(faults: Faults, call: Call, id: string | undefined): Answer {
  if (call.method === 'GET' && id === undefined) return { status: 200, body: { faults: faults.list() } };
  if (call.method === 'POST' && id === undefined) return added(faults, call);
  if (call.method !== 'DELETE')
    return message(405, 'Use GET and POST on /sandbox/faults, DELETE there or on one fault.');
  if (id === undefined) faults.clear();
  else if (!faults.remove(id)) return message(404, `There is no fault ${id}.`);
  return { status: 204 };
}

function added(faults: Faults, call: Call): Answer {
  const body = jsonIn(call);
  if (body === undefined) return message(400, 'The body must be JSON, sent as application/json.');
  try {
    const made = (Array.isArray(body) ? body : [body]).map((each) => faults.add(each));
    return { status: 201, body: { faults: made } };
  } catch (error) {
    if (error instanceof BadFault) return message(400, error.message);
    throw error;
  }
}

/**
 * The JSON of a call, or undefined when it says or is anything else. Insisting on the content type keeps out web pages of
 * others, whose browsers would first have to ask.
 */
export function jsonIn(call: Call): unknown {
  if (!/^application\/json\b/i.test(call.headers['content-type'] ?? '')) return undefined;
  try {
    return JSON.parse(call.text) as unknown;
  } catch {
    return undefined;
  }
}

/** A refusal of the sandbox itself. */
export function message(status: number, text: string): Answer {
  return { status, body: { message: text } };
}
