import { customSystems, type CustomSystemName } from '../custom-contract/systems.js';
import { keptFields } from '../custom-contract/rows.js';
import type { Field } from '../custom-contract/fields.js';
import { entities as crmEntities } from '../crmoffice/entities.js';
import type { SystemName } from '../seeds.js';
import type { Desk, PageField } from './field.js';
import { powerofficegoDesks } from './powerofficego.js';
import { tidsbankenDesks } from './tidsbanken.js';

/** The desks of a system, one per entity type. */
export function desksOf(system: SystemName): readonly Desk[] {
  switch (system) {
    case 'tidsbanken':
      return tidsbankenDesks;
    case 'powerofficego':
      return powerofficegoDesks;
    case 'crmoffice':
      return crmofficeDesks;
    default:
      return contractDesks(system);
  }
}

const crmColumns: Readonly<Record<string, readonly string[]>> = {
  contacts: ['givenName', 'familyName', 'emailAddress', 'mobilePhone'],
  activities: ['subject', 'startsAt', 'endsAt', 'ownerId'],
};

const crmofficeDesks: readonly Desk[] = Object.entries(crmEntities).map(([table, shape]) => {
  const fields = Object.entries(shape).map(([name, kind]): PageField =>
    kind === 'text' ? { name, kind, when: 'always' } : { name, kind: 'group', when: 'always', parts: kind },
  );
  return { ...plainDesk(table, fields), columns: crmColumns[table] ?? [] };
});

function contractDesks(system: CustomSystemName): readonly Desk[] {
  return Object.entries(customSystems[system]).map(([table, { fields }]) => {
    const offered = Object.entries(keptFields(fields)).flatMap(([name, field]) => contractField(name, field));
    const columns = Object.entries(fields).flatMap(([name, { kind }]) => (isShort(kind) ? [name] : []));
    return { ...plainDesk(table, offered), columns: columns.slice(0, 5) };
  });
}

const isShort = (kind: Field['kind']): boolean => kind !== 'object' && kind !== 'reference';

function contractField(name: string, field: Field): PageField[] {
  if (field.readOnly) return [];
  const base = { name, when: 'always', required: field.required ?? false } as const;
  switch (field.kind) {
    case 'boolean':
      return [{ ...base, kind: 'boolean', required: true }];
    case 'choice':
      return [{ ...base, kind: 'choice', choices: field.choices ?? [], required: true }];
    case 'object':
      return [{ ...base, kind: 'group', parts: Object.keys(field.fields ?? {}) }];
    default:
      return [{ ...base, kind: 'text' }];
  }
}

/** The calls of a plain REST collection. */
function plainDesk(table: string, fields: readonly PageField[]): Omit<Desk, 'columns'> {
  const path = (id: string): string => `/${table}/${id}`;
  return {
    table,
    title: table.charAt(0).toUpperCase() + table.slice(1),
    fields,
    read: ({ id }) => ({ method: 'GET', path: path(id) }),
    add: (body) => ({ method: 'POST', path: `/${table}`, body }),
    save: ({ id }, body) => ({ method: 'PATCH', path: path(id), body }),
    removal: 'Delete',
    remove: ({ id }) => ({ method: 'DELETE', path: path(id) }),
  };
}
