import type { Capabilities } from '../../shared/connector.js';

/** One list of Tidsbanken: where it is and in which form it takes writes. */
export interface Collection {
  readonly entityType: string;
  /** Reads, and updates by PUT. */
  readonly path: string;
  readonly insertPath: string;
  /** Whether an insert wants its record in an array. */
  readonly insertsArray: boolean;
  /** PUT takes an array of records with their Ids; PATCH one record, its Id in the path. */
  readonly updateMethod: 'PUT' | 'PATCH';
  /** An integer key stands bare in a filter, a text key in quotes. */
  readonly keyType: 'integer' | 'text';
  readonly capabilities: Capabilities;
}

const minute = 60_000;

/**
 * The stamps of the ansatt service are exact; those of the prosjekt service have been seen an hour off, and which way
 * the filter sees them is not known. So there a reading reaches back an hour further.
 */
const overlaps = { ansatt: 5 * minute, prosjekt: 65 * minute } as const;

const common = {
  idempotencyKey: false,
  readLagMs: 0,
  inFlightMs: 30_000,
  conditionalWrite: false,
  deletes: 'none',
} as const;

/** The four lists, by entity type. */
export const collections = {
  Avdeling: {
    entityType: 'Avdeling',
    path: '/ansatt/avdeling',
    insertPath: '/ansatt/Avdeling',
    insertsArray: false,
    updateMethod: 'PATCH',
    keyType: 'text',
    capabilities: {
      ...common,
      keys: { from: 9000, to: 9999 },
      externalRef: null,
      since: { overlapMs: overlaps.ansatt },
    },
  },
  Kunde: {
    entityType: 'Kunde',
    path: '/prosjekt/Kunde',
    insertPath: '/prosjekt/Kunde',
    insertsArray: false,
    updateMethod: 'PUT',
    keyType: 'text',
    capabilities: {
      ...common,
      keys: { from: 900_000, to: 999_999 },
      externalRef: null,
      since: { overlapMs: overlaps.prosjekt },
    },
  },
  Prosjekt: {
    entityType: 'Prosjekt',
    path: '/prosjekt/Prosjekt',
    insertPath: '/prosjekt/Prosjekt',
    insertsArray: false,
    updateMethod: 'PUT',
    keyType: 'text',
    capabilities: {
      ...common,
      keys: 'server',
      externalRef: { path: 'EksternId', unique: false },
      since: { overlapMs: overlaps.prosjekt },
    },
  },
  Ansatt: {
    entityType: 'Ansatt',
    path: '/ansatt/ansatt',
    insertPath: '/ansatt/Ansatte',
    insertsArray: true,
    updateMethod: 'PUT',
    keyType: 'integer',
    capabilities: {
      ...common,
      keys: { from: 900_000, to: 999_999 },
      externalRef: { path: 'EksternId', unique: false },
      since: { overlapMs: overlaps.ansatt },
    },
  },
} as const satisfies Record<string, Collection>;
