import type { Row } from './types.js';

/** For every field once asked about: which changed or new rows bear which value. */
export interface FieldIndex {
  /** The ids whose field has the value. The first question about a field reads all of `ids`. */
  idsWith(field: string, value: unknown, ids: Iterable<string>): Iterable<string>;
  /** To be called before a row changes … */
  forget(id: string): void;
  /** … and after. */
  add(id: string): void;
}

/** An index that reads rows through `rowOf` (null when there is none). */
export function createFieldIndex(rowOf: (id: string) => Row | null): FieldIndex {
  const fields = new Map<string, Map<unknown, Set<string>>>();
  const each = (id: string, visit: (values: Map<unknown, Set<string>>, value: unknown) => void): void => {
    const row = fields.size === 0 ? null : rowOf(id);
    if (row) for (const [field, values] of fields) visit(values, row[field]);
  };
  const put = (values: Map<unknown, Set<string>>, value: unknown, id: string): void => {
    const ids = values.get(value);
    if (ids) ids.add(id);
    else values.set(value, new Set([id]));
  };
  return {
    idsWith(field, value, ids) {
      let values = fields.get(field);
      if (!values) {
        values = new Map();
        for (const id of ids) put(values, rowOf(id)?.[field], id);
        fields.set(field, values);
      }
      return values.get(value) ?? [];
    },
    forget: (id) =>
      each(id, (values, value) => {
        const ids = values.get(value);
        if (ids?.delete(id) && ids.size === 0) values.delete(value);
      }),
    add: (id) => each(id, (values, value) => put(values, value, id)),
  };
}
