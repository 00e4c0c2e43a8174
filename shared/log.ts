import { pino } from 'pino';
import type { Env } from './config.js';
import { HubError } from './errors.js';

/** What may stand in a log line beside its message; anything else has no way in. */
export interface LogDetails {
  readonly requestId?: string;
}

export interface Log {
  /** A fault that no caller was told of in full. */
  fault(message: string, error: unknown, details?: LogDetails): void;
}

/** A log on standard error, from `SAMBAND_LOG` on: error (default) or silent. Names and codes only, never values. */
export function createLog(env: Env): Log {
  const level = env.choice('SAMBAND_LOG', ['error', 'silent'], 'error');
  const log = pino({ level, base: null }, pino.destination({ dest: 2, sync: true }));
  return {
    fault: (message, error, details = {}) => log.error({ ...details, ...describe(error) }, message),
  };
}

/** The error without what it may carry of people: a message of ours, else its class and where it was thrown. */
function describe(error: unknown): Record<string, unknown> {
  if (error instanceof HubError) return { code: error.code, reason: error.message };
  if (!(error instanceof Error)) return { kind: typeof error };
  const frames = (error.stack ?? '').split('\n').filter((line) => line.trim().startsWith('at '));
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  return { kind: error.name, ...code, at: frames.slice(0, 8).map((line) => line.trim()) };
}
