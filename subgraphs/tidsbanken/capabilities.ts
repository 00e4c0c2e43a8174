import type { Capabilities } from '../../shared/connector.js';

const minute = 60_000;

/** How many requests are under way at a time; nothing is known of a limit. */
export const concurrency = 4;

/** What holds for all four lists. Assumed: a PUT leaves what it does not name, a write answers, a list is never behind. */
const common = {
  sheet: 'subgraphs/tidsbanken/capabilities.ts',
  idempotencyKey: false,
  paging: 'offset',
  listMayLag: false,
  readLagMs: 0,
  inFlightMs: 30_000,
  version: 'lastModified',
  conditionalWrite: false,
  write: 'patch',
  writeReturnsBody: true,
  deletes: 'none',
  perSecond: null,
  concurrency,
} as const;

/** The filter is `gt`. The ansatt service stamps to the millisecond, with `Z`. */
const ansattSince = { stamp: 'SistEndretDato', inclusive: false, granularityMs: 1, overlapMs: 5 * minute } as const;

/**
 * The stamps of the prosjekt service have been seen an hour off, and which way its filter sees them is not known: so
 * there a reading reaches back an hour further. That they have fractions of a second is not known either.
 */
const prosjektSince = { ...ansattSince, granularityMs: 1_000, overlapMs: 65 * minute } as const;

/** The four sheets, by entity type. */
export const capabilities = {
  Avdeling: {
    ...common,
    keys: { from: 9000, to: 9999 },
    externalRef: null,
    createdAt: null,
    since: ansattSince,
  },
  Kunde: {
    ...common,
    keys: { from: 900_000, to: 999_999 },
    externalRef: null,
    createdAt: null,
    since: prosjektSince,
  },
  Prosjekt: {
    ...common,
    keys: 'server',
    externalRef: { path: 'EksternId', unique: false },
    createdAt: 'OpprettetDato',
    since: prosjektSince,
  },
  Ansatt: {
    ...common,
    keys: { from: 900_000, to: 999_999 },
    externalRef: { path: 'EksternId', unique: false },
    createdAt: 'OpprettetDato',
    since: ansattSince,
  },
} as const satisfies Record<string, Capabilities>;
