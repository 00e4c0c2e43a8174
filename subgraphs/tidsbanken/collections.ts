import type { Capabilities } from '../../shared/connector.js';
import { capabilities } from './capabilities.js';

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

/** The four lists, by entity type. */
export const collections = {
  Avdeling: {
    entityType: 'Avdeling',
    path: '/ansatt/avdeling',
    insertPath: '/ansatt/Avdeling',
    insertsArray: false,
    updateMethod: 'PATCH',
    keyType: 'text',
    capabilities: capabilities.Avdeling,
  },
  Kunde: {
    entityType: 'Kunde',
    path: '/prosjekt/Kunde',
    insertPath: '/prosjekt/Kunde',
    insertsArray: false,
    updateMethod: 'PUT',
    keyType: 'text',
    capabilities: capabilities.Kunde,
  },
  Prosjekt: {
    entityType: 'Prosjekt',
    path: '/prosjekt/Prosjekt',
    insertPath: '/prosjekt/Prosjekt',
    insertsArray: false,
    updateMethod: 'PUT',
    keyType: 'text',
    capabilities: capabilities.Prosjekt,
  },
  Ansatt: {
    entityType: 'Ansatt',
    path: '/ansatt/ansatt',
    insertPath: '/ansatt/Ansatte',
    insertsArray: true,
    updateMethod: 'PUT',
    keyType: 'integer',
    capabilities: capabilities.Ansatt,
  },
} as const satisfies Record<string, Collection>;
