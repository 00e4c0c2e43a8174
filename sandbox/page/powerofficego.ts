import { WRITABLE } from '../powerofficego/contact-persons.js';
import { ENTITIES, type Entity } from '../powerofficego/entities.js';
import { ADDRESS_LENGTHS, type Field } from '../powerofficego/fields.js';
import type { Desk, Held, PageField } from './field.js';

/** PowerOffice Go's customers and employees by v2, its contact persons by v1. */
export const powerofficegoDesks: readonly Desk[] = [
  { ...v2Desk(ENTITIES.customer), columns: ['Number', 'Name', 'OrganizationNumber', 'EmailAddress', 'IsArchived'] },
  { ...v2Desk(ENTITIES.employee), columns: ['Number', 'FirstName', 'LastName', 'EmailAddress', 'IsArchived'] },
  contactDesk(),
];

function v2Desk(entity: Entity): Omit<Desk, 'columns'> {
  const path = (id: string): string => `/v2/${entity.path}/${id}`;
  return {
    table: entity.table,
    title: entity.path,
    fields: Object.entries(entity.fields).flatMap(([name, field]) => v2Field(name, field)),
    read: ({ id }) => ({ method: 'GET', path: path(id) }),
    add: (values) => ({ method: 'POST', path: `/v2/${entity.path}`, body: values }),
    save: ({ id }, change) => ({
      method: 'PATCH',
      path: path(id),
      type: 'application/json-patch+json',
      body: Object.entries(change).map(([name, value]) => ({ op: 'replace', path: `/${name}`, value })),
    }),
    removal: 'Delete',
    remove: ({ id }) => ({ method: 'DELETE', path: path(id) }),
  };
}

function v2Field(name: string, { kind, post, patch, get }: Field): PageField[] {
  if (!post || !get || kind === 'integers' || kind === 'stamp') return [];
  const base = { name, when: patch ? 'always' : 'add' } as const;
  if (typeof kind !== 'string') return [{ ...base, kind: 'choice', choices: kind }];
  switch (kind) {
    case 'integer':
    case 'number':
      return [{ ...base, kind: 'number' }];
    case 'boolean':
      return [{ ...base, kind: 'boolean' }];
    case 'address':
      return [{ ...base, kind: 'group', parts: Object.keys(ADDRESS_LENGTHS) }];
    default:
      return [{ ...base, kind: 'text' }];
  }
}

function contactDesk(): Desk {
  const all = (parent: unknown): string => `/v1/Customer/${String(parent)}/Contact`;
  const one = ({ id, row }: Held): string => `${all(row.partyId)}/${id}`;
  return {
    table: 'contactpersons',
    title: 'Contact persons',
    columns: ['firstName', 'lastName', 'emailAddress', 'phoneNumber', 'partyId'],
    fields: [
      { name: 'partyId', kind: 'number', when: 'add', required: true },
      ...Object.entries(WRITABLE).map(([name, kind]): PageField => ({
        name,
        kind: kind === 'string' ? 'text' : kind,
        when: 'always',
      })),
    ],
    read: (held) => ({ method: 'GET', path: one(held) }),
    add: ({ partyId, ...values }) => ({ method: 'POST', path: all(partyId), body: values }),
    save: ({ id, row }, change) => ({ method: 'POST', path: all(row.partyId), body: { id: Number(id), ...change } }),
    removal: 'Delete',
    remove: (held) => ({ method: 'DELETE', path: one(held) }),
  };
}
