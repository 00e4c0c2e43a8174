import type { FieldType } from '../../../../shared/canonical/field.js';

/**
 * SQL for the form in which a field's values are compared and ordered; that of nothing is the empty text. What a list can be
 * ordered by has an index over exactly this (the migration `searchable`). Texts go by the Norwegian alphabet; e-mail in lower
 * case; organisation numbers by their digits; phone numbers without spaces and without the Norwegian country code.
 */
export function comparableSql(type: FieldType, sql: string): string {
  switch (type) {
    case 'text':
      return `${sql} collate "nb-NO-x-icu"`;
    case 'email':
      return `lower( ${sql} )`;
    case 'organizationNumber':
      return `regexp_replace( ${sql} , '[^0-9]', '', 'g')`;
    case 'phone':
      return `regexp_replace(regexp_replace( ${sql} , '^ *([+]|00)47', ''), '[^0-9+]', '', 'g')`;
    default:
      return sql;
  }
}

/** SQL for what a canonical record holds of a field, as text; empty where it holds nothing. */
export function fieldSql(field: string): string {
  return `coalesce( canonical.fields ->> '${field}', '')`;
}
