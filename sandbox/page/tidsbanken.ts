import { ENTITIES, type Entity } from '../tidsbanken/entities.js';
import type { Desk, PageField } from './field.js';

type EntityName = Entity['name'];

const columns: Readonly<Record<EntityName, readonly string[]>> = {
  Ansatt: ['Fornavn', 'Etternavn', 'Epost', 'Mobil', 'Aktiv'],
  Avdeling: ['Navn', 'Poststed', 'Organisasjonsnr', 'Synlig'],
  Kunde: ['Navn', 'Organisasjonsnummer', 'Epost', 'Poststed'],
  Prosjekt: ['Navn', 'KundeId', 'AnsvarligId', 'Avsluttet'],
};

/** Tidsbanken deletes nothing; what its users do instead. A Kunde has no such mark. */
const leaving: Readonly<Record<EntityName, { word: string; change: Readonly<Record<string, unknown>> } | null>> = {
  Ansatt: { word: 'Deactivate', change: { Aktiv: false, Sluttet: true } },
  Avdeling: { word: 'Hide', change: { Synlig: false } },
  Kunde: null,
  Prosjekt: { word: 'Close', change: { Avsluttet: true } },
};

/** Tidsbanken's four entity types. */
export const tidsbankenDesks: readonly Desk[] = Object.values(ENTITIES).map(deskOf);

function deskOf(entity: Entity): Desk {
  const { name, service, table } = entity;
  const all = `/${service}/${name}`;
  const keyOf = (id: string): string | number => (entity.idKind === 'integer' ? Number(id) : id);
  const literal = (id: string): string => (entity.idKind === 'integer' ? id : `'${id.replaceAll("'", "''")}'`);
  const save: Desk['save'] = ({ id }, change) =>
    name === 'Avdeling'
      ? { method: 'PATCH', path: `${all}/${id}`, body: change }
      : { method: 'PUT', path: all, body: [{ Id: keyOf(id), ...change }] };
  const left = leaving[name];
  return {
    table,
    title: name,
    columns: columns[name],
    fields: Object.keys(entity.kinds).flatMap((each) => fieldOf(entity, each)),
    read: ({ id }) => ({ method: 'GET', path: `${all}(${literal(id)})` }),
    add: (values) => ({ method: 'POST', path: name === 'Ansatt' ? `/${service}/Ansatte` : all, body: values }),
    save,
    removal: left?.word ?? null,
    remove: (held) => left && save(held, left.change),
  };
}

function fieldOf(entity: Entity, name: string): PageField[] {
  const kind = entity.kinds[name];
  if (entity.readOnly.has(name) || kind === 'stamp') return [];
  if (name === 'Id') {
    const required = !entity.assignsId;
    return [{ name, kind: entity.idKind === 'integer' ? 'number' : 'text', when: 'add', required }];
  }
  if (kind === 'boolean') return [{ name, kind, when: 'always' }];
  if (kind === 'integer' || kind === 'number') return [{ name, kind: 'number', when: 'always' }];
  return [{ name, kind: 'text', when: 'always', ...(kind === 'text' ? { empty: '' } : {}) }];
}
