import type { Env } from './config.js';

/** What a person can set about the hub itself; each system's own variables are read by its connector. */
export interface Settings {
  /** 0 takes a free one. */
  readonly port: number;
  /** Where the embedded database, the sandbox systems and the installation's secret are kept. */
  readonly dataDir: string;
  /** Null: the embedded database. */
  readonly databaseUrl: string | null;
  readonly sandboxPort: number;
  readonly sandboxScale: number;
  /** Faults the sandbox systems start with, as JSON text; blank: none. */
  readonly sandboxFaults: string;
  /** How often a full sync starts by itself, in minutes. */
  readonly syncMinutes: number;
  /** How old a system's record may be when it is read for a query, in ms. */
  readonly maxAgeMs: number;
}

/** Reads the hub's own variables; faults are collected in `env`. */
export function readSettings(env: Env): Settings {
  return {
    port: env.int('PORT', { min: 0, max: 65535, fallback: 4000 }),
    dataDir: env.text('SAMBAND_DATA_DIR', '.samband'),
    databaseUrl: databaseUrl(env),
    sandboxPort: env.int('SANDBOX_PORT', { min: 0, max: 65530, fallback: 4100 }),
    sandboxScale: env.int('SANDBOX_SCALE', { min: 1, max: 6667, fallback: 1 }),
    sandboxFaults: env.text('SANDBOX_FAULTS', ' '),
    syncMinutes: env.int('SAMBAND_SYNC_MINUTES', { min: 1, max: 1380, fallback: 10 }),
    maxAgeMs: env.int('SAMBAND_READ_MAX_AGE_MS', { min: 0, max: 3_600_000, fallback: 30_000 }),
  };
}

function databaseUrl(env: Env): string | null {
  const url = env.optionalText('DATABASE_URL');
  if (url === null || /^postgres(ql)?:\/\/\S+$/.test(url)) return url;
  return env.fault('DATABASE_URL is not of the form postgres://user:password@host:port/database', null);
}
