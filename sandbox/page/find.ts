import type { Stored, Table } from '../store.js';

/** How many records a page shows. */
export const PAGE_ROWS = 50;
/** So many records are searched; in a bigger table what comes later is found by its id only. */
const SEARCHED_ROWS = 100_000;

/** What the page looks for; `search` is lower case, "" for all; `changed` only what was changed since the seeds, newest first. */
export interface Search {
  readonly search: string;
  readonly page: number;
  readonly changed: boolean;
}

/** One page of what was found. */
export interface Found {
  readonly rows: readonly Stored[];
  readonly total: number;
  readonly page: number;
  /** Whether the table is too big to have been searched to its end. */
  readonly isCut: boolean;
}

/** The live rows that are asked for; a page beyond the last is the last, one that is no number the first. */
export function findRows(table: Table, { search, page, changed }: Search): Found {
  const isSearch = search !== '' || changed;
  const source = changed ? [...table.changedSince(0)].reverse() : table.scan();
  if (!isSearch) return pageOf(table.size(), page, false, (skip) => taken(source, skip));
  const found: Stored[] = [];
  let read = 0;
  for (const stored of source) {
    if ((read += 1) > SEARCHED_ROWS) break;
    if (stored.deletedAt === null && fits(stored, search)) found.push(stored);
  }
  const isCut = read > SEARCHED_ROWS;
  const byId = isCut ? table.get(search) : null;
  if (byId && byId.deletedAt === null && !found.some(({ id }) => id === byId.id)) found.unshift(byId);
  return pageOf(found.length, page, isCut, (skip) => found.slice(skip, skip + PAGE_ROWS));
}

function pageOf(total: number, asked: number, isCut: boolean, rowsAt: (skip: number) => readonly Stored[]): Found {
  const last = Math.max(1, Math.ceil(total / PAGE_ROWS));
  const page = Number.isInteger(asked) ? Math.min(Math.max(1, asked), last) : 1;
  return { rows: rowsAt((page - 1) * PAGE_ROWS), total, page, isCut };
}

function taken(source: Iterable<Stored>, skip: number): Stored[] {
  const rows: Stored[] = [];
  let toSkip = skip;
  for (const stored of source) {
    if (stored.deletedAt !== null) continue;
    if (toSkip > 0) toSkip -= 1;
    else if (rows.push(stored) === PAGE_ROWS) break;
  }
  return rows;
}

function fits({ id, row }: Stored, search: string): boolean {
  return search === '' || id.toLowerCase().includes(search) || holds(row, search);
}

function holds(value: unknown, search: string): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some((each) => holds(each, search));
  return value !== null && value !== undefined && String(value).toLowerCase().includes(search);
}
