import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';

/** A window onto a list: `size` rows behind `after`, or, going backwards, before `before`; places are values of the order's terms. */
export interface Window {
  readonly size: number;
  readonly backwards: boolean;
  readonly after: Place | null;
  readonly before: Place | null;
}

/** Where a row stands in a list: a value for each of the order's terms. */
export type Place = readonly string[];

/** One of the things that a list is ordered by. */
export interface Term {
  /** SQL, with columns as the query builder names them: `write.seq`. */
  readonly by: string;
  /** The Postgres type of its values; none is null. */
  readonly of: 'bigint' | 'uuid' | 'text' | 'timestamptz';
  readonly descending: boolean;
}

/** The order of a list. The last term has no equal values, so that a page means the same whatever is written meanwhile. */
export interface Order {
  /** Tells cursors of one order from those of another. */
  readonly name: string;
  readonly terms: readonly Term[];
}

export interface Page<Row> {
  readonly rows: readonly (Row & { readonly cursor: Place })[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/** A list that can be shown in windows and counted. */
export interface List {
  readonly query: SelectQueryBuilder<ObjectLiteral>;
  readonly order: Order;
}

/** An order by one column without equal values. */
export function orderBy(by: string, of: Term['of'], direction: 'oldestFirst' | 'newestFirst'): Order {
  return { name: '', terms: [{ by, of, descending: direction === 'newestFirst' }] };
}

/** The rows of a window in the list's order, read with one statement. */
export async function pageOf<Row>({ query, order: { terms } }: List, window: Window): Promise<Page<Row>> {
  const { size, backwards, after, before } = window;
  const place = terms.map(({ by }) => `(${by})::text`).join(', ');
  const page = query.clone().addSelect(`array[ ${place} ]`, 'cursor');
  if (after) page.andWhere(beyond(terms, 'after', false), parameters('after', after));
  if (before) page.andWhere(beyond(terms, 'before', true), parameters('before', before));
  for (const { by, descending } of terms) page.addOrderBy(by, descending === backwards ? 'ASC' : 'DESC');
  const found = await page.limit(size + 1).getRawMany<Row & { cursor: Place }>();
  const rows = found.slice(0, size);
  const more = found.length > size;
  return backwards
    ? { rows: rows.reverse(), hasNextPage: before !== null, hasPreviousPage: more }
    : { rows, hasNextPage: more, hasPreviousPage: after !== null };
}

/** SQL for the rows behind a place, or before it. Where all terms go one way it is one comparison, which an index answers. */
function beyond(terms: readonly Term[], name: string, reversed: boolean): string {
  const values = terms.map(({ of }, index) => `(:${name}${index})::${of}`);
  const isDown = ({ descending }: Term): boolean => descending !== reversed;
  const [first] = terms;
  if (first && terms.every((term) => isDown(term) === isDown(first)))
    return `( ${terms.map(({ by }) => by).join(', ')} ) ${isDown(first) ? '<' : '>'} (${values.join(', ')})`;
  const alternatives = terms.map((term, index) => {
    const equal = terms.slice(0, index).map(({ by }, before) => `${by} = ${values[before]}`);
    return `(${[...equal, `${term.by} ${isDown(term) ? '<' : '>'} ${values[index]}`].join(' and ')})`;
  });
  return `(${alternatives.join(' or ')})`;
}

function parameters(name: string, place: Place): Record<string, string> {
  return Object.fromEntries(place.map((value, index) => [`${name}${index}`, value]));
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
export function pagesByParent<Row extends { readonly parent: string; readonly cursor: Place }>(
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
