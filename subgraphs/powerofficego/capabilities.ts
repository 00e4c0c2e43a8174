import type { Capabilities } from '../../shared/connector.js';

/** The most requests a second: per subscription key (v2) and per integration (v1), whatever the entity type. */
export const perSecond = { v2: 10, v1: 50 } as const;

/** Lists are read from a copy that lags a little; a minute covers that and stamps of a second's grain. */
const overlapMs = 60_000;

/** Reads, alone or in lists, come from a copy that is up to two seconds behind. That stamps have fractions is not known. */
const common = {
  sheet: 'subgraphs/powerofficego/capabilities.ts',
  keys: 'server',
  idempotencyKey: false,
  paging: 'offset',
  listMayLag: true,
  readLagMs: 2_000,
  inFlightMs: 30_000,
  version: 'lastModified',
  conditionalWrite: false,
  write: 'patch',
  writeReturnsBody: true,
  deletes: 'missing',
  concurrency: 8,
} as const;

const v2 = {
  ...common,
  externalRef: { path: 'ExternalImportReference', unique: true },
  since: { stamp: 'LastChangedDateTimeOffset', inclusive: false, granularityMs: 1_000, overlapMs },
  perSecond: perSecond.v2,
} as const;

/** The three sheets, by entity type: the v2 API compares stamps with `GreaterThan`, v1 with `ge`. */
export const capabilities = {
  Customers: { ...v2, createdAt: 'CustomerCreatedDateTimeOffset' },
  Employees: { ...v2, createdAt: 'EmployeeCreatedDateTimeOffset' },
  Contactperson: {
    ...common,
    externalRef: null,
    createdAt: null,
    since: { stamp: 'lastChanged', inclusive: true, granularityMs: 1_000, overlapMs },
    perSecond: perSecond.v1,
  },
} as const satisfies Record<string, Capabilities>;
