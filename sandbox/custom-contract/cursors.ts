import { isObject } from './merge.js';
import { Refusal, wrongFields } from './problem.js';

/** What cursors are good for: one collection of one history (a store that lost its data has another). */
export interface Scope {
  readonly history: string;
  readonly collection: string;
}

/** Where a list goes on: after this row, for the listing that began at change `began`. */
export interface Page {
  readonly after: string | number;
  readonly began: number;
  /** What the list was asked for; another question cannot go on from here. */
  readonly filter: string;
}

/** The opaque form of "all changes up to `seq` are known". */
export function syncCursor(scope: Scope, seq: number): string {
  return written({ kind: 'sync', ...scope, seq });
}

/** The opaque form of a page. */
export function pageCursor(scope: Scope, page: Page): string {
  return written({ kind: 'page', ...scope, ...page });
}

/** The change a sync cursor stands for. Throws 400 when it is none, 410 when it is of data this server no longer has. */
export function readSyncCursor(scope: Scope, cursor: string, lastSeq: number): number {
  const { seq } = read('updatedSince', 'sync', scope, cursor);
  if (typeof seq !== 'number') throw unreadable('updatedSince');
  if (seq > lastSeq) throw lost();
  return seq;
}

/** The page a cursor stands for. Throws 400 when it is none of this list, 410 when it is of data this server no longer has. */
export function readPageCursor(scope: Scope, cursor: string, asked: string): Page {
  const { after, began, filter } = read('cursor', 'page', scope, cursor);
  const isPlace = typeof after === 'string' || typeof after === 'number';
  if (!isPlace || typeof began !== 'number' || filter !== asked) throw unreadable('cursor');
  return { after, began, filter };
}

function written(content: object): string {
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

function read(field: string, kind: string, scope: Scope, cursor: string): Record<string, unknown> {
  const content = parsed(cursor);
  if (!isObject(content) || content.kind !== kind || content.collection !== scope.collection) throw unreadable(field);
  if (content.history !== scope.history) throw lost();
  return content;
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return null;
  }
}

function unreadable(field: string): Refusal {
  return wrongFields([{ field, message: 'is not a cursor this list gave out' }], 400);
}

function lost(): Refusal {
  return new Refusal(410, 'The cursor is of data this server no longer has. Read the full list again.');
}
