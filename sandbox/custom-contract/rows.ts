import type { Stored } from '../store.js';
import { assigned, text } from './fields.js';
import type { Fields } from './fields.js';
import { blank, isObject } from './merge.js';

type Values = Record<string, unknown>;

/** A collection's own fields with the external reference all collections have: what a row keeps. */
export function keptFields(fields: Fields): Fields {
  return { externalRef: text, ...fields };
}

/** What a caller may name in a body, the read-only ones so that they are refused by name. */
export function namedFields(fields: Fields): Fields {
  return {
    ...keptFields(fields),
    id: assigned,
    createdAt: assigned,
    updatedAt: assigned,
    deletedAt: assigned,
    version: assigned,
  };
}

/** Every kept field of a row, null (or the default) where it has none. */
export function complete(fields: Fields, row: Values): Values {
  const names = Object.entries(keptFields(fields));
  return Object.fromEntries(
    names.map(([name, field]) => {
      const value = row[name] ?? field.default ?? null;
      return [name, field.fields && isObject(value) ? { ...blank(field.fields), ...value } : value];
    }),
  );
}

/** A row as an answer shows it. `deletedAt` is there for deleted rows only. */
export function shown(fields: Fields, stored: Stored): Values {
  return {
    id: stored.id,
    ...complete(fields, stored.row),
    createdAt: stored.createdAt,
    updatedAt: stored.changedAt,
    version: stored.version,
    ...(stored.deletedAt === null ? {} : { deletedAt: stored.deletedAt }),
  };
}

/** The strong entity tag of a row's version. */
export function etag(stored: Stored): string {
  return `"${stored.version}"`;
}
