import type { Env } from './config.js';

/** What a process may do for the hub: serve the graph, do its jobs, run the sandbox systems. */
export const roles = ['gateway', 'worker', 'sandbox'] as const;

export type Role = (typeof roles)[number];

/** What a person can set about the hub itself; each system's own variables are read by its connector. */
export interface Settings {
  /** 0 takes a free one. */
  readonly port: number;
  /** The address the graph is served at. */
  readonly host: string;
  /** Names besides this machine's own that requests may be for. */
  readonly hosts: readonly string[];
  /** Pages of other origins that may use the graph. */
  readonly corsOrigins: readonly string[];
  /** A token for whoever sits at this machine; null: one is made. */
  readonly token: string | null;
  /** Whose JSON Web Tokens are taken; null: nobody's. */
  readonly jwt: JwtSettings | null;
  /** Whether the schema may be asked for, and the Sandbox page, which needs it, is served. */
  readonly introspection: boolean;
  /** A file with the operations that clients were built with; null: there is none. */
  readonly operations: string | null;
  /** Whether no other operation is taken. */
  readonly operationsOnly: boolean;
  /** How many requests a minute each client may make; null: any number. */
  readonly requestsPerMinute: number | null;
  /** Above what the graph takes no more requests. */
  readonly load: LoadSettings;
  /** What tells subgraphs that run elsewhere that the gateway asks; null: nothing. */
  readonly subgraphSecret: string | null;
  /** The clients' headers that such subgraphs get to see, in lower case. */
  readonly passedOn: readonly string[];
  /** How many entities such a subgraph is asked for in one call. */
  readonly entitiesAtMost: number;
  /** Where the embedded database, the sandbox systems and the installation's secret are kept. */
  readonly dataDir: string;
  /** Null: the embedded database. */
  readonly databaseUrl: string | null;
  /** The file of the sync's configuration; null: the usual one, where it is there. */
  readonly syncConfig: string | null;
  readonly sandboxPort: number;
  readonly sandboxScale: number;
  /** Faults the sandbox systems start with, as JSON text; blank: none. */
  readonly sandboxFaults: string;
  /** How often a full sync starts by itself, in minutes. */
  readonly syncMinutes: number;
  /** How often the systems are asked for what changed, in seconds. */
  readonly pollSeconds: number;
  /** What this process does; other processes over the same database may do the rest. */
  readonly roles: ReadonlySet<Role>;
  /** Whether the systems that are set by address are sandboxes of another process, so that syncs write by themselves. */
  readonly areSandboxes: boolean;
  /** How old a system's record may be when it is read for a query, in ms. */
  readonly maxAgeMs: number;
  /** How long a query waits for a system before it is answered without it, in ms. */
  readonly readDeadlineMs: number;
  /** How long a query may take in all, in ms; longer than it waits for one system. */
  readonly requestDeadlineMs: number;
}

/** How much there may be to do. */
export interface LoadSettings {
  /** How much of the heap that Node may have is used, in percent. */
  readonly heapPercent: number;
  /** How late the event loop is, in ms. */
  readonly delayMs: number;
  /** How many requests are under way; null: as many as the heap is likely to hold. */
  readonly requests: number | null;
}

/** An issuer of JSON Web Tokens. */
export interface JwtSettings {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
}

/** Reads the hub's own variables; faults are collected in `env`. */
export function readSettings(env: Env): Settings {
  const readDeadlineMs = env.int('SAMBAND_READ_DEADLINE_MS', { min: 100, max: 120_000, fallback: 10_000 });
  return {
    port: env.int('PORT', { min: 0, max: 65535, fallback: 4000 }),
    host: env.text('SAMBAND_HOST', '127.0.0.1'),
    hosts: listIn(env, 'SAMBAND_HOSTS'),
    corsOrigins: listIn(env, 'SAMBAND_CORS_ORIGINS'),
    token: secretIn(env, 'SAMBAND_TOKEN'),
    jwt: jwtIn(env),
    introspection: env.choice('SAMBAND_INTROSPECTION', ['on', 'off'], 'on') === 'on',
    operations: env.optionalText('SAMBAND_OPERATIONS'),
    operationsOnly: operationsOnlyIn(env),
    requestsPerMinute: env.int('SAMBAND_REQUESTS_PER_MINUTE', { min: 0, max: 1_000_000, fallback: 0 }) || null,
    load: {
      heapPercent: env.int('SAMBAND_HEAP_PERCENT', { min: 1, max: 100, fallback: 85 }),
      delayMs: env.int('SAMBAND_LOOP_DELAY_MS', { min: 10, max: 60_000, fallback: 500 }),
      requests: env.int('SAMBAND_REQUESTS_AT_ONCE', { min: 0, max: 1_000_000, fallback: 0 }) || null,
    },
    subgraphSecret: secretIn(env, 'SAMBAND_SUBGRAPH_SECRET'),
    passedOn: passedOnIn(env),
    entitiesAtMost: env.int('SAMBAND_ENTITIES_AT_MOST', { min: 1, max: 1_000_000, fallback: 1000 }),
    dataDir: env.text('SAMBAND_DATA_DIR', '.samband'),
    databaseUrl: databaseUrl(env),
    syncConfig: env.optionalText('SAMBAND_SYNC_CONFIG'),
    sandboxPort: env.int('SANDBOX_PORT', { min: 0, max: 65530, fallback: 4100 }),
    sandboxScale: env.int('SANDBOX_SCALE', { min: 1, max: 6667, fallback: 1 }),
    sandboxFaults: env.text('SANDBOX_FAULTS', ' '),
    syncMinutes: env.int('SAMBAND_SYNC_MINUTES', { min: 1, max: 1380, fallback: 10 }),
    pollSeconds: env.int('SAMBAND_POLL_SECONDS', { min: 1, max: 3600, fallback: 60 }),
    roles: rolesIn(env),
    areSandboxes: env.int('SAMBAND_SANDBOX_SYSTEMS', { min: 0, max: 1, fallback: 0 }) === 1,
    maxAgeMs: env.int('SAMBAND_READ_MAX_AGE_MS', { min: 0, max: 3_600_000, fallback: 30_000 }),
    readDeadlineMs,
    requestDeadlineMs: requestDeadlineIn(env, readDeadlineMs),
  };
}

const beyondReading = 5_000;

function requestDeadlineIn(env: Env, readDeadlineMs: number): number {
  const name = 'SAMBAND_REQUEST_DEADLINE_MS';
  const deadline = env.int(name, { min: 100, max: 600_000, fallback: readDeadlineMs + beyondReading });
  if (deadline > readDeadlineMs) return deadline;
  return env.fault(`${name} must be more than SAMBAND_READ_DEADLINE_MS, which is ${readDeadlineMs}`, deadline);
}

function operationsOnlyIn(env: Env): boolean {
  const only = env.choice('SAMBAND_OPERATIONS_ONLY', ['on', 'off'], 'off') === 'on';
  if (only && !env.has('SAMBAND_OPERATIONS'))
    env.fault('SAMBAND_OPERATIONS_ONLY is on, and SAMBAND_OPERATIONS names no file', undefined);
  return only;
}

function listIn(env: Env, name: string): string[] {
  const words = (env.optionalText(name) ?? '').split(',').map((word) => word.trim());
  return words.filter((word) => word !== '');
}

/** What belongs to the request itself, or is the gateway's own word to a subgraph. */
const kept =
  /^(authorization|host|connection|keep-alive|te|trailer|upgrade|expect|accept|x-request-id|x-samband-.*|(content|transfer|proxy)-.*)$/;

function passedOnIn(env: Env): string[] {
  const names = listIn(env, 'SAMBAND_SUBGRAPH_HEADERS').map((name) => name.toLowerCase());
  const wrong = names.find((name) => kept.test(name) || !/^[\w-]+$/.test(name));
  return wrong === undefined ? names : env.fault(`SAMBAND_SUBGRAPH_HEADERS: ${wrong} cannot be passed on`, []);
}

const shortestToken = 16;

/** What goes into an `Authorization` header, long enough not to be guessed. */
function secretIn(env: Env, name: string): string | null {
  const token = env.optionalText(name);
  const isSound = token === null || (token.length >= shortestToken && /^[\w.~+/=-]+$/.test(token));
  const fault = `${name} must have at least ${shortestToken} letters, digits or .~+/=-_ and nothing else`;
  return isSound ? token : env.fault(fault, null);
}

function jwtIn(env: Env): JwtSettings | null {
  if (!env.has('SAMBAND_JWT_ISSUER')) return null;
  const issuer = env.text('SAMBAND_JWT_ISSUER');
  return {
    issuer,
    audience: env.text('SAMBAND_JWT_AUDIENCE'),
    jwksUrl: env.url('SAMBAND_JWT_JWKS_URL', `${issuer.replace(/\/+$/, '')}/.well-known/jwks.json`),
  };
}

function databaseUrl(env: Env): string | null {
  const url = env.optionalText('DATABASE_URL');
  if (url === null || /^postgres(ql)?:\/\/\S+$/.test(url)) return url;
  return env.fault('DATABASE_URL is not of the form postgres://user:password@host:port/database', null);
}

function rolesIn(env: Env): ReadonlySet<Role> {
  const words = env
    .text('SAMBAND_ROLES', roles.join())
    .split(',')
    .map((word) => word.trim());
  const known = roles.filter((role) => words.includes(role));
  if (known.length === new Set(words).size) return new Set(known);
  return env.fault(`SAMBAND_ROLES must be a list of ${roles.join(', ')}`, new Set(roles));
}
