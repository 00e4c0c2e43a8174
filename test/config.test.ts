import { Env, processEnv } from '../shared/config.js';
import { readSettings } from '../shared/settings.js';

/** A reader's answer and the faults it noted. */
function reading<T>(values: Record<string, string>, read: (env: Env) => T): { value: T; faults: string[] } {
  const env = new Env(values);
  return { value: read(env), faults: env.faults };
}

describe('a variable that is set', () => {
  test.each<[string, (env: Env) => unknown, unknown]>([
    ['fjord', (env) => env.text('X'), 'fjord'],
    ['  fjord ', (env) => env.text('X', 'other'), 'fjord'],
    ['fjord', (env) => env.optionalText('X'), 'fjord'],
    ['https://api.fjord.no/v1//', (env) => env.url('X'), 'https://api.fjord.no/v1'],
    ['http://127.0.0.1:4100', (env) => env.url('X'), 'http://127.0.0.1:4100'],
    ['7', (env) => env.int('X', { min: 1, max: 7, fallback: 3 }), 7],
    ['warn', (env) => env.choice('X', ['info', 'warn'], 'info'), 'warn'],
    ['x', (env) => env.has('X'), true],
  ])('to %p is read', (set, read, expected) => {
    expect(reading({ X: set }, read)).toEqual({ value: expected, faults: [] });
  });
});

describe('a variable that is not set, or blank', () => {
  test.each<[string, (env: Env) => unknown, unknown]>([
    ['a text with a fallback', (env) => env.text('X', 'other'), 'other'],
    ['an optional text', (env) => env.optionalText('X'), null],
    ['a whole number', (env) => env.int('X', { min: 1, max: 7, fallback: 3 }), 3],
    ['a word', (env) => env.choice('X', ['info', 'warn'], 'info'), 'info'],
    ['a system’s address', (env) => env.has('X'), false],
  ])('leaves %s as it is by default', (_what, read, expected) => {
    for (const values of [{}, { X: '' }, { X: '  ' }])
      expect(reading(values, read)).toEqual({ value: expected, faults: [] });
  });

  test('is a fault where it is required', () => {
    expect(reading({}, (env) => [env.text('X'), env.url('Y')])).toEqual({
      value: ['', ''],
      faults: ['X is not set', 'Y is not set'],
    });
  });
});

describe('a variable that is wrong', () => {
  test.each<[string, string, (env: Env) => unknown, string]>([
    ['an address', 'ftp://fjord.no', (env) => env.url('X'), 'X is not an http(s) address'],
    ['an address', 'https://', (env) => env.url('X'), 'X is not an http(s) address'],
    [
      'a whole number',
      '8',
      (env) => env.int('X', { min: 1, max: 7, fallback: 3 }),
      'X must be a whole number from 1 to 7',
    ],
    [
      'a whole number',
      '1.5',
      (env) => env.int('X', { min: 1, max: 7, fallback: 3 }),
      'X must be a whole number from 1 to 7',
    ],
    [
      'a whole number',
      '-1',
      (env) => env.int('X', { min: -7, max: 7, fallback: 3 }),
      'X must be a whole number from -7 to 7',
    ],
    [
      'a whole number',
      'many',
      (env) => env.int('X', { min: 0, max: 1, fallback: 1 }),
      'X must be a whole number from 0 to 1',
    ],
    ['a word', 'loud', (env) => env.choice('X', ['info', 'warn'], 'info'), 'X must be one of info, warn'],
  ])('is told by name, not by value: %s, %p', (_what, set, read, fault) => {
    expect(reading({ X: set }, read).faults).toEqual([fault]);
  });

  test('ends the start together with all the others', () => {
    const env = new Env({ PORT: 'x' });
    readSettings(env);
    env.text('CRMOFFICE_KEY');
    expect(() => env.assertValid()).toThrow(
      'The configuration is wrong:\n  - PORT must be a whole number from 0 to 65535\n  - CRMOFFICE_KEY is not set',
    );
  });

  test('is none where everything is right', () => {
    expect(() => new Env({}).assertValid()).not.toThrow();
  });
});

describe('the settings', () => {
  const settings = (values: Record<string, string>) => reading(values, readSettings);

  test('need nothing to be set', () => {
    expect(settings({})).toEqual({
      value: {
        ...{
          port: 4000,
          dataDir: '.samband',
          databaseUrl: null,
          syncConfig: null,
          sandboxPort: 4100,
          sandboxScale: 1,
          sandboxFaults: ' ',
        },
        ...{ syncMinutes: 10, maxAgeMs: 30_000, readDeadlineMs: 10_000, pollSeconds: 60, areSandboxes: false },
        ...{ introspection: true, operations: null, operationsOnly: false, requestsPerMinute: null },
        load: { heapPercent: 85, delayMs: 500, requests: null },
        requestDeadlineMs: 15_000,
        entitiesAtMost: 1000,
        ...{
          host: '127.0.0.1',
          hosts: [],
          corsOrigins: [],
          token: null,
          jwt: null,
          subgraphSecret: null,
          passedOn: [],
        },
        roles: new Set(['gateway', 'worker', 'sandbox']),
      },
      faults: [],
    });
  });

  test('take what is set', () => {
    const { value, faults } = settings({
      ...{ PORT: '0', SAMBAND_DATA_DIR: '/data', DATABASE_URL: 'postgres://hub:pw@db:5432/hub', SANDBOX_PORT: '5000' },
      ...{ SANDBOX_SCALE: '25', SANDBOX_FAULTS: '{}', SAMBAND_SYNC_MINUTES: '60', SAMBAND_READ_MAX_AGE_MS: '0' },
      ...{
        SAMBAND_POLL_SECONDS: '5',
        SAMBAND_ROLES: 'worker',
        SAMBAND_SANDBOX_SYSTEMS: '1',
        SAMBAND_SYNC_CONFIG: 'sync.json',
      },
      ...{ SAMBAND_HOST: '0.0.0.0', SAMBAND_HOSTS: 'hub.example, api.example', SAMBAND_TOKEN: 'abcdefghijklmnop' },
      ...{
        SAMBAND_JWT_ISSUER: 'https://id.example/',
        SAMBAND_JWT_AUDIENCE: 'samband',
        SAMBAND_READ_DEADLINE_MS: '500',
        SAMBAND_REQUEST_DEADLINE_MS: '2000',
        SAMBAND_INTROSPECTION: 'off',
        SAMBAND_OPERATIONS: 'known.json',
        SAMBAND_OPERATIONS_ONLY: 'on',
        SAMBAND_REQUESTS_PER_MINUTE: '600',
        SAMBAND_ENTITIES_AT_MOST: '200',
        SAMBAND_HEAP_PERCENT: '70',
        SAMBAND_LOOP_DELAY_MS: '200',
        SAMBAND_REQUESTS_AT_ONCE: '50',
        SAMBAND_SUBGRAPH_HEADERS: 'Accept-Language, x-team',
      },
    });
    expect(faults).toEqual([]);
    expect(value).toEqual({
      ...{ port: 0, dataDir: '/data', databaseUrl: 'postgres://hub:pw@db:5432/hub', sandboxPort: 5000 },
      ...{ sandboxScale: 25, sandboxFaults: '{}', syncMinutes: 60, maxAgeMs: 0 },
      ...{ pollSeconds: 5, roles: new Set(['worker']), areSandboxes: true, syncConfig: 'sync.json' },
      ...{ host: '0.0.0.0', hosts: ['hub.example', 'api.example'], corsOrigins: [], token: 'abcdefghijklmnop' },
      ...{ subgraphSecret: null, readDeadlineMs: 500, introspection: false, operations: 'known.json' },
      ...{ operationsOnly: true, requestsPerMinute: 600, passedOn: ['accept-language', 'x-team'] },
      load: { heapPercent: 70, delayMs: 200, requests: 50 },
      requestDeadlineMs: 2000,
      entitiesAtMost: 200,
      jwt: {
        ...{ issuer: 'https://id.example/', audience: 'samband' },
        jwksUrl: 'https://id.example/.well-known/jwks.json',
      },
    });
  });

  test.each(['authorization', 'Content-Length', 'x-samband-scopes', 'x y'])('pass no header %s on', (name) => {
    expect(settings({ SAMBAND_SUBGRAPH_HEADERS: name }).faults).toEqual([
      `SAMBAND_SUBGRAPH_HEADERS: ${name.toLowerCase()} cannot be passed on`,
    ]);
  });

  test('give a request longer than one system', () => {
    expect(settings({ SAMBAND_READ_DEADLINE_MS: '20000' }).value.requestDeadlineMs).toBe(25_000);
    expect(settings({ SAMBAND_REQUEST_DEADLINE_MS: '10000' }).faults).toEqual([
      'SAMBAND_REQUEST_DEADLINE_MS must be more than SAMBAND_READ_DEADLINE_MS, which is 10000',
    ]);
  });

  test('never repeat a database address, which holds a password', () => {
    const { value, faults } = settings({ DATABASE_URL: 'mysql://hub:secret@db/hub' });
    expect([value.databaseUrl, faults]).toEqual([
      null,
      ['DATABASE_URL is not of the form postgres://user:password@host:port/database'],
    ]);
  });
});

test('the process’s own environment is handed on as it is', () => {
  expect(processEnv()).toBe(process.env);
});
