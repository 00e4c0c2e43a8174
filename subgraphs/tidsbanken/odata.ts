import type { Collection } from './collections.js';

/** ASP.NET's OData refuses a filter of more than a hundred nodes, and a comparison with its `or` is up to six. */
export const mostIds = 15;
/** With room for address and other options below the 2000 characters some gateways take. */
const longestFilter = 1500;
const largestInteger = 2_147_483_647;

/** A text as an OData literal: quoted, quotes within doubled. */
export function textLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Whether the text could be a key of the list; another names no record, and is not asked for. */
export function isKey({ keyType }: Collection, id: string): boolean {
  if (keyType === 'integer') return /^[1-9]\d{0,9}$/.test(id) && Number(id) <= largestInteger;
  return id.length > 0 && id.length <= 100 && id.trim() === id && id !== '.' && id !== '..';
}

/** A key as the list has it in a body. */
export function keyValue({ keyType }: Collection, id: string): string | number {
  return keyType === 'integer' ? Number(id) : id;
}

/** Filters that together name each id once, each short enough to be sent. */
export function idFilters(collection: Collection, ids: readonly string[]): string[] {
  const filters: string[][] = [];
  let length = 0;
  for (const id of new Set(ids)) {
    const term = `Id eq ${collection.keyType === 'integer' ? id : textLiteral(id)}`;
    const cost = encodeURIComponent(`${term} or `).length + 2 * term.split("'").length;
    const last = filters.at(-1);
    if (!last || last.length === mostIds || length + cost > longestFilter) {
      filters.push([term]);
      length = cost;
    } else {
      last.push(term);
      length += cost;
    }
  }
  return filters.map((terms) => terms.join(' or '));
}
