import { defineConnector, type Connection, type Resource } from '../../shared/connector.js';
import type { Env } from '../../shared/config.js';
import { standingOf, type HttpClient } from '../../shared/http/client.js';
import { tidsbankenClient } from './client.js';
import { collections, type Collection } from './collections.js';
import { ansatt, avdeling, kunde, prosjekt } from './mappings.js';
import { mostIds } from './odata.js';
import { list, readChanges, readMany, type Place } from './reads.js';
import { TidsbankenAnsatt, TidsbankenAvdeling, TidsbankenKunde, TidsbankenProsjekt } from './types.js';
import { create, find, update } from './writes.js';

/** Tidsbanken, API v3: departments, customers, projects and employees. */
export const tidsbanken = defineConnector({
  system: 'tidsbanken',
  name: 'Tidsbanken',
  urlVariable: 'TIDSBANKEN_URL',
  entityTypes: [
    {
      name: 'Kunde',
      graph: { type: TidsbankenKunde, singular: 'tidsbankenKunde', plural: 'tidsbankenKunder' },
      mapping: kunde,
      capabilities: collections.Kunde.capabilities,
    },
    {
      name: 'Avdeling',
      graph: { type: TidsbankenAvdeling, singular: 'tidsbankenAvdeling', plural: 'tidsbankenAvdelinger' },
      mapping: avdeling,
      capabilities: collections.Avdeling.capabilities,
    },
    {
      name: 'Prosjekt',
      graph: { type: TidsbankenProsjekt, singular: 'tidsbankenProsjekt', plural: 'tidsbankenProsjekter' },
      mapping: prosjekt,
      capabilities: collections.Prosjekt.capabilities,
    },
    {
      name: 'Ansatt',
      graph: { type: TidsbankenAnsatt, singular: 'tidsbankenAnsatt', plural: 'tidsbankenAnsatte' },
      mapping: ansatt,
      capabilities: collections.Ansatt.capabilities,
    },
  ],
  connect,
});

function connect(env: Env): Connection {
  const client = tidsbankenClient(env);
  const { Avdeling, Kunde, Prosjekt, Ansatt } = collections;
  return {
    resources: {
      Avdeling: tidsbankenResource(client, Avdeling),
      Kunde: tidsbankenResource(client, Kunde),
      Prosjekt: tidsbankenResource(client, Prosjekt),
      Ansatt: tidsbankenResource(client, Ansatt),
    },
    ...standingOf(client),
    close: () => client.close(),
  };
}

/** One list as a resource; no record has a version. */
function tidsbankenResource(client: HttpClient, collection: Collection): Resource {
  const at: Place = { ...collection, client };
  return {
    readMany: (ids) => readMany(at, ids),
    idsPerRequest: mostIds,
    list: (window) => list(at, window),
    readChanges: (cursor) => readChanges(at, cursor),
    update: (id, fields) => update(at, id, fields),
    create: (fields, options) => create(at, fields, options),
    find: (by) => find(at, by),
  };
}
