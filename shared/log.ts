import { pino, type DestinationStream } from 'pino';
import type { Env } from './config.js';
import { HubError } from './errors.js';
import { traceId } from './trace.js';

/** What may stand in a log line beside its message; anything else has no way in. */
export interface LogDetails {
  readonly requestId?: string;
  /** The one that the fault is of. */
  readonly subgraph?: string | undefined;
}

/** What a log tells of a request that was answered; no address, no text of a query, no value. Null: not known. */
export interface RequestLine {
  /** The one that a client is told of with an error that is masked. */
  readonly requestId: string | null;
  readonly method: string;
  /** The way of it with its names left out: `/webhooks/{system}`. */
  readonly route: string | null;
  /** Null: it was broken off, or is no request of HTTP. */
  readonly status: number | null;
  readonly ms: number;
  /** What kind of caller; never who. */
  readonly caller: string | null;
  readonly operationType: string | null;
  /** The name that its client gave the operation. */
  readonly operation: string | null;
  /** The codes of its errors, each once. */
  readonly codes: readonly string[];
}

export interface Log {
  /** A fault that no caller was told of in full. */
  fault(message: string, error: unknown, details?: LogDetails): void;
  /** A request that was answered; null where requests are not told of. */
  readonly request: ((line: RequestLine) => void) | null;
}

/**
 * A log on standard error where `to` is nowhere else, from `SAMBAND_LOG` on: info (requests, too), error (default) or silent. Names and codes only, never
 * values. A line that belongs to a trace says to which.
 */
export function createLog(env: Env, to: DestinationStream = pino.destination({ dest: 2, sync: true })): Log {
  const level = env.choice('SAMBAND_LOG', ['info', 'error', 'silent'], 'error');
  const log = pino({ level, base: null }, to);
  return {
    fault: (message, error, details = {}) => log.error({ ...details, ...describe(error), ...traced() }, message),
    request: level === 'info' ? (line) => log.info({ ...known(line), ...traced() }, 'Request') : null,
  };
}

/** As OpenTelemetry has it in logs. */
function traced(): { trace_id?: string } {
  const id = traceId();
  return id === null ? {} : { trace_id: id };
}

function known({ codes, ms, ...line }: RequestLine): Record<string, unknown> {
  const given = Object.entries(line).filter(([, value]) => value !== null);
  const shortened = { ms: Math.round(ms * 10) / 10, ...(codes.length > 0 ? { codes } : {}) };
  return { ...Object.fromEntries(given), ...shortened };
}

/** The error without what it may carry of people: a message of ours, else its class and where it was thrown. */
function describe(error: unknown): Record<string, unknown> {
  if (error instanceof HubError) return { code: error.code, reason: error.message };
  if (!(error instanceof Error)) return { kind: typeof error };
  const frames = (error.stack ?? '').split('\n').filter((line) => line.trim().startsWith('at '));
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const at = frames.slice(0, 8).map((line) => line.trim());
  return { kind: error.name, ...code, ...(at.length > 0 ? { at } : {}) };
}
