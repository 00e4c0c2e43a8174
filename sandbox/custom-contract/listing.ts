import type { Stored, Table } from '../store.js';
import { pageCursor, readPageCursor, readSyncCursor, syncCursor } from './cursors.js';
import type { Page, Scope } from './cursors.js';
import type { Question } from './question.js';

/** One page of a list, rows still as kept. */
export interface Listing {
  readonly rows: readonly Stored[];
  readonly nextCursor: string | null;
  /** How many rows the whole list has now. */
  readonly total: number;
  /**
   * Stands for the moment the listing's first page was answered, on all of its pages: what changes while someone reads
   * page after page comes with the next `updatedSince`, and nothing is missed.
   */
  readonly syncCursor: string;
}

/** Answers a list question. Rows asked for by id or external reference come in one page, whatever the limit. */
export function list(table: Table, scope: Scope, question: Question): Listing {
  if (question.ids !== null) return all(table, scope, byIds(table, question.ids, question.includeDeleted));
  if (question.externalRef !== null) {
    const options = { deleted: question.includeDeleted };
    return all(table, scope, table.findBy('externalRef', question.externalRef, options));
  }
  return question.updatedSince === null ? everything(table, scope, question) : changes(table, scope, question);
}

function all(table: Table, scope: Scope, rows: readonly Stored[]): Listing {
  return { rows, nextCursor: null, total: rows.length, syncCursor: syncCursor(scope, table.lastSeq()) };
}

function byIds(table: Table, ids: readonly string[], includeDeleted: boolean): Stored[] {
  return [...new Set(ids)]
    .map((id) => table.get(id))
    .filter((stored) => stored !== null)
    .filter((stored) => includeDeleted || stored.deletedAt === null);
}

function everything(table: Table, scope: Scope, { cursor, limit, includeDeleted }: Question): Listing {
  const filter = includeDeleted ? 'everything' : 'live';
  const page = pageAt(scope, cursor, filter, { after: '', began: table.lastSeq(), filter });
  const rows = table.scan(cursor === null ? {} : { afterId: String(page.after) });
  const fits = (stored: Stored): boolean => includeDeleted || stored.deletedAt === null;
  const total = includeDeleted ? table.seed.count + table.inserted().length : table.size();
  return paged(scope, page, firstFew(rows, fits, limit + 1), limit, total, (last) => last.id);
}

/** The changes after the sync cursor and up to the listing's begin; a row that changes meanwhile moves to the next listing. */
function changes(table: Table, scope: Scope, { cursor, limit, updatedSince }: Question): Listing {
  const since = readSyncCursor(scope, updatedSince ?? '', table.lastSeq());
  const filter = `since ${since}`;
  const page = pageAt(scope, cursor, filter, { after: since, began: table.lastSeq(), filter });
  const fits = (stored: Stored): boolean => stored.changeSeq <= page.began;
  const rows = firstFew(table.changedSince(Number(page.after)), fits, limit + 1);
  const total = firstFew(table.changedSince(since), fits, Infinity).length;
  return paged(scope, page, rows, limit, total, (last) => last.changeSeq);
}

function pageAt(scope: Scope, cursor: string | null, filter: string, first: Page): Page {
  return cursor === null ? first : readPageCursor(scope, cursor, filter);
}

function firstFew(rows: Iterable<Stored>, fits: (stored: Stored) => boolean, most: number): Stored[] {
  const found: Stored[] = [];
  for (const stored of rows) {
    if (fits(stored)) found.push(stored);
    if (found.length >= most) break;
  }
  return found;
}

function paged(
  scope: Scope,
  page: Page,
  found: readonly Stored[],
  limit: number,
  total: number,
  placeOf: (last: Stored) => string | number,
): Listing {
  const rows = found.slice(0, limit);
  const last = found.length > limit ? rows.at(-1) : undefined;
  return {
    rows,
    nextCursor: last ? pageCursor(scope, { ...page, after: placeOf(last) }) : null,
    total,
    syncCursor: syncCursor(scope, page.began),
  };
}
