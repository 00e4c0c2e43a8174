import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';

/** A window onto a list: `size` rows behind `after`, or, going backwards, before `before`. Cursors are values of the order's column. */
export interface Window {
  readonly size: number;
  readonly backwards: boolean;
  readonly after: string | null;
  readonly before: string | null;
}

/** The order of a list: by a column without equal values, so that a page means the same whatever is written meanwhile. */
export interface Order {
  /** As the query builder names it: `write.seq`. */
  readonly by: string;
  /** What the column holds, and so every cursor. */
  readonly of: 'number' | 'uuid';
  readonly newestFirst: boolean;
}

export interface Page<Row> {
  readonly rows: readonly (Row & { readonly cursor: string })[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/** A list that can be shown in windows and counted. */
export interface List {
  readonly query: SelectQueryBuilder<ObjectLiteral>;
  readonly order: Order;
}

/** The rows of a window in the list's order, read with one statement. */
export async function pageOf<Row>({ query, order }: List, window: Window): Promise<Page<Row>> {
  const { size, backwards, after, before } = window;
  const { by, newestFirst } = order;
  const page = query.clone().addSelect(by, 'cursor');
  if (after !== null) page.andWhere(`${by} ${newestFirst ? '<' : '>'} :after`, { after });
  if (before !== null) page.andWhere(`${by} ${newestFirst ? '>' : '<'} :before`, { before });
  page.orderBy(by, newestFirst === backwards ? 'ASC' : 'DESC').limit(size + 1);
  const found = await page.getRawMany<Row & { cursor: string }>();
  const rows = found.slice(0, size);
  const more = found.length > size;
  return backwards
    ? { rows: rows.reverse(), hasNextPage: before !== null, hasPreviousPage: more }
    : { rows, hasNextPage: more, hasPreviousPage: after !== null };
}

/** How many rows the list has. */
export async function countOf({ query }: List): Promise<number> {
  const counted = await query.clone().select('count(*)::int', 'count').getRawOne<{ count: number }>();
  return counted?.count ?? 0;
}

/** Selects columns under names of ours: `{ linkId: 'write.linkId' }`. */
export function select<E extends ObjectLiteral>(
  query: SelectQueryBuilder<E>,
  columns: Readonly<Record<string, string>>,
): SelectQueryBuilder<E> {
  query.select([]);
  for (const [name, column] of Object.entries(columns)) query.addSelect(column, name);
  return query;
}

/** Rows by a key that each of them carries once. */
export function byKey<Row>(rows: readonly Row[], key: (row: Row) => string): Map<string, Row> {
  return new Map(rows.map((row) => [key(row), row]));
}

/** Rows by a key that several of them may carry, in their order. */
export function grouped<Row>(rows: readonly Row[], key: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group) group.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
}

/** Pages of children by parent, out of at most `size + 1` rows of each. */
export function pagesByParent<Row extends { readonly parent: string; readonly cursor: string }>(
  rows: readonly Row[],
  window: Window,
): Map<string, Page<Row>> {
  const pages = [...grouped(rows, (row) => row.parent)].map(([parent, found]): [string, Page<Row>] => [
    parent,
    {
      rows: found.slice(0, window.size),
      hasNextPage: found.length > window.size,
      hasPreviousPage: window.after !== null,
    },
  ]);
  return new Map(pages);
}
